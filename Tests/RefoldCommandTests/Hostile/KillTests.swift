import Foundation
import RefoldTesting
import Testing

/// Kills the program with SIGKILL, which it cannot handle, at moments spread over its run.
///
/// Each test knows the state before a run and the state after it. The state after a kill must be one of the two, and the next run must
/// produce the second.
@Suite("Killed at any moment")
struct KillTests {
    private static let kills = 20

    /// Runs a command once to measure its duration, then repeatedly, each time killed a little later.
    ///
    /// - Parameters:
    ///   - prepare: a command that restores the state before.
    ///   - check: checks what the kill left; called after `prepare` and a killed run.
    private func kill(
        _ command: String, in sandbox: Sandbox, seed: UInt64, prepare: String, check: (_ output: String) throws -> Void
    ) throws {
        #expect(try sandbox.run(prepare).status == 0)
        let seconds = try seconds(command, in: sandbox)
        var numbers = SeededNumbers(seed)
        var killed = 0
        for turn in 0..<Self.kills {
            try #require(try sandbox.run(prepare).status == 0)
            let delay = max(0.001, seconds * (Double(turn) + .random(in: 0..<1, using: &numbers)) / Double(Self.kills))
            let run = try sandbox.run("timeout --foreground --preserve-status -s KILL \(delay) \(command); exit $?")
            #expect(run.status == 137 || run.status == 0, "after \(delay) s: \(run.error)")
            if run.status == 137 { killed += 1 }
            try check(run.output)
        }
        #expect(killed > 0, "no run was killed")
    }

    /// How long a command takes.
    private func seconds(_ command: String, in sandbox: Sandbox) throws -> Double {
        var run: (output: String, error: String, status: Int32)?
        let span = try ContinuousClock().measure { run = try sandbox.run(command) }
        try #require(run?.status == 0, "\(run?.error ?? "")")
        return Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }

    func expectDone(_ command: String, in sandbox: Sandbox) throws {
        let run = try sandbox.run(command)
        #expect(run.status == 0, "\(run.error)")
    }

