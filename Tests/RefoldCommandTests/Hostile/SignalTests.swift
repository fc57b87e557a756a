import Foundation
import Testing

@Suite("Ended by a signal")
struct SignalTests {
    @Test("An import ends with 5 and imports nothing; the next one imports everything", arguments: ["INT", "TERM"])
    func importing(signal: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<50), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(50..<6000), to: "second.ndjson")
        let command = "import - --store sqlite:events.db"
        #expect(try sandbox.run("refold import first.ndjson --store sqlite:events.db").status == 0)
        let before = try RecordedPayments.events(in: sandbox.path("events.db"))
        // When the signal comes, everything has been read except what is in the pipe, whose end is still open.
        let run = try sandbox.run(
            "mkfifo pipe; refold \(command) < pipe & exec 3> pipe; cat second.ndjson >&3; kill -\(signal) $!; sleep 2; exec 3>&-; wait $!")
        #expect(run.status == 5, "\(run.error)")
        #expect(run.error.contains("interrupted; nothing of the file was imported"), "\(run.error)")
        #expect(try RecordedPayments.events(in: sandbox.path("events.db")) == before)
        #expect(try sandbox.run("refold \(command) < second.ndjson").status == 0)
        #expect(try RecordedPayments.events(in: sandbox.path("events.db")).count == 12000)
    }

    @Test("A rebuild ends with 5 and leaves rows of one position; the next one completes it", arguments: ["INT", "TERM"])
    func rebuilding(signal: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<12000), to: "payments.ndjson")
        let rebuild = "refold rebuild payments --memory 1M --store sqlite:events.db --quiet"
        #expect(try sandbox.run("refold import payments.ndjson --store sqlite:events.db --quiet && \(rebuild) --through 9000").status == 0)
        let before = try sandbox.servedRows()
        #expect(try sandbox.run("cp events.read-models.db base.db").status == 0)
        let clock = ContinuousClock()
        var status: Int32 = -1
        let span = try clock.measure { status = try sandbox.run(rebuild).status }
        #expect(status == 0)
        let after = try sandbox.servedRows()
        var seconds = Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
        var statuses: [Int32] = []
        // Other tests change how fast a run is: if no signal came while one was at work, more turns follow.
        while statuses.count < 9 || !statuses.contains(5) && statuses.count < 45 {
            let turn = statuses.count % 9 + 1
            #expect(try sandbox.run("rm -f events.read-models.db*; cp base.db events.read-models.db").status == 0)
            // In the foreground: to a process group timeout sends a signal twice, and a second signal always ends the program.
            let run = try sandbox.run("timeout --foreground --preserve-status -s \(signal) \(seconds * Double(turn) / 10) \(rebuild)")
            statuses.append(run.status)
            // Before the comparison what is served is brought forward, to the rows that are built.
            let rows = try sandbox.servedRows()
            if rows != after, rows != before || run.status == 0 {
                // It may be brought forward in parts: then the rows are those of its checkpoint.
                #expect(run.status == 5)
                #expect(try rows == sandbox.rowsAtCheckpoint())
            }
            // Before the program handles signals, the system ends it.
            #expect([0, 5, 130, 143].contains(run.status), "\(run.error)")
            if turn == 9, !statuses.contains(5) { seconds *= run.status == 0 ? 0.5 : 2 }
        }
        #expect(statuses.contains(5), "\(statuses)")
        #expect(try sandbox.run(rebuild).status == 0)
        #expect(try sandbox.servedRows() == after)
    }
}

extension Sandbox {
    /// The rows of payments that a rebuild up to the checkpoint of what is served gives, in another file.
    fileprivate func rowsAtCheckpoint() throws -> Data {
        let status = try run("refold status --store sqlite:events.db --json")
        let position = try #require(status.output.firstMatch(of: /"projection":"payments".*?"position":([0-9]+)/)).output.1
        let other = "--store sqlite:events.db --read-models sqlite:checkpoint.db"
        let made = try run("rm -f checkpoint.db* && refold rebuild payments \(other) --through \(position) --quiet && refold export payments \(other) > checkpoint.csv")
        #expect(made.status == 0, "\(made.error)")
        return bytes("checkpoint.csv") ?? Data()
    }
}
