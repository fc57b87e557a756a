import Foundation
import Testing

/// A disk with enough space for the work, but not for the housekeeping after its commit.
@Suite("Housekeeping without disk space", .enabled(if: Privileges.canMount, "needs root and the right to mount"))
struct HousekeepingTests {
    private static let warning = "the work is done, but"

    /// Runs a command on a disk with less and less space, starting each time with the same files.
    ///
    /// - Returns: for each size the status, the output of `count` afterwards, and whether something was not done.
    private func shrink(_ sandbox: Sandbox, _ command: String, count: String, rooms: [Int]) throws -> [(status: Int, count: String, isWarned: Bool)] {
        let script = """
            mkdir disk && mount -t tmpfs -o size=40m none disk
            export TMPDIR=$PWD
            for room in \(rooms.map(String.init).joined(separator: " ")); do
              rm -rf disk/*; cp base/* disk/
              free=$(df --output=avail -k disk | tail -1)
              head -c $(((free - room) * 1024)) /dev/zero > disk/filler
              \(command) > /dev/null 2> message; status=$?
              rm disk/filler
              echo "$status $(\(count)) $(grep -c '\(Self.warning)' message)"
              cat message >&2
            done
            """
        try sandbox.write([script], to: "script.sh")
        let run = try sandbox.run("unshare -m sh script.sh")
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
        try #require(lines.count == rooms.count && lines.allSatisfy { $0.count == 3 }, "\(run.output) \(run.error)")
        return lines.map { (Int($0[0]) ?? -1, String($0[1]), $0[2] != "0") }
    }

    /// - Parameter commitsTwice: whether a run that fails may have committed all rows before: a rebuild brings what is served forward, to
    ///   compare it with what it built, and then switches.
    private func expectHonest(_ runs: [(status: Int, count: String, isWarned: Bool)], before: String, after: String, commitsTwice: Bool = false) {
        for run in runs {
            #expect([0, 1].contains(run.status))
            let isCommitted = run.status == 0 || commitsTwice && run.count == after
            #expect(run.count == (isCommitted ? after : before), "status \(run.status)")
            #expect(isCommitted || !run.isWarned)
        }
        #expect(runs.contains { $0.status == 1 })
    }

    private func expectSomeWarned(_ runs: [(status: Int, count: String, isWarned: Bool)]) {
        #expect(runs.contains { $0.status == 0 && $0.isWarned }, "no room was just enough for the commit: \(runs)")
    }

    @Test("A committed import ends with status 0 and reports what was not done")
    func importing() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<50), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(50..<3000), to: "second.ndjson")
        #expect(try sandbox.run("mkdir base; refold import first.ndjson --store sqlite:base/events.db").status == 0)
        let runs = try shrink(
            sandbox, "refold import second.ndjson --store sqlite:disk/events.db",
            count: "refold status --store sqlite:disk/events.db --json | grep -o '\"bound\":[0-9]*' | cut -d: -f2",
            rooms: Array(stride(from: 6000, through: 500, by: -250)))
        expectHonest(runs, before: "100", after: "6000")
        expectSomeWarned(runs)
    }

    @Test("A committed rebuild or catch-up ends with status 0 and reports what was not done", arguments: ["rebuild", "catch-up"])
    func folding(verb: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<6000), to: "payments.ndjson")
        let made = try sandbox.run(
            """
            mkdir base; refold import payments.ndjson --store sqlite:events.db --quiet &&
            refold rebuild payments --through 100 --store sqlite:events.db --read-models sqlite:base/rows.db
            """)
        #expect(made.status == 0, "\(made.error)")
        let stores = "--store sqlite:events.db --read-models sqlite:disk/rows.db"
        let runs = try shrink(
            sandbox, "refold \(verb) payments \(stores)",
            count: "refold export payments \(stores) | tail -n +2 | wc -l", rooms: Array(stride(from: 6000, through: 200, by: -200)))
        expectHonest(runs, before: "50", after: "6000", commitsTwice: verb == "rebuild")
        // A rebuild copies its log while it writes, so at its last commit nothing may be left that needs space.
        if verb == "catch-up" { expectSomeWarned(runs) }
    }
}
