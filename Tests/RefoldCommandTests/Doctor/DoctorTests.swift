import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("refold doctor")
struct DoctorTests {
    /// A line of the page: its level, its subject, and words of it.
    private func expect(_ output: String, _ level: String, _ subject: String, _ words: String) {
        let line = output.split(separator: "\n").first { $0.hasPrefix(level) && $0.contains(" \(subject) ") && (words.isEmpty || $0.contains(words)) }
        #expect(line != nil, "\(level) \(subject) \(words):\n\(output)")
    }

    @Test("Over a store and read models in SQLite everything is found, and no file is made or changed")
    func unchanged() throws {
        let sandbox = try Sandbox()
        // Whoever reads a file with a write-ahead log notes that in its -shm, which holds nothing that stays.
        let list = "find . ! -name '*-shm' ! -name list.\\* -type f -exec sha256sum {} + | sort; find . -type f ! -name '*-shm' ! -name list.\\* -printf '%p %m %T@\\n' | sort; find . | sort"
        let run = try sandbox.run(
            "cp ../payments.db events.db; refold rebuild payments --store sqlite:events.db --quiet; touch list.1 list.2; (\(list)) > list.1; refold doctor --store sqlite:events.db; status=$?; (\(list)) > list.2; cmp list.1 list.2 && exit $status")
        #expect(run.status == 0, "\(run.output)\(run.error)")
        for (subject, words) in [
            ("settings", "the store is named by --store"), ("events file", "readable; SQLite 3."), ("events file", "nobody writes to it"), ("events", "readable up to position 8"),
            ("read-model file", "readable and writable"), ("locks", "no run is at work"), ("definitions", "no faults"), ("zone data", "in /"), ("disk", "a rebuild needs as much again"),
            ("disk", "temporary files go to /SANDBOX"), ("state folder", "made when it is needed"), ("memory", "are available"), ("open files", "at a time"), ("clock", "in UTC"),
        ] { expect(run.output, "ok", subject, words) }
        #expect(run.error == "refold: a run has what it needs\n")
    }

