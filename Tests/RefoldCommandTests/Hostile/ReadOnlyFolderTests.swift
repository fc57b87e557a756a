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

    @Test(
        "follows a store in a folder that he may not write, with what others append later",
        .enabled(if: Privileges.canStepDown, "needs root, setpriv and a program that everybody may run"))
    func followed() throws {
        let place = try FollowingPlace("SQLite")
        try place.sandbox.write(RecordedPayments.lines(0..<100), to: "payments.ndjson")
        try place.refold("import payments.ndjson --quiet")
        let made = try place.sandbox.run("mkdir own && chmod 777 own && ls events.db-wal")
        #expect(made.status != 0, "the store has a log")
        let models = "--read-models sqlite:own/models.db"
        let follower = try place.follow("payments --interval 20ms \(models)", environment: Privileges.asNobody)
        func rows() throws -> String { try place.sandbox.run("\(Privileges.asNobody) refold export payments --quiet \(models) \(place.store)").output }
        try place.wait("the first rows") { try rows().count > 100 }
        let before = try rows()
        for part in 1...3 {
            try place.sandbox.write(RecordedPayments.lines(part * 100..<(part + 1) * 100), to: "more.ndjson")
            try place.refold("import more.ndjson --quiet")
        }
        try place.refold("rebuild payments --quiet --read-models sqlite:whole.db")
        let whole = try place.refold("export payments --read-models sqlite:whole.db").output
        #expect(whole != before)
        try place.wait("the rows of all events") { try rows() == whole }
        #expect(try place.end(follower) == 0, "\(place.log)")
    }

    @Test(
        "reads what lies on a medium for reading only, with or without the files of the log", .enabled(if: Privileges.canMount, "needs root and unshare"),
        arguments: ["cp events.db events.read-models.db", "cp events.db* events.read-models.db*"])
    func readOnlyMedium(copy: String) throws {
        let sandbox = try Sandbox()
        let settings = "--store sqlite:events.db --quiet"
        let made = try sandbox.run("cp ../payments.db events.db && refold rebuild payments \(settings) && refold catch-up payments \(settings)")
        #expect(made.status == 0, "\(made.error)")
        let rows = try sandbox.run("refold export payments \(settings)").output
        for command in [
            "export payments", "status", "report by-day --definitions \(Sandbox.definitions)", "query payments get p1", "history p1", "events",
        ] {
            let here = try sandbox.run("refold \(command) \(settings)")
            let there = try sandbox.run(
                "unshare -m sh -ec 'mount -t tmpfs none /mnt; \(copy) /mnt; mount -o remount,ro /mnt; refold \(command) --store sqlite:/mnt/events.db --quiet'")
            #expect(there.status == 0, "\(command): \(there.error)")
            #expect(there.output == here.output, "\(command)")
        }
        #expect(rows.count > 100)
    }

    @Test(
        "reads a copy in a folder that he may not write", .enabled(if: Privileges.canStepDown, "needs root, setpriv and a program that everybody may run"))
    func copyWithoutLog() throws {
        let sandbox = try Sandbox()
        let made = try sandbox.run(
            "cp ../payments.db events.db && refold rebuild payments --store sqlite:events.db --quiet && mkdir copy && cp events.db events.read-models.db copy && chmod 555 copy && chmod 444 copy/*")
        #expect(made.status == 0, "\(made.error)")
        for command in ["status", "export payments", "report by-day --definitions \(Sandbox.definitions)", "query payments get p1"] {
            let run = try sandbox.run("\(Privileges.asNobody) refold \(command) --store sqlite:copy/events.db --quiet")
            #expect(run.status == 0, "\(command): \(run.error)")
        }
        _ = try sandbox.run("chmod 755 copy")
    }
}
