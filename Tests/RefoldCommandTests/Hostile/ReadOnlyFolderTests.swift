import Foundation
import Testing

@Suite("A user who may only read")
struct ReadOnlyFolderTests {
    @Test(
        "reads what is served, and is told what else he may not do, while nothing changes",
        .enabled(if: Privileges.canStepDown, "needs root, setpriv and a program that everybody may run"))
    func readOnly() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<100), to: "payments.ndjson")
        try sandbox.write(RecordedPayments.lines(100..<110), to: "more.ndjson")
        let settings = "--store sqlite:events.db --quiet"
        let made = try sandbox.run("refold import payments.ndjson \(settings) && refold rebuild \(settings)")
        #expect(made.status == 0, "\(made.error)")
        let served = try sandbox.servedRows()
        let before = [sandbox.bytes("events.db"), sandbox.bytes("events.read-models.db")]

        for command in ["status", "export payments", "report by-day --definitions \(Sandbox.definitions)"] {
            let run = try sandbox.run("\(Privileges.asNobody) refold \(command) --store sqlite:events.db")
            #expect(run.status == 0, "\(command): \(run.error)")
        }
        let exported = try sandbox.run("\(Privileges.asNobody) refold export payments --store sqlite:events.db")
        #expect(exported.output == String(decoding: served, as: UTF8.self))
        for (command, place) in [
            ("import more.ndjson", "events.db"), ("rebuild payments", "events.read-models.db"), ("catch-up payments", "events.read-models.db"),
            ("export payments --output rows.csv", "rows.csv"),
        ] {
            let run = try sandbox.run("\(Privileges.asNobody) refold \(command) --store sqlite:events.db")
            #expect(run.status == 1, "\(command): \(run.error)")
            #expect(run.error.hasPrefix("refold: \(place)"), "\(command): \(run.error)")
        }
        #expect([sandbox.bytes("events.db"), sandbox.bytes("events.read-models.db")] == before)
        #expect(sandbox.bytes("rows.csv") == nil)
    }
}
