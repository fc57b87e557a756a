import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Figures explained by the program")
struct ExplainTests {
    private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL
    private static let fines = project.appendingPathComponent("../shared/data/fines.ndjson.gz").standardizedFileURL.path

    private static var definitions: String { project.appendingPathComponent("Reports").path }

    /// The reports of the project that come from a folder of it.
    private static func reports(of folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: definitions + "/" + folder).filter { $0.hasSuffix(".report.json5") }.sorted()
            .map { "\(folder)/" + $0.dropLast(".report.json5".count) }
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private static func decimal(_ value: Any?) -> Decimal? {
        switch value {
        case let text as String: Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
        case let number as NSNumber: number.decimalValue
        default: nil
        }
    }

    /// Explains figures of a report, and compares them with it.
    ///
    /// - Parameters:
    ///   - lines: how many lines, spread over the report.
    ///   - most: how many of its measures.
    private func check(_ report: String, lines count: Int, measures most: Int, in sandbox: Sandbox, _ store: String) throws {
        let flags = "--store '\(store)' --definitions '\(Self.definitions)' --quiet"
        let made = try sandbox.run("refold report \(report) --format json \(flags)")
        try #require(made.status == 0, "\(made.error)")
        let table = try Self.object(made.output)
        // A line of others stands for several, and has no rows of its own.
        let others = Set((table["others"] as? [Int] ?? []).map { $0 - 1 })
        let lines = try #require(table["rows"] as? [[String: Any]]).enumerated().filter { !others.contains($0.offset) }.map(\.element)
        let names = try #require(table["columns"] as? [[String: Any]]).compactMap { $0["name"] as? String }
        #expect(!lines.isEmpty)
        for number in Set((0..<count).map { $0 * (lines.count - 1) / max(count - 1, 1) }).sorted() {
            let line = lines[number]
            // Measures are those that the program names.
            let refused = try sandbox.run("refold explain \(report) --measure '' \(flags) 2>&1; refold explain \(report) --measure nothing_like_it \(flags) 2>&1")
            let measures = names.filter { refused.output.contains("\"\($0)\"") }
            let rows = names.filter { !measures.contains($0) }
            let wanted = Dictionary(uniqueKeysWithValues: rows.map { ($0, line[$0] ?? NSNull()) })
            let name = String(decoding: try JSONSerialization.data(withJSONObject: wanted), as: UTF8.self).replacing("'", with: "'\\''")
            for measure in measures.prefix(most) {
                let question = "refold explain \(report)" + (rows.isEmpty ? "" : " --row '\(name)'") + " --measure \(measure) --format json \(flags)"
                for limit in [2, 1_000_000] where limit == 2 || most > 4 {
                    let (output, error, status) = try sandbox.run("\(question) --limit \(limit)")
                    #expect(status == 0 && error.isEmpty, "\(question): \(error)")
                    try check(try Self.object(output), of: line[measure], question)
                }
            }
        }
    }

    private func check(_ found: [String: Any], of cell: Any?, _ question: String) throws {
        let (value, rule) = (found["value"], try #require(found["rule"] as? String))
        let rows = try #require(found["rows"] as? [[String: Any]])
        let rest = try #require(found["rest"] as? [String: Any])
        #expect(Self.decimal(value) == Self.decimal(cell) && (value is NSNull) == (cell is NSNull), "\(question)")
        #expect(rule.hasSuffix(value as? String ?? "null"), "\(question)")
        if rule.hasPrefix("the sum of") || rule.hasPrefix("the number of rows") {
            let all = rows.map { Self.decimal($0["value"]) ?? .nan } + [Self.decimal(rest["value"]) ?? 0]
            #expect(all.reduce(0, +) == Self.decimal(value) ?? 0, "\(question)")
        }
        for row in rows {
            let events = try #require(row["events"] as? [[String: Any]])
            #expect(!events.isEmpty && events.last?["value"] as? String == row["value"] as? String && row["differs"] == nil, "\(question)")
            let positions = events.compactMap { $0["position"] as? Int }
            #expect(positions == positions.sorted() && positions.count == events.count)
        }
    }

    @Test("Every sum and count of the reports of payments is what its rows add up to, and each row what its events give", arguments: ["SQLite", "PostgreSQL"])
    func payments(on database: String) throws {
        let sandbox = try Sandbox()
        let store = database == "SQLite" ? "sqlite:seeded.db" : try PostgresCluster.newDatabase()
        let made = try sandbox.run(
            "refold seed --events 3000 --seed 7 --store '\(store)' --quiet && refold rebuild payments payment_events_by_day --store '\(store)' --quiet")
        try #require(made.status == 0, "\(made.error)")
        for report in try Self.reports(of: "payments") {
            try check(report, lines: 1, measures: database == "SQLite" ? .max : 3, in: sandbox, store)
        }
    }

    @Test(
        "Every sum and count of the reports of fines is what its rows add up to, and each row what its events give",
        .enabled(if: FileManager.default.fileExists(atPath: fines), "the events lie beside the project in ../shared/data, and are not there"))
    func realFines() throws {
        let sandbox = try Sandbox()
        let made = try sandbox.run(
            "gunzip -c '\(Self.fines)' | refold import - --store sqlite:fines.db --quiet && refold rebuild fines fine_days fine_activities --store sqlite:fines.db --definitions '\(Self.definitions)' --quiet"
        )
        try #require(made.status == 0, "\(made.error)")
        for report in try Self.reports(of: "fines") { try check(report, lines: 1, measures: 2, in: sandbox, "sqlite:fines.db") }
    }

    @Test("A version that was rolled back is explained by the definition that is kept with it")
    func rolledBack() throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run(
            """
            cp ../payments.db events.db; export REFOLD_STORE=sqlite:events.db; mkdir -p Reports
            echo '{name: "p", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {PaymentInitiated: {n: {add: 1}}, PaymentFailed: {n: {add: 10}}}}' > Reports/p.projection.json5
            echo '{from: "p", measures: {n: {sum: "n"}}}' > Reports/r.report.json5
            refold rebuild p --quiet && sed -i 's/version: 1/version: 2/; s/add: 10/add: 20/' Reports/p.projection.json5 && refold rebuild p --accept --quiet
            refold explain r --limit 1 --quiet && refold rollback p --quiet && refold explain r --limit 1 --quiet && refold explain p p3 --column n --quiet
            """)
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
        #expect(run.output.contains("p, version 2,") && run.output.contains("the sum of 4 values: 24"))
        #expect(run.output.contains("p, version 1,") && run.output.contains("the sum of 4 values: 14"))
        #expect(run.output.hasSuffix("#5        PaymentFailed     2024-09-01T09:01:00Z  11\n"))
    }

