import Foundation
import Testing

/// The rules of zones that came after the program was built.
@Suite("Zone data that TZDIR names")
struct ZoneDataTests {
    /// British Columbia stays on -07:00 and Alberta on -06:00 from 1 November 2026 on.
    private static let rules = """
        Rule Canada 2007 max - Mar Sun>=8 2:00 1:00 D
        Rule Canada 2007 max - Nov Sun>=1 2:00 0 S
        Zone America/Vancouver -8:12:28 - LMT 1884
        \t\t\t-8:00 Canada P%sT 2026 Nov 1 2:00
        \t\t\t-7:00 - MST
        Zone America/Edmonton -7:33:52 - LMT 1906
        \t\t\t-7:00 Canada M%sT 2026 Nov 1 2:00
        \t\t\t-6:00 - CST
        """

    private static let definitions = [
        "places.projection.json5": """
            {
              name: "places", version: 1, key: "@stream",
              columns: {
                at: "timestamp", month: "text", day: "date", month_in_utc: "text",
              },
              on: {Sold: {
                at: "@occurred_at", month: {month: "@occurred_at", timeZone: "America/Vancouver"},
                day: {day: "@occurred_at", timeZone: "America/Edmonton"}, month_in_utc: {month: "@occurred_at"},
              }},
            }
            """,
        "vancouver.report.json5": """
            {
              from: "places", period: {column: "at", timeZone: "America/Vancouver"},
              rows: [{month: "at"}, {day: "at", timeZone: "America/Edmonton"}], measures: {events: {count: "*"}},
            }
            """,
    ]

    private static let events = """
        {"stream":"s1","version":1,"type":"Sold","occurred_at":"2026-12-01T07:30:00Z","data":{}}
        {"stream":"s2","version":1,"type":"Sold","occurred_at":"2026-11-25T06:30:00Z","data":{}}
        """

    private static var hasCompiler: Bool { ["/usr/sbin/zic", "/usr/bin/zic", "/sbin/zic"].contains { FileManager.default.isExecutableFile(atPath: $0) } }

