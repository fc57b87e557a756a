import Foundation
import RefoldTesting
import Testing

@Suite("Ingest in groups that share a commit")
struct IngestTests {
    @Test("After a kill at any moment the printed outcomes are stored once, and sending the file again completes it", arguments: IngestPlace.all)
    func killed(kind: String) throws {
        let place = try IngestPlace(kind)
        let sandbox = place.sandbox
        let lines = MixedCommands.lines(600)
        try sandbox.write(lines, to: "commands.ndjson")
        let command = "refold ingest commands.ndjson --store \(place.url) --quiet"
        try place.empty()
        let clock = ContinuousClock()
        var first: (output: String, error: String, status: Int32)?
        var span = try clock.measure { first = try sandbox.run(command) }
        try #require(first?.status == 0, "\(first?.error ?? "")")
        let after = try place.events()
        #expect(after.count == lines.count)

        var numbers = SeededNumbers(2)
        let kills = 20
        var (killed, halfway, turn) = (0, 0, 0)
        // Other tests change how fast a run is: if no kill came halfway, more turns follow.
        while turn < kills || halfway == 0 && turn < 4 * kills {
            try place.empty()
            let delay = max(0.001, span / .seconds(1) * (Double(turn % kills) + .random(in: 0..<1, using: &numbers)) / Double(kills))
            let run = try sandbox.run("timeout --foreground --preserve-status -s KILL \(delay) \(command); exit $?")
            #expect(run.status == 137 || run.status == 0, "after \(delay) s: \(run.error)")
            if run.status == 137 { killed += 1 }
            try place.settle()
            let left = try place.events()
            if !left.isEmpty, left.count < after.count { halfway += 1 }
            #expect(left == Array(after.prefix(left.count)))
            let printed = try OutcomeLine.all(in: run.output)
            #expect(printed.allSatisfy { $0.outcome == "accepted" })
            #expect(printed.count <= left.count, "a command was called accepted and is not in the store")
            let (kept, wanted) = try place.accesses()
            #expect(kept == wanted)

            let again = try sandbox.run(command)
            #expect(again.status == 0, "\(again.error)")
            let outcomes = try OutcomeLine.all(in: again.output)
            #expect(outcomes.map(\.outcome) == Array(repeating: "duplicate", count: left.count) + Array(repeating: "accepted", count: lines.count - left.count))
            for (one, other) in zip(printed, outcomes) {
                #expect(one.line == other.line && one.id == other.id && one.stream == other.stream && one.version == other.version)
            }
            #expect(try place.events() == after)
            let whole = try place.accesses()
            #expect(whole.kept == whole.wanted && whole.kept.count == 200)
            if turn >= kills { span = left.isEmpty ? span * 2 : span / 2 }
            turn += 1
        }
        #expect(killed > 0 && halfway > 0, "no run was killed halfway")
    }

    /// Runs a script that communicates with an ingest through two pipes: descriptor 3 is its input, 4 its output.
    private func converse(_ script: String, in place: IngestPlace) throws -> (output: String, error: String, status: Int32) {
        try place.sandbox.write(
            [
                "mkfifo in out", "refold ingest - --store \(place.url) --quiet < in > out & run=$!", "exec 3> in 4< out", script,
            ], to: "script.sh")
        return try place.sandbox.run("timeout -s KILL 300 sh script.sh")
    }

    @Test("A producer that waits for each outcome gets it, and half a line delays nothing", arguments: IngestPlace.all)
    func slowProducer(kind: String) throws {
        let place = try IngestPlace(kind)
        try place.sandbox.write(MixedCommands.lines(3), to: "commands.ndjson")
        let run = try converse(
            """
            for number in 1 2 3 4 5; do sed -n ${number}p commands.ndjson >&3; read -r line <&4; echo "$line"; done
            sixth=$(sed -n 6p commands.ndjson); printf '%s\\n%s\\n%.9s' "$sixth" "$(sed -n 7p commands.ndjson)" "$sixth" >&3
            read -r line <&4; echo "$line"; read -r line <&4; echo "$line"
            printf '%s\\n' "$sixth" | cut -c10- >&3; read -r line <&4; echo "$line"
            sed -n 8p commands.ndjson | tr -d '\\n' >&3
            exec 3>&-; cat <&4; wait $run; echo "status $?"
            """, in: place)
        let lines = run.output.split(separator: "\n")
        #expect(lines.last == "status 0", "\(run.error)")
        let outcomes = try OutcomeLine.all(in: lines.dropLast().joined(separator: "\n") + "\n")
        #expect(outcomes.map(\.outcome) == ["accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "duplicate", "accepted"])
        #expect(outcomes.map(\.line) == Array(1...9))
    }

