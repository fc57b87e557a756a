import Foundation
import RefoldFiles
import Testing

@Suite("Two runs at a time")
struct BusyTests {
    @Test("While a job runs, a second run ends with 75 and names the process; afterwards it runs")
    func job() throws {
        let sandbox = try Sandbox()
        let work = sandbox.folder.appendingPathComponent("work")
        _ = try sandbox.run(": > events.db; printf '{steps: [{catchUp: \"payments\"}]}' > nightly.json5")
        let job = work.appendingPathComponent("nightly.json5").standardizedFileURL.path
        let lockFile = work.appendingPathComponent("events.read-models.db-lock").path
        var lock: FileLock? = try FileLock.take("job \(job)", in: lockFile, what: "job")
        #expect(lock != nil)
        let busy = try sandbox.run("refold run nightly.json5 --store sqlite:events.db")
        #expect(busy.status == 75)
        #expect(busy.output.isEmpty)
        #expect(
            busy.error
                == "refold: job \"nightly\" in sqlite:events.read-models.db: another run is at work (process 1); wait for it to end, or stop it, and run this again\n")
        lock = nil
        #expect(try sandbox.run("refold run nightly.json5 --store sqlite:events.db --quiet").status == 0)
    }

    @Test("While a projection is rebuilt, a second rebuild ends with 75")
    func projection() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run(": > events.db")
        let lockFile = sandbox.folder.appendingPathComponent("work/events.read-models.db-lock").path
        let lock = try FileLock.take("payments", in: lockFile, what: "projection")
        let busy = try withExtendedLifetime(lock) { try sandbox.run("refold rebuild payments --store sqlite:events.db") }
        #expect(busy.status == 75)
        #expect(
            busy.error
                == "refold: projection \"payments\" in sqlite:events.read-models.db: another run is at work (process 1); wait for it to end, or stop it, and run this again\n"
        )
    }
}
