import Foundation
import Testing

/// A job that keeps its outputs for 400 days, with runs of long ago: their files and the list are set back to their day.
@Suite("What a job wrote goes after its time, and nothing else")
struct KeepOutputsTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write(
            [
                #"{store: "sqlite:events.db", keepOutputs: "400d", index: "./out//{date}/index.html", steps: [{catchUp: "payments"},"#,
                #"  {export: "payments", output: "out/{date}/rows/p.csv"}]}"#,
            ], to: "n.json5")
        try sandbox.write(
            [
                "n() { refold run ${2:-n.json5} --definitions none --today $1; }",
                "list() { ls out/.refold-outputs.*; }",
                // Sets what a run wrote back to noon of its day.
                "age() { s=$(date -u -d \"$1 12:00\" +%s); find out/$1 -type f -exec touch -d @$s {} +",
                "  sed -i \"/\\\"$1\\//s/\\\"modified\\\":[0-9]*,\\\"nanoseconds\\\":[0-9]*/\\\"modified\\\":$s,\\\"nanoseconds\\\":0/; s/\\\"ran\\\":[0-9]*/\\\"ran\\\":$s/\" $(list); }",
                "old() { mkdir -p none; cp ../payments.db events.db; n 2020-01-01; age 2020-01-01; n 2024-09-01; } > /dev/null 2>&1",
            ], to: "words")
    }

    @discardableResult
    private func sh(_ command: String, _ status: Int32 = 0, line: SourceLocation = #_sourceLocation) throws -> (output: String, error: String) {
        let run = try sandbox.run(". ./words; " + command)
        #expect(run.status == status, "\(run.error)", sourceLocation: line)
        return (run.output, run.error)
    }

    /// The files below the outputs, without the list.
    private func files(below folder: String = "out") throws -> [String] {
        try sh("find \(folder) ! -type d ! -name '.refold*' | sort").output.split(separator: "\n").map(String.init)
    }

    private static let recent = ["out/2024-09-01/index.html", "out/2024-09-01/rows/p.csv", "out/2024-09-02/index.html", "out/2024-09-02/rows/p.csv"]

    @Test("Files of a run that is older go with the folders that it made, in the run after, which says so in one line")
    func goes() throws {
        try sh("old")
        #expect(try files().count == 4)
        let run = try sh("n 2024-09-02")
        #expect(run.error.hasSuffix("n: removed 2 files and 2 empty folders of runs more than 400d ago\nn: 2 steps in 0.0 s\n"), "\(run.error)")
        #expect(try files() == Self.recent)
        #expect(try sh("ls out").output == "2024-09-01\n2024-09-02\n")
        let next = try sh("refold run n.json5 --definitions none --today 2024-09-02 --json --quiet")
        #expect(next.output.contains(#""removed":0"#) && next.error.isEmpty)
    }

    @Test("After a pause that is longer than the time nothing goes at first, since the clock may be wrong; the run says so")
    func pause() throws {
        try sh("mkdir none; cp ../payments.db events.db; n 2020-01-01; age 2020-01-01")
        let run = try sh("n 2024-09-01")
        #expect(run.error.contains("refold: warning: n: nothing is removed below out/ this time: the run before is more than 800d ago, or the clock is wrong"), "\(run.error)")
        #expect(try files().count == 4)
    }

    @Test("A run that fell short removes nothing")
    func fallsShort() throws {
        try sh("old; refold run n.json5 --definitions none --today 2024-09-02 --store sqlite:gone.db", 1)
        #expect(try files().contains("out/2020-01-01/rows/p.csv"))
    }

    /// What is done to the files of long ago, and what then stays of them.
    private static let kept: [(what: String, deed: String, files: [String])] = [
        ("a person wrote over a file", "sed -i s/EUR/EUX/ $f; touch -d '2020-01-01 12:00Z' $f", ["out/2020-01-01/rows/p.csv"]),
        ("a person touched it", "touch $f", ["out/2020-01-01/rows/p.csv"]),
        ("a link is in its place", "cp -p $f mine.csv; ln -sf ../../../mine.csv $f", ["mine.csv", "out/2020-01-01/rows/p.csv"]),
        ("a link is in the place of its folder", "mv out/2020-01-01/rows mine; ln -s ../../mine out/2020-01-01/rows", ["mine/p.csv", "out/2020-01-01/rows"]),
        ("a link is in the place of the dated folder", "mv out/2020-01-01 mine; ln -s ../mine out/2020-01-01", ["mine/index.html", "mine/rows/p.csv", "out/2020-01-01"]),
        ("it has a further name", "ln $f mine.csv", ["mine.csv", "out/2020-01-01/rows/p.csv"]),
        ("somebody else's file lies beside it", "echo note > out/2020-01-01/rows/note.txt", ["out/2020-01-01/rows/note.txt"]),
        ("the job wrote it again today", "n 2020-01-01 > /dev/null 2>&1", ["out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
        ("a folder is in its place", "rm $f; mkdir $f; touch $f/x", ["out/2020-01-01/rows/p.csv/x"]),
        ("the list names what lies elsewhere", "cp -p $f mine.csv; sed -i 's#\"2020-01-01/rows/p.csv\"#\"../mine.csv\"#' $(list)", ["mine.csv", "out/2020-01-01/rows/p.csv"]),
        ("the list names an absolute path", "cp -p $f mine.csv; sed -i \"s#\\\"2020-01-01/rows/p.csv\\\"#\\\"$PWD/mine.csv\\\"#\" $(list)", ["mine.csv", "out/2020-01-01/rows/p.csv"]),
        ("anybody may write to the list", "chmod o+w $(list)", ["out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
        ("its group may write to the list", "chmod g+w $(list)", ["out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
        ("the list is a link", "l=$(list); mv $l mine.list; ln -s ../mine.list $l", ["mine.list", "out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
        ("the list is gone", "rm $(list)", ["out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
        ("the list is damaged", "sed -i '1s/.*/{}/' $(list)", ["out/2020-01-01/index.html", "out/2020-01-01/rows/p.csv"]),
    ]

    @Test("What is not as the job wrote it stays", arguments: kept.indices)
    func stays(number: Int) throws {
        let (what, deed, expected) = Self.kept[number]
        try sh("old; f=out/2020-01-01/rows/p.csv; \(deed); n 2024-09-02")
        let left = try sh("find . -path ./none -prune -o ! -type d \\( -path './mine*' -o -path './out/2020*' \\) -print | sort").output
        #expect(left.split(separator: "\n").map { String($0.dropFirst(2)) } == expected, "\(what)")
        #expect(try files().filter { !$0.hasPrefix("out/2020") } == Self.recent, "\(what)")
    }

    @Test("A list that cannot be written is told, and is no reason for the night to fail")
    func unwritable() throws {
        try sh("old; touch mine; l=$(list); rm $l; ln -s ../mine $l")
        let run = try sh("n 2024-09-02")
        #expect(run.error.contains("refold: step 2, export payments: out/.refold-outputs."), "\(run.error)")
        #expect(run.error.contains(
            ": the work is done, but the list of what keepOutputs is to remove was not written, so that these files stay: "
                + "the file is a link, larger than 64 MiB, or others may write it; let the user of the job write there"), "\(run.error)")
        #expect(try sh("rm $(list); n 2024-09-02").error.contains("the work is done") == false)
    }

    @Test("A list that is no list any longer is told once, and a new one begins")
    func damaged() throws {
        try sh("old; sed -i '1s/.*/{}/' $(list)")
        #expect(try sh("n 2024-09-02").error.contains(": the list of what this job wrote cannot be read, so that those files stay; a new one begins\n"))
        #expect(try !sh("n 2024-09-02").error.contains("cannot be read"))
    }

    @Test("Manifests and what was sealed stay; the figures themselves go")
    func manifests() throws {
        let report = #"{from: "payments", period: {column: "created_at"}, measures: {n: {count: "*"}}}"#
        try sandbox.write([report], to: "r.report.json5")
        try sh("mkdir -p none && mv r.report.json5 none && cp none/r.report.json5 none/s.report.json5")
        try sandbox.write(
            [
                #"{store: "sqlite:events.db", keepOutputs: "1d", steps: [{catchUp: "payments"}, {report: "r", output: "out/{date}"},"#,
                #"  {seal: "s", period: "2024-08", output: "out/{date}"}]}"#,
            ], to: "n.json5")
        try sh("old; n 2024-09-02")
        #expect(
            try files(below: "out/2020-01-01") == [
                "out/2020-01-01/r.manifest.json", "out/2020-01-01/s.csv", "out/2020-01-01/s.json", "out/2020-01-01/s.manifest.json",
            ])
    }

    @Test("Two jobs that share a folder keep a list each, and neither removes what the other wrote")
    func twoJobs() throws {
        try sh("sed -e 's#rows/p#rows/q#' -e 's#index: [^,]*, ##' n.json5 > other.json5; mkdir none; cp ../payments.db events.db; n 2020-01-01 other.json5; old; n 2024-09-02")
        #expect(try files(below: "out/2020-01-01") == ["out/2020-01-01/rows/q.csv"])
        try sh("n 2024-09-01 other.json5; n 2024-09-02 other.json5")
        #expect(try sh("ls out").output == "2024-09-01\n2024-09-02\n")
    }

    @Test("Files that an earlier pattern below the same folder named go too")
    func otherPattern() throws {
        try sh("old; sed -i 's#rows/p.csv#{date}.csv#' n.json5; n 2024-09-02")
        #expect(try files().filter { $0.hasPrefix("out/2020") } == [])
    }

    @Test("The list is found again where job and outputs were moved together")
    func moved() throws {
        try sh("old; mkdir moved; mv out none n.json5 events.* words moved; cd moved; . ./words; n 2024-09-02; cd ..; mv moved/* .")
        #expect(try files() == Self.recent)
    }
}
