import Foundation
import RefoldTesting
import Testing

extension KillTests {
    @Test("A rebuild whose time is over before it writes ends one day, with the rows of one that had time", arguments: [false, true])
    func deadlineShorterThanWriting(isOnServer: Bool) throws {
        let sandbox = try Sandbox()
        try expectDone("refold seed --events 30000 --seed 4 --store sqlite:events.db --quiet", in: sandbox)
        try expectDone("refold rebuild payments --store sqlite:events.db --quiet", in: sandbox)
        let whole = try sandbox.run("refold export payments --store sqlite:events.db").output
        // One machine has done all before it is stopped, another has not begun: the moment is looked for.
        for moment in [0.1, 0.05, 0.07, 0.03, 0.15, 0.2, 0.4, 0.8, 1.6] where try endsInSteps(stoppedAfter: moment, isOnServer, whole, in: sandbox) { return }
        Issue.record("no run was stopped while it worked")
    }

    /// - Returns: whether a run was stopped while it worked.
    private func endsInSteps(stoppedAfter moment: Double, _ isOnServer: Bool, _ whole: String, in sandbox: Sandbox) throws -> Bool {
        let models = isOnServer ? try PostgresCluster.newDatabase() : "sqlite:slow-\(moment).db"
        let place = "--store sqlite:events.db --read-models '\(models)'"
        var (statuses, written) = ([Int32](), [String]())
        // It is stopped until its time is over, so that it gets one step further with each run.
        while statuses.last != 0, statuses.count < 60 {
            let run = try sandbox.run(
                "refold rebuild payments --workers 1 --deadline 1s \(place) & sleep \(moment); kill -STOP $!; sleep 1; kill -CONT $!; wait $!")
            #expect(run.status == 0 || run.status == 5, "\(run.error)")
            if let line = run.error.split(separator: "\n").first(where: { $0.contains(" rows are written, and the next run goes on after them") }) {
                written.append(String(line))
                #expect(try sandbox.run("refold status \(place)").output.contains("is not complete, "))
            }
            statuses.append(run.status)
        }
        #expect(statuses.last == 0 && Set(written).count == written.count, "\(statuses) \(written)")
        #expect(try sandbox.run("refold export payments \(place)").output == whole)
        return !written.isEmpty
    }
}