    @Test("A signal while it waits for a line ends it with 5")
    func interrupted() throws {
        let place = try IngestPlace("SQLite")
        try place.sandbox.write(MixedCommands.lines(1), to: "commands.ndjson")
        let run = try converse(
            "head -n 1 commands.ndjson >&3; read -r line <&4; echo \"$line\"; kill -INT $run; wait $run; echo \"status $?\"", in: place)
        #expect(run.output.hasSuffix("status 5\n"), "\(run.output)\(run.error)")
        #expect(try place.events().count == 1)
    }

    @Test("A command that the database refuses ends the run, after the ones before it were accepted", arguments: IngestPlace.all)
    func refusedByDatabase(kind: String) throws {
        let place = try IngestPlace(kind)
        try place.empty()
        try place.execute(
            kind == "SQLite"
                ? "CREATE TRIGGER no BEFORE INSERT ON event_store WHEN NEW.aggregate_id = 'p2' BEGIN SELECT RAISE(ABORT, 'no'); END"
                : "ALTER TABLE event_store ADD CHECK (aggregate_id <> 'p2')")
        let lines = MixedCommands.lines(5)
        try place.sandbox.write(lines, to: "commands.ndjson")
        let run = try place.sandbox.run("refold ingest commands.ndjson --store \(place.url)")
        #expect(run.status == 1)
        #expect(try OutcomeLine.all(in: run.output).map(\.outcome) == Array(repeating: "accepted", count: 8))
        #expect(run.error.contains("8 accepted"), "\(run.error)")
        #expect(try place.events().count == 8)
        let (kept, wanted) = try place.accesses()
        #expect(kept == wanted)
    }

    @Test("If nobody reads the outcomes any more it ends with 5, and sending the file again completes it", arguments: IngestPlace.all)
    func readerLeft(kind: String) throws {
        let place = try IngestPlace(kind)
        let lines = MixedCommands.lines(600)
        try place.sandbox.write(lines, to: "commands.ndjson")
        let command = "refold ingest commands.ndjson --store \(place.url) --quiet"
        let run = try place.sandbox.run("(\(command); echo $? > status) | head -n 1")
        #expect(try OutcomeLine.all(in: run.output).map(\.outcome) == ["accepted"])
        #expect(try place.sandbox.run("cat status").output == "5\n")
        #expect(run.error.contains("the reader of standard output went away") && run.error.contains("run the same command again"), "\(run.error)")
        let left = try place.events().count
        #expect(left > 0 && left < lines.count)
        let again = try place.sandbox.run(command)
        #expect(again.status == 0, "\(again.error)")
        let outcomes = try OutcomeLine.all(in: again.output).map(\.outcome)
        #expect(outcomes == Array(repeating: "duplicate", count: left) + Array(repeating: "accepted", count: lines.count - left))
    }

    @Test("A reader that leaves after all commands were handled changes nothing")
    func readerLeftLast() throws {
        let place = try IngestPlace("SQLite")
        try place.sandbox.write(MixedCommands.lines(2), to: "commands.ndjson")
        let run = try place.sandbox.run(
            """
            (sleep 0.2; refold ingest commands.ndjson --store \(place.url) --quiet; echo $? > status) | true
            while [ ! -s status ]; do sleep 0.1; done; cat status
            """)
        #expect(run.output == "0\n", "\(run.error)")
        #expect(try place.events().count == 8)
    }

    @Test("On a full disk the printed outcomes are stored, and sending the file again completes it", arguments: [200, 500, 900])
    func fullDisk(blocks: Int) throws {
        let place = try IngestPlace("SQLite")
        try place.sandbox.write(MixedCommands.lines(600), to: "commands.ndjson")
        let command = "refold ingest commands.ndjson --store \(place.url) --quiet"
        let run = try place.sandbox.run("(trap '' XFSZ; ulimit -f \(blocks); \(command) | cat; exit 0)")
        #expect(run.error.hasPrefix("refold: "), "\(run.error)")
        let printed = try OutcomeLine.all(in: run.output)
        let left = try place.events()
        #expect(printed.count == left.count && printed.count < 2400)
        let again = try place.sandbox.run(command)
        #expect(again.status == 0, "\(again.error)")
        #expect(try place.events().count == 2400)
        let (kept, wanted) = try place.accesses()
        #expect(kept == wanted)
    }
}