    @Test("A row that somebody changed by hand is marked, and a warning names verify")
    func altered() throws {
        let sandbox = try Sandbox()
        let made = try sandbox.run("cp ../payments.db events.db; refold rebuild payments --store sqlite:events.db --quiet")
        try #require(made.status == 0, "\(made.error)")
        let rows = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .create)
        try rows.execute("UPDATE \"payments#1\" SET amount = 9999 WHERE id = 'p3'")
        let figure = try sandbox.run(
            "mkdir Reports; echo '{from: \"payments\", rows: [\"currency\"], measures: {m: {sum: \"amount\"}}}' > Reports/r.report.json5; refold explain r --row currency=EUR --store sqlite:events.db")
        #expect(figure.status == 0 && figure.error == "refold: warning: 1 row of payments is not what the events give: run refold verify payments\n")
        #expect(figure.output.contains("p3 (not what the events give)") && figure.output.contains(" 99.99\n") && figure.output.contains(" 100.00\n"))
        let row = try sandbox.run("refold explain payments p3 --column amount --format json --store sqlite:events.db")
        #expect(row.output.contains(#""differs":true"#) && row.output.contains(#""row":{"amount":"100.00"}"#))
        let other = try sandbox.run("refold explain payments p1 --store sqlite:events.db")
        #expect(other.status == 0 && other.error.isEmpty)
    }

    @Test("Events that are parked, held or dropped are shown as such, and the row as it is served")
    func parked() throws {
        let sandbox = try Sandbox()
        func event(_ stream: String, _ version: Int, _ n: String) -> String {
            #"{"stream":"\#(stream)","version":\#(version),"type":"Added","occurred_at":"2024-01-0\#(version)T00:00:00Z","data":{"n":\#(n)}}"#
        }
        let lines = [event("a", 1, "1"), event("a", 2, #""SECRET""#), event("a", 3, "3"), event("b", 1, "5"), event("b", 2, #""SECRET""#), event("b", 3, "7")]
        let run = try sandbox.run(
            """
            export REFOLD_STORE=sqlite:shop.db; mkdir -p Reports
            echo '{name: "p", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {Added: {n: {add: "$.n"}}}}' > Reports/p.projection.json5
            echo '{from: "p", measures: {n: {sum: "n"}}}' > Reports/r.report.json5
            printf '%s\\n' \(lines.map { "'\($0)'" }.joined(separator: " ")) | refold import - --quiet
            refold rebuild p --park --quiet; refold parked drop p 5 --reason wrong --quiet; refold explain r --format json
            """)
        #expect(run.status == 0 && !run.output.contains("SECRET") && !run.error.contains("SECRET"), "\(run.error)")
        #expect(run.error.contains("r is incomplete") && !run.error.contains("not what the events give"), "\(run.error)")
        let found = try Self.object(run.output)
        #expect(found["value"] as? String == "13" && found["incomplete"] as? Bool == true)
        let rows = try #require(found["rows"] as? [[String: Any]])
        let events = rows.map { ($0["events"] as? [[String: Any]] ?? []).map { "\($0["note"] ?? "-") \($0["value"] ?? "-")" } }
        #expect(events == [["- 5", "dropped 5", "- 12"], ["- 1", "parked 1", "held 1"]])
    }
}