    /// A sandbox with a store of 4,000 events and rows served up to position 2,500; with these rows, and the rows up to the end.
    private func servedSandbox() throws -> (sandbox: Sandbox, before: Data, after: Data) {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<2000), to: "payments.ndjson")
        try expectDone("refold import payments.ndjson --store sqlite:events.db --quiet", in: sandbox)
        try expectDone("cp events.db whole.db && refold rebuild payments --store sqlite:whole.db --quiet", in: sandbox)
        let after = try sandbox.servedRows(store: "whole.db")
        try expectDone("refold rebuild payments --through 2500 --store sqlite:events.db --quiet", in: sandbox)
        let before = try sandbox.servedRows()
        try #require(before != after)
        return (sandbox, before, after)
    }

    @Test("An import leaves the whole file or nothing of it, and the next one completes it")
    func importing() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<500), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(500..<3000), to: "second.ndjson")
        try expectDone("refold import first.ndjson --store sqlite:base.db --quiet", in: sandbox)
        let before = try RecordedPayments.events(in: sandbox.path("base.db"))
        try expectDone("cp base.db whole.db && refold import second.ndjson --store sqlite:whole.db --quiet", in: sandbox)
        let after = try RecordedPayments.events(in: sandbox.path("whole.db"))
        #expect(before.count == 1000)
        #expect(after.count == 6000)

        let command = "refold import second.ndjson --store sqlite:events.db --quiet"
        try kill(command, in: sandbox, seed: 1, prepare: "rm -f events.db*; cp base.db events.db") { _ in
            let left = try RecordedPayments.events(in: sandbox.path("events.db"))
            #expect(left == before || left == after, "\(left.count) events")
            try expectDone(command, in: sandbox)
            #expect(try RecordedPayments.events(in: sandbox.path("events.db")) == after)
        }
        #expect(try sandbox.run("ls -A | grep -v -e '[.]db' -e '[.]ndjson$'").output == "", "an import left files behind")
    }

    @Test("An import that creates its store leaves the whole file or nothing of it, and the next one completes it")
    func importingAnew() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<2500), to: "events.ndjson")
        try expectDone("refold import events.ndjson --store sqlite:whole.db --quiet", in: sandbox)
        let after = try RecordedPayments.events(in: sandbox.path("whole.db"))
        #expect(after.count == 5000)
        let command = "refold import events.ndjson --store sqlite:events.db --quiet"
        try kill(command, in: sandbox, seed: 8, prepare: "rm -f events.db*") { _ in
            let left = sandbox.bytes("events.db") == nil ? [] : try RecordedPayments.events(in: sandbox.path("events.db"))
            #expect(left.isEmpty || left == after, "\(left.count) events")
            try expectDone(command, in: sandbox)
            #expect(try RecordedPayments.events(in: sandbox.path("events.db")) == after)
        }
    }

    @Test("A rebuild leaves the old rows or the new ones served, and the next one cleans up", arguments: ["1G", "1M"])
    func rebuilding(memory: String) throws {
        let (sandbox, before, after) = try servedSandbox()
        try expectDone("cp events.read-models.db base.db", in: sandbox)
        let command = "refold rebuild payments --memory \(memory) --store sqlite:events.db --quiet"
        try kill(command, in: sandbox, seed: 3, prepare: "rm -f events.read-models.db*; cp base.db events.read-models.db") { _ in
            let left = try sandbox.servedRows()
            #expect(left == before || left == after)
            try expectDone(command, in: sandbox)
            #expect(try sandbox.servedRows() == after)
            let status = try sandbox.run("refold status --store sqlite:events.db --json")
            #expect(status.output.components(separatedBy: #""generation":"#).count - 1 == 2, "\(status.output)")
        }
        #expect(try sandbox.run("ls -A | grep -v -e '[.]db' -e served.csv -e '[.]ndjson$'").output == "", "a rebuild left files behind")
    }

    @Test("A rebuild that is killed repeatedly resumes from its saved state, and gives the rows of an uninterrupted one", arguments: ["1G", "1M"])
    func resuming(memory: String) throws {
        let sandbox = try Sandbox()
        try expectDone("refold seed --events 40000 --seed 3 --store sqlite:events.db --quiet", in: sandbox)
        let command = "refold rebuild payments --save-every 0s --memory \(memory) --store sqlite:events.db"
        var seconds = try seconds(command, in: sandbox)
        let whole = try sandbox.servedRows()
        var numbers = SeededNumbers(8)
        var (continued, turn) = (0, 0)
        // Other tests change how fast a run is: if the kills of five turns came before the first save or after the end, more turns follow.
        while turn < 5 || (continued == 0 && turn < 30) {
            try expectDone("rm -rf events.read-models.db*", in: sandbox)
            var isDone = false
            for _ in 0..<4 {
                let delay = seconds * .random(in: 0.1..<0.8, using: &numbers)
                let killed = try sandbox.run("timeout --foreground --preserve-status -s KILL \(delay) \(command); exit $?")
                #expect(killed.status == 137 || killed.status == 0, "\(killed.error)")
                if killed.status == 0 { isDone = true }
            }
            // What one run saved, another resumes with any resources.
            let last = try sandbox.run("\(command) --workers \(turn % 5 + 1)")
            #expect(last.status == 0 && !last.error.contains("damaged"), "\(last.error)")
            if last.error.contains("goes on from position") { continued += 1 }
            #expect(try sandbox.servedRows() == whole)
            turn += 1
            if turn % 5 == 0, continued == 0 { seconds *= isDone ? 0.5 : 2 }
        }
        #expect(continued > 0, "no run went on with another")
        #expect(try sandbox.run("ls -d *-resume").output == "", "a rebuild left files behind")
    }

    @Test("A rebuild with too little time ends as incomplete and gets further each time")
    func deadline() throws {
        let sandbox = try Sandbox()
        try expectDone("refold seed --events 60000 --seed 4 --store sqlite:events.db --quiet", in: sandbox)
        try expectDone("cp events.db whole.db && refold rebuild payments --store sqlite:whole.db --quiet", in: sandbox)
        var statuses: [Int32] = []
        while statuses.last != 0, statuses.count < 60 {
            let run = try sandbox.run("refold rebuild payments --workers 1 --deadline 1s --store sqlite:events.db")
            #expect(run.status == 0 || run.status == 5, "\(run.error)")
            if statuses.last == 5 { #expect(run.error.contains("payments: goes on from position"), "\(run.error)") }
            statuses.append(run.status)
        }
        #expect(statuses.last == 0)
        #expect(try sandbox.servedRows() == sandbox.servedRows(store: "whole.db"))
    }

    @Test("A rebuild on PostgreSQL that is killed leaves the old rows or the new ones served, and the next one completes it")
    func rebuildingOnServer() throws {
        let sandbox = try Sandbox()
        try expectDone("refold seed --events 20000 --seed 5 --store sqlite:events.db --quiet", in: sandbox)
        let uri = try PostgresCluster.newDatabase()
        let place = "--store sqlite:events.db --read-models '\(uri)'"
        let export = "refold export payments \(place)"
        let command = "refold rebuild payments --quiet \(place)"
        try expectDone("refold rebuild payments --through 9000 --quiet \(place)", in: sandbox)
        let before = try sandbox.run(export).output
        let seconds = try seconds(command, in: sandbox)
        let after = try sandbox.run(export).output
        try #require(before != after && !before.isEmpty)
        var numbers = SeededNumbers(12)
        for turn in 0..<8 {
            let isOld = turn.isMultiple(of: 2)
            if isOld { try expectDone("psql -q '\(uri)' -c 'DROP SCHEMA read_models CASCADE'; refold rebuild payments --through 9000 --quiet \(place)", in: sandbox) }
            for _ in 0..<2 {
                let run = try sandbox.run("timeout --foreground --preserve-status -s KILL \(seconds * .random(in: 0.2..<1, using: &numbers)) \(command); exit $?")
                #expect(run.status == 137 || run.status == 0, "\(run.error)")
                try PostgresCluster.waitForSessions(in: uri)
                let left = try sandbox.run(export).output
                #expect(left == before || left == after)
            }
            try expectDone(command, in: sandbox)
            #expect(try sandbox.run(export).output == after)
        }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_class WHERE relname ~ '^payments#[0-9]+$'") == "2")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.refold_writing") == "0")
    }

    @Test("A catch-up leaves the old rows or the new ones served with their proof, and the next one completes it")
    func catchingUp() throws {
        let (sandbox, before, after) = try servedSandbox()
        try expectDone("cp events.read-models.db base.db", in: sandbox)
        let command = "refold catch-up payments --store sqlite:events.db --quiet"
        try kill(command, in: sandbox, seed: 4, prepare: "rm -f events.read-models.db*; cp base.db events.read-models.db") { _ in
            let left = try sandbox.servedRows()
            #expect(left == before || left == after)
            try expectDone("refold verify payments --store sqlite:events.db --quiet", in: sandbox)
            try expectDone(command, in: sandbox)
            #expect(try sandbox.servedRows() == after)
            try expectProven("--store sqlite:events.db", in: sandbox)
        }
    }

    /// Nothing is found, and the events were compared.
    private func expectProven(_ place: String, in sandbox: Sandbox) throws {
        let run = try sandbox.run("refold verify payments --json --quiet \(place)")
        #expect(run.status == 0 && run.output.contains(#""proof":true"#), "\(run.output) \(run.error)")
    }

    @Test("A catch-up on PostgreSQL that is killed again and again serves rows that their proof belongs to, whenever it is looked at")
    func catchingUpOnServer() throws {
        let sandbox = try Sandbox()
        try expectDone("refold seed --events 20000 --seed 6 --store sqlite:events.db --quiet", in: sandbox)
        let uri = try PostgresCluster.newDatabase()
        let place = "--store sqlite:events.db --read-models '\(uri)'"
        let command = "refold catch-up payments --save-every 0s --quiet \(place)"
        let prepare = "psql -q '\(uri)' -c 'DROP SCHEMA IF EXISTS read_models CASCADE'; refold rebuild payments --through 2000 --quiet \(place)"
        try expectDone(prepare, in: sandbox)
        let seconds = try seconds(command, in: sandbox)
        let after = try sandbox.run("refold export payments \(place)").output
        var numbers = SeededNumbers(14)
        for _ in 0..<4 {
            try expectDone(prepare, in: sandbox)
            for _ in 0..<3 {
                let run = try sandbox.run("timeout --foreground --preserve-status -s KILL \(seconds * .random(in: 0.2..<1, using: &numbers)) \(command); exit $?")
                #expect(run.status == 137 || run.status == 0, "\(run.error)")
                try PostgresCluster.waitForSessions(in: uri)
                try expectProven(place, in: sandbox)
            }
            try expectDone(command, in: sandbox)
            try expectProven(place, in: sandbox)
            #expect(try sandbox.run("refold export payments \(place)").output == after)
        }
    }

    @Test("Each file of a report is absent, the old one or the new one, and nothing else is left")
    func reporting() throws {
        let (sandbox, _, _) = try servedSandbox()
        let settings = "--store sqlite:events.db --definitions '\(Sandbox.definitions)' --quiet"
        let names = ["by-day", "by-organization"].flatMap { ["\($0).csv", "\($0).json", "\($0).manifest.json"] }.map { "out/payments/\($0)" }
        let command = "refold report payments/by-day payments/by-organization --format csv,json --output out \(settings)"
        try expectDone("\(command) && cp -r out old", in: sandbox)
        let old = names.map(sandbox.bytes)
        try expectDone("refold catch-up payments --store sqlite:events.db --quiet && \(command)", in: sandbox)
        let new = names.map(sandbox.bytes)
        #expect(zip(old, new).allSatisfy { $0 != nil && $1 != nil && $0 != $1 })

        for (seed, prepare) in [(5, "rm -rf out"), (6, "rm -rf out && cp -r old out")] as [(UInt64, String)] {
            try kill(command, in: sandbox, seed: seed, prepare: prepare) { _ in
                for (index, name) in names.enumerated() {
                    let left = sandbox.bytes(name)
                    let isManifest = name.hasSuffix("manifest.json")
                    #expect(left == new[index] || left == (seed == 5 ? nil : old[index]) || isManifest && left == nil, "half of \(name)")
                    guard isManifest, let files = left.map({ $0 == new[index] ? new : old }) else { continue }
                    #expect((index - 2..<index).allSatisfy { sandbox.bytes(names[$0]) == files[$0] }, "\(name) is of other files")
                }
                try expectDone(command, in: sandbox)
                #expect(names.map(sandbox.bytes) == new)
                #expect(try sandbox.run("ls -A out/payments").output.split(separator: "\n").count == names.count, "a run left a file behind")
            }
        }
    }

    @Test("An export is absent or complete")
    func exporting() throws {
        let (sandbox, before, _) = try servedSandbox()
        let command = "refold export payments --output rows.csv --store sqlite:events.db --quiet"
        try kill(command, in: sandbox, seed: 7, prepare: "rm -f rows.csv") { _ in
            let left = sandbox.bytes("rows.csv")
            #expect(left == nil || left == before)
            try expectDone(command, in: sandbox)
            #expect(sandbox.bytes("rows.csv") == before)
            #expect(try sandbox.run("ls -A | grep -c part").output == "0\n", "a run left a file behind")
        }
    }
}