    @Test("On PostgreSQL nothing is made or changed either, by a role that may do nothing")
    func unchangedServer() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let role = "visitor_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(role) LOGIN; CREATE TABLE event_store (x int)")
        let state = "SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_namespace), (SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()) >= 0"
        let before = try PostgresCluster.psql(uri, state)
        let run = try sandbox.run("refold doctor --store '\(uri.replacing("user=postgres", with: "user=\(role)"))'")
        #expect(run.status == 3, "\(run.output)\(run.error)")
        expect(run.output, "missing", "event rights", "lacks SELECT for \"public\".\"event_store\"")
        expect(run.output, "missing", "read-model rights", "may not make one")
        #expect(run.output.contains("\n\nGRANT SELECT ON public.event_store TO \(role);\nCREATE SCHEMA read_models AUTHORIZATION \(role);\n"), "\(run.output)")
        #expect(run.error == "refold: 2 things missing\n")
        #expect(try PostgresCluster.psql(uri, state) == before)
    }

    @Test("Without settings, with a server that is down, and with a wrong password the rest is examined all the same")
    func broken() throws {
        let sandbox = try Sandbox()
        let none = try sandbox.run("refold doctor")
        #expect(none.status == 3)
        expect(none.output, "missing", "settings", "no store is named; add --store sqlite:events.db or --store postgresql://HOST/DATABASE")
        let down = try sandbox.run("refold doctor --store 'postgresql://ana:gehe1m@localhost:1/shop'")
        #expect(down.status == 3 && !(down.output + down.error).contains("gehe1m"), "\(down.output)")
        expect(down.output, "missing", "server", "postgresql://localhost:1/shop: cannot connect")
        let noJob = try sandbox.run("refold doctor night --store sqlite:nowhere/e.db")
        expect(noJob.output, "missing", "job", "night")
        expect(noJob.output, "missing", "events file", "there is no file nowhere/e.db")
        for run in [none, down, noJob] {
            for subject in ["definitions", "zone data", "open files", "clock"] { expect(run.output, "ok", subject, "") }
        }
    }

    @Test("With --json the findings are in the one object, and with --quiet only what is not as it should be is printed")
    func programs() throws {
        let sandbox = try Sandbox()
        let json = try sandbox.run("cp ../payments.db events.db; refold doctor --store sqlite:events.db --memory 900T --json")
        #expect(json.status == 0 && json.output.hasPrefix(#"{"verb":"doctor","status":0,"missing":0,"warnings":1,"findings":[{"level":"ok","subject":"settings","what":""#), "\(json.output)")
        #expect(json.output.contains(#"{"level":"warning","subject":"memory","what":""#) && json.output.contains(#""remedy":"give runs a smaller --memory; the result is the same","sql":[]}"#))
        let quiet = try sandbox.run("refold doctor --store sqlite:events.db --quiet --memory 900T")
        #expect(quiet.output.hasPrefix("warning  memory  ") && quiet.output.split(separator: "\n").count == 1 && quiet.error.isEmpty, "\(quiet.output)")
        #expect(try sandbox.run("refold doctor --store sqlite:events.db --memory 8388607T").status == 0)
        let fine = try sandbox.run("refold doctor --store sqlite:events.db --quiet")
        #expect(fine.output.isEmpty && fine.error.isEmpty && fine.status == 0, "\(fine.output)")
    }

    @Test("A job's own store, definitions and outputs are examined")
    func jobs() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir Jobs out; cp ../payments.db events.db")
        try sandbox.write([#"{store: "sqlite:events.db", steps: [{catchUp: "payments"}, {export: "payments", output: "out/{date}/p.csv"}], index: "out/index.html"}"#], to: "Jobs/night.json5")
        let run = try sandbox.run("refold doctor night")
        #expect(run.status == 0, "\(run.output)\(run.error)")
        expect(run.output, "ok", "settings", "the store is named by Jobs/night.json5; with those of the job \"night\"")
        expect(run.output, "ok", "outputs", "out, where ")
        _ = try sandbox.run("refold catch-up payments --store sqlite:events.db --quiet")
        let lock = try SQLiteReadModelStore(path: sandbox.path("events.read-models.db"), now: { .first }).lock(.job("night", path: sandbox.path("Jobs/night.json5")))
        expect(try sandbox.run("refold doctor night").output, "warning", "locks", "a run is at work on the job \"night\": process 1")
        withExtendedLifetime(lock) {}
    }

    @Test("Where nothing is declared the folder is named, as seen from here")
    func undeclared() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db events.db")
        let run = try sandbox.run("refold doctor --store sqlite:events.db --domains none")
        expect(run.output, "warning", "definitions", "nothing is declared below Reports (seen from /SANDBOX")
        #expect(run.output.contains("name the folder with --definitions"))
        let own = try sandbox.run("refold doctor --store sqlite:events.db --domains payments")
        expect(own.output, "ok", "definitions", "nothing is declared below Reports (seen from /SANDBOX")
        #expect(try sandbox.run("mkdir d; echo '{name: \"p\", version: 1, key: \"@stream\", columns: {n: {type: \"integer\", default: 0}}, on: {T: {n: {add: 1}}}}' > d/p.projection.json5; refold doctor --store sqlite:events.db --domains none --definitions d").output.contains("1 definition and 0 jobs below d, no faults"))
    }

    @Test("A program that writes to a SQLite store is named, and a run at work on a projection too")
    func writer() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db events.db; refold rebuild payments --store sqlite:events.db --quiet")
        let holder = try SQLiteConnection(sandbox.path("events.db"), mode: .readWrite)
        try holder.execute("BEGIN IMMEDIATE")
        let lock = try SQLiteReadModelStore(path: sandbox.path("events.read-models.db"), now: { .first }).lock(.projection("payments"))
        let run = try sandbox.run("refold doctor --store sqlite:events.db")
        expect(run.output, "warning", "events file", "it is being written: process 1 (application ")
        expect(run.output, "warning", "locks", "a run is at work on the projection \"payments\": process 1")
        #expect(run.status == 0, "\(run.output)")
        withExtendedLifetime((holder, lock)) {}
    }

    @Test("Transactions that hold events back are named")
    func heldBack() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        _ = try sandbox.run("refold events --format ndjson --store sqlite:../payments.db > p.ndjson; refold import p.ndjson --store '\(uri)' --quiet")
        try sandbox.write(
            [
                "PGAPPNAME=billing psql '\(uri)' -qXc BEGIN -c \"SELECT nextval(pg_get_serial_sequence('event_store', 'position'))\" -c 'LOCK TABLE event_store IN ROW EXCLUSIVE MODE' -c '\\! touch locked' -c 'SELECT pg_sleep(60)' > psql.log 2>&1 &",
                "until [ -e locked ]; do sleep 0.02; done", #"echo '{"stream":"z","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}' > z.ndjson"#,
                "refold import z.ndjson --store '\(uri)' --quiet; refold doctor --store '\(uri)'",
                "psql '\(uri)' -qXAtc \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'billing'\" > ended; wait",
            ], to: "script.sh")
        let run = try sandbox.run("timeout -s KILL 300 sh script.sh")
        expect(run.output, "warning", "events", "2 positions above it are held back: server process ")
        #expect(run.output.contains("application billing"), "\(run.output)")
    }

    @Test("A disk without room for another generation is missing room, and one without room for temporary files is a warning", .enabled(if: Privileges.canMount, "needs root and the right to mount"))
    func fullDisk() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<1500), to: "p.ndjson")
        try sandbox.write(
            [
                "mkdir disk small && mount -t tmpfs -o size=6m none disk && mount -t tmpfs -o size=64k none small",
                "refold import p.ndjson --store sqlite:events.db --quiet; refold rebuild payments --store sqlite:events.db --read-models sqlite:disk/r.db --quiet",
                "TMPDIR=$PWD/small refold doctor --store sqlite:events.db --read-models sqlite:disk/r.db; echo $?",
                "truncate -s 0 disk/filler; head -c 16m /dev/zero > disk/filler 2> filled",
                "refold doctor --store sqlite:events.db --read-models sqlite:disk/r.db; echo $?; rm disk/filler; refold doctor --store sqlite:events.db --read-models sqlite:disk/r.db --quiet; echo $?",
            ], to: "script.sh")
        let run = try sandbox.run("unshare -m sh script.sh")
        expect(run.output, "warning", "disk", "/small, where 0 MiB are free: rows over --memory may need")
        expect(run.output, "missing", "disk", "in disk, where 0 MiB are free: a rebuild needs as much again; make room there, or name another place with --read-models")
        #expect(run.output.contains("\n3\n") && run.output.hasSuffix("\n0\n"), "\(run.output)")
    }
}
