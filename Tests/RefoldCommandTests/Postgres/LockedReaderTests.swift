import RefoldTesting
import Testing

@Suite("Readers and somebody's exclusive lock")
struct LockedReaderTests {
    private static let ofModels = ["report by-day --period 2024", "export payments", "query payments get p1", "verify"]
    private static let ofCatalog = ofModels + ["status", "parked", "verify --store-only"]
    private static let ofEvents = ["events", "history p1", "status", "verify", "verify --store-only", "explain by-day --period 2024 --row day=2024-09-01,currency=EUR --measure amount"]

    private static let locks: [(table: String, verbs: [String])] = [
        ("event_store", ofEvents), ("read_models.\"payments#1\"", ofModels), ("read_models.payments", ["query payments get p1", "explain by-day --period 2024 --row day=2024-09-01,currency=EUR --measure amount"]),
        ("read_models.refold_generations", ofCatalog), ("read_models.refold_columns", ofCatalog), ("read_models.refold_last_runs", ["status"]),
        ("read_models.refold_parked", ["parked", "export payments"]), ("read_models.refold_seals", ["seals", "report by-day --period 2024"]),
    ]

    @Test("On PostgreSQL every verb that reads ends with 75 and names who holds the lock, whatever table it is on", arguments: locks.indices)
    func ends(number: Int) throws {
        let (table, verbs) = Self.locks[number]
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let made = try sandbox.run(
            """
            export REFOLD_STORE='\(uri)' REFOLD_DEFINITIONS=\(Sandbox.definitions)
            refold events --format ndjson --store sqlite:../payments.db > p.ndjson && refold import p.ndjson --quiet && refold rebuild payments --quiet
            refold seal by-day --period 2024-09 --quiet
            """)
        try #require(made.status == 0, "\(made.error)")
        // All at once, so that the waits are one after the other no longer than one.
        let commands = verbs.indices.map { "refold \(verbs[$0]) --store '\(uri)&options=-clock_timeout%3D15s' > out.\($0) 2> said.\($0); echo $? > status.\($0)" }
        try sandbox.write(
            [
                "export REFOLD_DEFINITIONS=\(Sandbox.definitions)",
                "PGAPPNAME=billing psql '\(uri)' -qXc BEGIN -c 'LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE' -c '\\! touch locked' -c 'SELECT pg_sleep(280)' > psql.log 2>&1 &",
                "until [ -e locked ]; do sleep 0.02; done",
            ] + commands.map { "(\($0)) & all=\"$all $!\"" } + [
                "wait $all",
                "psql '\(uri)' -qXAtc \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'billing'\" > ended; wait",
            ], to: "script.sh")
        _ = try sandbox.run("timeout -s KILL 300 sh script.sh")
        for index in verbs.indices {
            let said = try sandbox.run("cat said.\(index) status.\(index)")
            #expect(said.output.hasSuffix("\n75\n"), "\(table): \(verbs[index]): \(said.output)")
            #expect(said.output.contains("another session holds a lock that it needs: server process ") && said.output.contains("application billing, active, since "), "\(table): \(verbs[index]): \(said.output)")
            #expect(said.output.contains("waiting up to 60 s: "), "\(table): \(verbs[index]): \(said.output)")
        }
    }

    @Test("A reader that waits for an exclusive lock on a SQLite file says for whom after a second, and a signal ends it with 5")
    func onSQLite() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            [
                "import sqlite3, sys, time", "held = sqlite3.connect('events.db', isolation_level=None)", "held.execute('PRAGMA journal_mode = DELETE')",
                "held.execute('BEGIN EXCLUSIVE')", "open('locked', 'w').close()", "time.sleep(280)",
            ], to: "hold.py")
        try sandbox.write(
            [
                "cp ../payments.db events.db", "python3 hold.py & holder=$!", "until [ -e locked ]; do sleep 0.02; done",
                "refold events --store sqlite:events.db > out 2> said & run=$!", "until grep -q 'waiting up to 60 s' said; do sleep 0.02; done",
                "kill -INT $run; wait $run; echo \"status $?\"; cat said; echo holder $holder; kill $holder",
            ], to: "script.sh")
        let run = try sandbox.run("timeout -s KILL 300 sh script.sh")
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains(/waiting up to 60 s: [^\n]*events.db: process 1 \(application python3/), "\(run.output)")
    }
}
