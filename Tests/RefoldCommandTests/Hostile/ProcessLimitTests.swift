import Foundation
import Testing

@Suite("Limits of the process")
struct ProcessLimitTests {
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<200), to: "payments.ndjson")
        let made = try sandbox.run("refold import payments.ndjson --store sqlite:events.db --quiet && refold rebuild --store sqlite:events.db --quiet")
        #expect(made.status == 0, "\(made.error)")
        return sandbox
    }

    @Test("So few open files that a command cannot do its work give a message and status 1, never a trap", arguments: [4, 5, 6, 7, 8, 10, 12, 16])
    func openFiles(limit: Int) throws {
        let sandbox = try sandbox()
        for command in [
            "status", "rebuild payments", "catch-up", "import payments.ndjson", "events", "export payments", "export payments --output rows.csv", "history p1", "query payments get p1", "check", "--help",
        ] {
            let told = try sandbox.run("export REFOLD_STORE=sqlite:events.db; ulimit -n \(limit); exec refold \(command)")
            #expect(told.status == 0 || told.status == 1, "\(limit) \(command): \(told.status) \(told.error)")
            #expect(told.status == 0 || told.error.contains("refold: ") && told.error.contains("too many open files"), "\(limit) \(command): \(told.error)")
        }
        let after = try sandbox.run("refold catch-up --store sqlite:events.db --quiet && refold export payments --store sqlite:events.db | wc -l")
        #expect(after.status == 0 && after.output.trimmingCharacters(in: .whitespacesAndNewlines) == "201", "\(after.error)")
    }

    @Test("A limit on the size of files gives the message and the status of a full disk, and nothing is half-written", arguments: [4, 16, 48])
    func fileSize(blocks: Int) throws {
        let sandbox = try sandbox()
        for command in ["export payments --output rows.csv", "rebuild payments", "import more.ndjson"] {
            try sandbox.write(RecordedPayments.lines(200..<3000), to: "more.ndjson")
            let run = try sandbox.run("export REFOLD_STORE=sqlite:events.db; ulimit -f \(blocks); exec refold \(command)")
            #expect(run.status == 1 || run.status == 0 && command.hasPrefix("export"), "\(command): \(run.status) \(run.error)")
            if run.status == 1 { #expect(run.error.contains("refold: "), "\(command): \(run.error)") }
        }
        #expect(try sandbox.run("refold export payments --store sqlite:events.db | wc -l").output.trimmingCharacters(in: .whitespacesAndNewlines) == "201")
    }
}
