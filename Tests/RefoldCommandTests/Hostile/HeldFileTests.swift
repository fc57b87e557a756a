import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("A SQLite file that another process has locked")
struct HeldFileTests {
    /// Runs a script while another process holds a lock on a file of the sandbox.
    private func holding(_ file: String, _ begin: String, in sandbox: Sandbox, _ script: String) throws -> (output: String, error: String, status: Int32) {
        let holder = try SQLiteConnection(sandbox.path(file), mode: .readWrite)
        for statement in begin.split(separator: ";") { try holder.execute(String(statement)) }
        defer { withExtendedLifetime(holder) {} }
        try sandbox.write(["until_said() { until grep -q \"$1\" said; do sleep 0.02; done; }", script], to: "script.sh")
        return try sandbox.run("timeout -s KILL 300 sh script.sh")
    }

    private func served() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<50), to: "events.ndjson")
        let made = try sandbox.run("refold import events.ndjson --store sqlite:events.db && refold rebuild payments --through 9 --store sqlite:events.db")
        try #require(made.status == 0, "\(made.error)")
        return sandbox
    }

    @Test("A writer of read models reports for whom it waits, and a first signal ends it with 5", arguments: ["rebuild", "catch-up"], ["INT", "TERM"])
    func signal(verb: String, signal: String) throws {
        let sandbox = try served()
        let run = try holding(
            "events.read-models.db", "BEGIN IMMEDIATE", in: sandbox,
            """
            refold \(verb) payments --store sqlite:events.db 2> said & run=$!
            until_said 'waiting up to'; kill -\(signal) $run; wait $run; echo "status $?"; cat said
            """)
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains("waiting up to 60 s: somebody else writes to events.read-models.db: process 1"), "\(run.output)")
        #expect(try sandbox.run("refold catch-up payments --store sqlite:events.db --quiet").status == 0)
    }

    @Test("A deadline ends the wait too")
    func deadline() throws {
        let sandbox = try served()
        let run = try holding(
            "events.read-models.db", "BEGIN IMMEDIATE", in: sandbox,
            "refold rebuild payments --deadline 2s --store sqlite:events.db 2> said; echo \"status $?\"; cat said")
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains("the deadline came before the end"), "\(run.output)")
    }

    @Test(
        "Whoever reads an event store that is held says so, and a signal ends it",
        arguments: ["status", "history payment-1", "rebuild payments", "catch-up payments"])
    func reading(command: String) throws {
        let sandbox = try served()
        // In WAL mode nobody waits for a reader; but another program may have switched WAL off.
        let run = try holding(
            "events.db", "PRAGMA journal_mode = DELETE;BEGIN EXCLUSIVE", in: sandbox,
            """
            refold \(command) --store sqlite:events.db 2> said > out & run=$!
            until_said 'waiting up to'; kill -TERM $run; wait $run; echo "status $?"; cat said
            """)
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains("waiting up to 60 s: somebody else writes to events.db: process 1"), "\(run.output)")
    }

    @Test("A deadline also ends the wait for a locked event store")
    func deadlineOfStore() throws {
        let sandbox = try served()
        let run = try holding(
            "events.db", "PRAGMA journal_mode = DELETE;BEGIN EXCLUSIVE", in: sandbox,
            "refold rebuild payments --deadline 2s --store sqlite:events.db 2> said; echo \"status $?\"; cat said")
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains("the deadline came before the end"), "\(run.output)")
    }
}
