import Foundation
import Testing

@Suite("Files that are written")
struct OutputTests {
    private static let export = "refold export payments --store sqlite:events.db --quiet"

    private func served(_ payments: Int = 100) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<payments), to: "payments.ndjson")
        let made = try sandbox.run(
            "refold import payments.ndjson --store sqlite:events.db --quiet && refold rebuild payments --store sqlite:events.db --quiet && rm payments.ndjson")
        try #require(made.status == 0, "\(made.error)")
        return sandbox
    }

    @Test("An output over a file that is read or kept is refused with 2, by any name, and changes nothing")
    func spared() throws {
        let sandbox = try served()
        let prepared = try sandbox.run(
            """
            mkdir Jobs Reports sub; echo '{}' > refold.json5; echo '{steps: [{catchUp: []}]}' > Jobs/a.json5; cp ../payments.db copy.csv
            cp \(Sandbox.definitions)/payments/by-day.report.json5 Reports/; ln -s events.db link.csv; ln events.read-models.db hard.csv; ln -s .. sub/up
            find . -type f | sort | xargs sha1sum > ../before
            """)
        #expect(prepared.status == 0, "\(prepared.error)")
        for path in [
            "events.db", "./events.db", "sub/up/events.db", "link.csv", "hard.csv", "events.read-models.db", "events.db-wal", "events.db-shm",
            "events.db-journal", "events.db-lock", "events.read-models.db-lock", "events.read-models.db-resume/payments/point", "Jobs/a.json5",
            "Reports/by-day.report.json5", "refold.json5", "copy.csv",
        ] {
            let run = try sandbox.run("\(Self.export) --output \(path)")
            #expect(run.status == 2, "\(path): \(run.error)")
            #expect(run.error.hasPrefix("refold: \(path): an output would replace "), "\(run.error)")
        }
        try #require(try sandbox.run("cp events.db by-day.csv; sha1sum by-day.csv >> ../before").status == 0)
        let report = try sandbox.run("refold report by-day --store sqlite:events.db --output .")
        #expect(report.status == 2 && report.error.contains("./by-day.csv: an output would replace a SQLite database"), "\(report.error)")
        #expect(try sandbox.run("sha1sum --quiet -c ../before && ls -A | grep -c -e part -e resume").output == "0\n")
    }

    @Test("A job with outputs over such files is a fault with its place, and is not begun")
    func jobs() throws {
        let sandbox = try served()
        try sandbox.write(
            [
                "{store: \"sqlite:events.db\", steps: [", "{export: \"payments\", output: \"one-{date}.csv\"},",
                "{export: \"payments\", output: \"Jobs/../events.read-models.db\"},", "{report: \"by-day\", output: \"out/{date}\"},", "]}",
            ], to: "night.json5")
        let prepared = try sandbox.run(
            "mkdir Jobs Reports; mv night.json5 Jobs/; cp \(Sandbox.definitions)/payments/by-day.report.json5 Reports/; for d in $(date -u +%F) $(date -u -d tomorrow +%F); do mkdir -p out/$d; ln -s ../../events.db out/$d/by-day.csv; done")
        #expect(prepared.status == 0, "\(prepared.error)")
        for command in ["refold check", "refold run Jobs/night.json5"] {
            let run = try sandbox.run(command)
            #expect(run.status == 2, "\(run.error)")
            #expect(run.error.contains("Jobs/night.json5:3: steps[1].output: an output would replace the read models"), "\(run.error)")
            #expect(run.error.contains("Jobs/night.json5:4: steps[2].output: an output would replace the event store"), "\(run.error)")
        }
        #expect(try sandbox.run("ls | grep -c one").output == "0\n")
    }

    @Test("Standard output is not a file: it is refused, and its target stays")
    func streams() throws {
        let sandbox = try served()
        for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link", "seen.csv"] {
            let run = try sandbox.run("ln -sf /dev/stdout link; ls -i seen.csv > ../a 2>/dev/null; \(Self.export) --output \(path) >> seen.csv; echo $?; ls -i seen.csv")
            #expect(run.output.hasPrefix("2\n"), "\(path)")
            #expect(run.error.contains("leave --output out to write to standard output"), "\(run.error)")
        }
        #expect(try sandbox.run("\(Self.export) --output /dev/stdout | cat").output == "")
        #expect(sandbox.bytes("seen.csv") == Data())
    }

    @Test("A file that is replaced keeps mode, owner and group", .enabled(if: Privileges.canStepDown, "needs root"))
    func access() throws {
        let sandbox = try served()
        let run = try sandbox.run(
            """
            touch out.csv; chown 65534:65533 out.csv; chmod 640 out.csv; \(Self.export) --output out.csv; stat -c '%a %u:%g' out.csv
            umask 027; \(Self.export) --output new.csv; stat -c '%a' new.csv
            mkdir theirs; chmod 777 theirs; touch theirs/out.csv; chown 0:65533 theirs/out.csv; chmod 664 theirs/out.csv
            \(Privileges.asNobody) \(Self.export) --output theirs/out.csv; stat -c '%a %u:%g' theirs/out.csv
            """)
        #expect(run.output == "640 65534:65533\n640\n604 65534:65534\n", "\(run.error)")
    }

    @Test("Ended at any moment, an export leaves its file complete or as it was, and nothing else in the folder", arguments: ["KILL", "TERM", "INT"])
    func ended(signal: String) throws {
        let sandbox = try served(4000)
        try #require(try sandbox.run("mkdir out; echo old > out/rows.csv").status == 0)
        let command = "\(Self.export) --output out/rows.csv"
        let clock = ContinuousClock()
        let span = try clock.measure { _ = try sandbox.run("\(Self.export) --output whole.csv") }
        let seconds = Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
        let whole = try #require(sandbox.bytes("whole.csv"))
        for turn in 1..<12 {
            let run = try sandbox.run("echo old > out/rows.csv; timeout --foreground --preserve-status -s \(signal) \(seconds * Double(turn) / 10) \(command)")
            #expect([0, 5, 130, 137, 143].contains(run.status), "\(run.error)")
            let found = sandbox.bytes("out/rows.csv")
            #expect(found == whole || (found == Data("old\n".utf8) && run.status != 0))
            #expect(try sandbox.run("ls -A out").output == "rows.csv\n")
        }
    }

    @Test("A limit on file sizes or descriptors is reported as such")
    func limits() throws {
        let sandbox = try served(3000)
        let large = try sandbox.run("ulimit -f 72; \(Self.export) --output rows.csv")
        #expect(large.status == 1 && large.error.contains("file too large; let files grow larger (ulimit -f)"), "\(large.status) \(large.error)")
        let rebuilt = try sandbox.run("ulimit -f 40; refold rebuild payments --store sqlite:events.db")
        #expect(rebuilt.status == 1 && rebuilt.error.hasPrefix("refold: "), "\(rebuilt.status) \(rebuilt.error)")
        for files in 4...12 {
            let run = try sandbox.run("ulimit -n \(files); \(Self.export) --output rows.csv")
            guard run.status == 1, run.error.hasPrefix("refold: ") else { continue }
            #expect(run.error.contains("too many open files") && !run.error.contains("permission"), "\(files): \(run.error)")
        }
    }
}
