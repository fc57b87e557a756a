import Foundation
import RefoldTesting
import Testing

/// What finance asks of the real fines, beside the answers of another program in another language, with exact decimals.
@Suite("Questions of finance to the real fines")
struct FinesQuestionTests {
    private static let events = Page.root.appendingPathComponent("../shared/data/fines.ndjson.gz").standardizedFileURL.path

    private static let reports: [(name: String, flags: String, text: String)] = [
        (
            "years", "",
            #"""
            {from: "fines", period: {column: "created_at", timeZone: "Europe/Rome"}, rows: [{year: "created_at"}], fill: ["year"], measures: {
             fines: {count: "*"}, due: {sum: "due"}, last_year: {previous: "due", along: "year"}, change: {change: "due", along: "year"},
             growth: {growth: "due", along: "year", scale: 4}, so_far: {running: "due", along: "year"}, smooth: {moving: "due", along: "year", last: 3, scale: 4},
             share: {share: "due", scale: 4}, place: {rank: "due"}}}
            """#
        ),
        (
            "articles", "--totals",
            #"""
            {from: "fines", rows: ["article"], order: ["-due"], limit: 10, others: true, totals: true, measures: {fines: {count: "*"}, due: {sum: "due"}, share: {share: "due", scale: 4}}}
            """#
        ),
        (
            "common", "",
            #"""
            {from: "fines", rows: ["article"], having: {fines: {above: 1000}, article: {not: null}}, measures: {fines: {count: "*"}}}
            """#
        ),
        (
            "states", "",
            #"""
            {from: "fines", period: {column: "created_at", timeZone: "Europe/Rome"}, rows: [{year: "created_at"}, "final_state"],
             pivot: {column: "final_state", values: ["paid", "open", "dismissed"]}, measures: {fines: {count: "*"}, due: {sum: "due"}}}
            """#
        ),
        (
            "stock", "--period 2010",
            #"""
            {from: "fines", period: {column: "created_at", timeZone: "Europe/Rome"}, rows: ["final_state"], measures: {
             opening: {sum: "balance", stock: "opening"}, movement: {sum: "balance"}, closing: {sum: "balance", stock: "closing"}, before: {count: "*", stock: "opening"}, new: {count: "*"}}}
            """#
        ),
        (
            "ages", "--today 2013-03-31",
            #"""
            {from: "fines", period: {column: "created_at", timeZone: "Europe/Rome"}, rows: [{age: "created_at", at: [90, 365, 1825]}], measures: {fines: {count: "*"}, balance: {sum: "balance"}}}
            """#
        ),
        (
            "bands", "",
            #"""
            {from: "fines", rows: [{bands: "due", at: [50, 100, 200], as: "size"}], measures: {fines: {count: "*"}, balance: {sum: "balance"}}}
            """#
        ),
        (
            "weeks", "",
            #"""
            {from: "fines", rows: [{week: "created_at", timeZone: "Europe/Rome"}], where: {created_at: {atLeast: "2005-01-02T23:00:00Z", below: "2006-01-01T23:00:00Z"}}, measures: {fines: {count: "*"}}}
            """#
        ),
        (
            "weekdays", "",
            #"""
            {from: "fines", rows: [{weekday: "created_at", timeZone: "Europe/Rome"}], measures: {fines: {count: "*"}, due: {sum: "due"}}}
            """#
        ),
        (
            "quarters", "",
            #"""
            {from: "fines", rows: [{quarter: "created_at", timeZone: "Europe/Rome", startMonth: 4}], measures: {fines: {count: "*"}, due: {sum: "due"}}}
            """#
        ),
        (
            "statistics", "",
            #"""
            {from: "fines", rows: ["final_state"], measures: {middle: {median: "days_to_payment"}, spread: {deviation: "due", scale: 4}, oldest: {first: "due", by: "created_at"},
             newest: {last: "due", by: "created_at"}, by_points: {weighted: "due", by: "points", scale: 4}, kinds: {distinct: ["article", "vehicle_class"]}}}
            """#
        ),
    ]

    @Test(
        "are answered as another program answers them",
        .enabled(if: FileManager.default.fileExists(atPath: events), "the events lie beside the project in ../shared/data, and are not there"),
        arguments: ["SQLite", "PostgreSQL"])
    func answers(on database: String) throws {
        let sandbox = try Sandbox()
        let store = database == "SQLite" ? "sqlite:fines.db" : try PostgresCluster.newDatabase()
        let work = sandbox.folder.appendingPathComponent("work")
        try FileManager.default.createDirectory(at: work.appendingPathComponent("asked"), withIntermediateDirectories: true)
        let fines = Page.root.appendingPathComponent("Reports/fines/fines.projection.json5")
        try FileManager.default.copyItem(at: fines, to: work.appendingPathComponent("asked/fines.projection.json5"))
        for report in Self.reports { try Data(report.text.utf8).write(to: work.appendingPathComponent("asked/\(report.name).report.json5")) }
        let loaded = try sandbox.run("gunzip -c '\(Self.events)' | refold import - --store '\(store)' --quiet && refold rebuild fines --definitions asked --store '\(store)' --quiet")
        try #require(loaded.status == 0, "\(loaded.error)")
        let reference = Page.root.appendingPathComponent("Tests/RefoldCommandTests/Questions/fines.py").path
        let expected = try sandbox.run("mkdir answers && python3 '\(reference)' '\(Self.events)' answers")
        try #require(expected.status == 0, "\(expected.error)")
        for report in Self.reports {
            let made = try sandbox.run("refold report \(report.name) \(report.flags) --definitions asked --store '\(store)' --quiet")
            let answer = try String(contentsOf: work.appendingPathComponent("answers/\(report.name).csv"), encoding: .utf8)
            #expect(made.output == answer, "\(report.name): \(made.error)")
            #expect(answer.split(separator: "\n").count > 2)
        }
    }
}