    private static func place() throws -> Sandbox {
        let sandbox = try Sandbox()
        let folder = sandbox.folder.appendingPathComponent("work")
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("Reports"), withIntermediateDirectories: true)
        for (name, text) in definitions { try Data(text.utf8).write(to: folder.appendingPathComponent("Reports/" + name)) }
        try Data((events + "\n").utf8).write(to: folder.appendingPathComponent("events.ndjson"))
        try Data((rules + "\n").utf8).write(to: folder.appendingPathComponent("canada.zi"))
        #expect(try sandbox.run("refold import events.ndjson --store sqlite:events.db").status == 0)
        return sandbox
    }

    @Test(
        "Vancouver is in December and Edmonton on the 25th, in rows, cuts and periods, by a file that zic made",
        .enabled(if: hasCompiler, "zic is not installed"))
    func vancouver() throws {
        let sandbox = try Self.place()
        let made = try sandbox.run("PATH=$PATH:/usr/sbin:/sbin zic -d zones canada.zi")
        try #require(made.status == 0, "\(made.error)")
        let rebuilt = try sandbox.run("TZDIR=zones refold rebuild places --store sqlite:events.db --json")
        #expect(rebuilt.status == 0, "\(rebuilt.error)")
        let rows = try sandbox.run("refold export places --store sqlite:events.db --format csv")
        #expect(
            rows.output.replacing(/20\d\d-[^,]*Z/, with: "T").split(separator: "\n").map(String.init)
                == ["key,at,month,day,month_in_utc", "s1,T,2026-12,2026-12-01,2026-12", "s2,T,2026-11,2026-11-25,2026-11"], "\(rows.output) \(rows.error)")
        let report = try sandbox.run("TZDIR=zones refold report vancouver --store sqlite:events.db --period 2026-12 --format csv")
        #expect(report.output == "month,day,events\n2026-12,2026-12-01,1\n", "\(report.output) \(report.error)")
        let all = try sandbox.run("TZDIR=zones refold report vancouver --store sqlite:events.db --format csv")
        #expect(all.output == "month,day,events\n2026-11,2026-11-25,1\n2026-12,2026-12-01,1\n")
    }

    @Test(
        "Rows that rest on rules which changed are built anew by the next catch-up, and others are carried on",
        .enabled(if: hasCompiler, "zic is not installed"))
    func changedRules() throws {
        let sandbox = try Self.place()
        let folder = sandbox.folder.appendingPathComponent("work")
        let plain = #"{name: "plain", version: 1, key: "@stream", columns: {month: "text"}, on: {Sold: {month: {month: "@occurred_at"}}}}"#
        try Data(plain.utf8).write(to: folder.appendingPathComponent("Reports/plain.projection.json5"))
        // Before the law: clocks go back in November, for good and every year.
        let before = Self.rules.replacingOccurrences(of: " 2026 Nov 1 2:00", with: "").split(separator: "\n").filter { !$0.hasSuffix("- MST") && !$0.hasSuffix("- CST") }
        try Data((before.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("before.zi"))
        let made = try sandbox.run("PATH=$PATH:/usr/sbin:/sbin; zic -b fat -d before before.zi && zic -b slim -d same before.zi && zic -d after canada.zi")
        try #require(made.status == 0, "\(made.error)")
        func months() throws -> [String] {
            let output = try sandbox.run("refold export places --store sqlite:events.db --format csv").output
            return output.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[2]) }
        }
        func status(_ folder: String) throws -> String { try sandbox.run("TZDIR=\(folder) refold status --store sqlite:events.db").output }

        #expect(try sandbox.run("TZDIR=before refold rebuild places plain --store sqlite:events.db").status == 0)
        #expect(try months() == ["2026-11", "2026-11"])
        // The same rules, written down in another way.
        let same = try sandbox.run("TZDIR=same refold catch-up places plain --store sqlite:events.db --json")
        #expect(same.status == 0 && !same.error.contains("time zones"), "\(same.error)")
        #expect(same.output.components(separatedBy: #""action":"up_to_date""#).count == 3, "\(same.output)")
        #expect(try !status("same").contains("time zones"))

        #expect(try status("after").contains("rules of time zones changed: refold catch-up places builds it anew"))
        let after = try sandbox.run("TZDIR=after refold catch-up places plain --store sqlite:events.db --json")
        #expect(after.status == 0 && after.error.contains("places: the rules of its time zones changed since it was built; builds it anew"), "\(after.error)")
        #expect(after.output.contains(#""projection":"places","version":1,"status":0,"error":null,"action":"rebuilt""#), "\(after.output)")
        #expect(after.output.contains(#""projection":"plain","version":1,"status":0,"error":null,"action":"up_to_date""#), "\(after.output)")
        #expect(try months() == ["2026-12", "2026-11"])
        let again = try sandbox.run("TZDIR=after refold catch-up places --store sqlite:events.db --json")
        #expect(again.output.contains(#""action":"up_to_date""#) && !again.error.contains("time zones"))
        #expect(try !status("after").contains("time zones"))
    }

    @Test("Every summary of figures names the version, status and --version also the folder")
    func stated() throws {
        let sandbox = try Self.place()
        let script = """
            mkdir -p zones && cp -r /usr/share/zoneinfo/America zones && printf '# version 2031c\\n' > zones/tzdata.zi && export TZDIR=zones
            """
        try #require(FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/America/Vancouver"))
        func unmasked(_ command: String) throws -> (output: String, status: Int32) {
            // The version is masked in what a sandbox shows.
            let run = try sandbox.run("\(script); (\(command)) 2>&1 | sed 's/zone_data/zones/g; s/zone data/zones/g'")
            return (run.output, run.status)
        }
        #expect(try unmasked("refold --version").output.hasPrefix("refold "))
        let version = try unmasked("refold --version --json").output
        #expect(version.contains(#""zones":"2031c","zone_folder":"zones""#) && version.contains(#""verb":null,"status":0,"version":""#), "\(version)")
        for command in ["rebuild places", "catch-up places", "report vancouver --output out", "status"] {
            let output = try unmasked("refold \(command) --store sqlite:events.db --json --quiet").output
            #expect(output.contains(#""zones":"2031c""#), "\(command): \(output)")
        }
        let status = try unmasked("refold status --store sqlite:events.db").output
        #expect(status.split(separator: "\n").contains("zones 2031c in zones"))
        #expect(try unmasked("refold status --store sqlite:events.db --quiet").output.contains("zones") == false)
    }

    @Test("A TZDIR that names no folder is a fault of whatever needs a zone, and of nothing else")
    func wrongFolder() throws {
        let sandbox = try Self.place()
        let rebuilt = try sandbox.run("TZDIR=missing refold rebuild places --store sqlite:events.db")
        #expect(rebuilt.status == 2 && rebuilt.error.contains(#"TZDIR names the folder "missing", which cannot be read: no such file or directory"#), "\(rebuilt.error)")
        #expect(rebuilt.error.contains("correct TZDIR, or leave it unset"))
        #expect(try sandbox.run("TZDIR=missing refold --version").status == 0)
        #expect(try sandbox.run("TZDIR=missing refold --version --json").status == 2)
        #expect(try sandbox.run("TZDIR=missing refold import events.ndjson --store sqlite:events.db").status == 0)
    }
}
