import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("Reports compared with a slow reference")
struct ReportReferenceTests {
    static func rows(_ count: Int, seed: UInt64) -> [[InMemorySnapshot.Cell]] {
        var random = SeededNumbers(seed)
        let shops = ["Rome", "Ämtli", "", "Rome ", "東京", "a\u{0}b", "Zürich"]
        return (0..<count).map { index in
            var cells: [String: InMemorySnapshot.Cell] = ["currency": .text(["EUR", "JPY", "BHD"].randomElement(using: &random) ?? "EUR")]
            func maybe(_ name: String, _ cell: InMemorySnapshot.Cell) { if Int.random(in: 0..<8, using: &random) > 0 { cells[name] = cell } }
            let extremes: [Int64] = [.min, .max, 0, -1]
            maybe("shop", .text(shops.randomElement(using: &random) ?? ""))
            maybe("quantity", .units(Int.random(in: 0..<20, using: &random) == 0 ? extremes.randomElement(using: &random) ?? 0 : .random(in: -9...9, using: &random)))
            maybe("price", .units(.random(in: -100_000...100_000, using: &random)))
            maybe("amount", .units(.random(in: -5_000...5_000, using: &random)))
            // Around both changes of the clocks of 2024, and far away.
            let instants: [Int64] = [1_711_846_800, 1_729_990_800, 0, 253_402_300_700]
            maybe("sold_at", .units(((instants.randomElement(using: &random) ?? 0) + .random(in: -90_000...90, using: &random)) * 1_000_000))
            return Sample.row("\(index)", cells)
        }
    }

    @Test("Random rows give the results of plain arithmetic, at any block size", arguments: 1...12)
    func random(seed: Int) throws {
        let rows = Self.rows([0, 1, 7, 60, 400][seed % 5], seed: UInt64(seed))
        let zone = try TimeZoneRules(named: "Europe/Rome")
        let text = """
            {from: "sales", rows: ["shop", {day: "sold_at", timeZone: "Europe/Rome"}, "currency"],
             where: {price: {not: {above: 900}}}, measures: {
             n: {count: "*"}, s: {sum: "quantity"}, m: {average: "price", scale: 4}, lo: {min: "amount"}, hi: {max: "price"},
             d: {distinct: "quantity"}, p: {percentile: "price", at: 0.9}, few: {sum: "amount", where: {quantity: {below: 3}}},
             last: {max: "key"}}}
            """
        var lines: [[String]: [[InMemorySnapshot.Cell]]] = [:]
        for row in rows {
            if let price = SlowReport.units(SlowReport.cell(row, "price")), price > 90_000 { continue }
            let day = SlowReport.units(SlowReport.cell(row, "sold_at")).flatMap { Timestamp(microseconds: Int64($0)) }.map { zone.date(of: $0).description }
            let shop = SlowReport.text(SlowReport.cell(row, "shop"))
            let key = [shop.map { "1" + $0 } ?? "0", day ?? "", SlowReport.text(SlowReport.cell(row, "currency")) ?? ""]
            lines[key, default: []].append(row)
        }
        let ordered = lines.sorted { left, right in
            for (a, b) in zip(left.key, right.key) where a != b { return a.utf8.lexicographicallyPrecedes(b.utf8) }
            return false
        }
        let expected = ordered.map { key, rows in
            func units(_ name: String) -> [Int128] { rows.compactMap { SlowReport.units(SlowReport.cell($0, name)) } }
            let digits = ["EUR": 2, "JPY": 0, "BHD": 3][key[2]] ?? 0
            let few = rows.filter { row in SlowReport.units(SlowReport.cell(row, "quantity")).map { $0 < 3 } ?? false }
                .compactMap { SlowReport.units(SlowReport.cell($0, "amount")) }
            let keys = rows.compactMap { SlowReport.text(SlowReport.cell($0, "key")) }
            return [
                "\(rows.count)", SlowReport.decimal(units("quantity").isEmpty ? nil : units("quantity").reduce(0, +), 0),
                SlowReport.decimal(SlowReport.mean(units("price")), 4), SlowReport.decimal(units("amount").min(), digits),
                SlowReport.decimal(units("price").max(), 2), "\(Set(units("quantity")).count)",
                SlowReport.decimal(SlowReport.percentile(units("price"), hundredths: 90), 2),
                SlowReport.decimal(few.isEmpty ? nil : few.reduce(0, +), digits), keys.max { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? "",
            ]
        }
        let plan = try Sample.plan(text)
        for blockSize in [1, 7, 1000] {
            let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
            #expect((0..<table.rowCount).map { table.row($0).dropFirst(3).map(\.plain) } == expected)
            let keys = (0..<table.rowCount).map { table.row($0).prefix(3).map { $0.isNull ? "" : $0.plain } }
            #expect(keys == ordered.map { [String($0.key[0].dropFirst()), $0.key[1], $0.key[2]] })
        }
    }

    @Test("Totals are those of the same report without row columns", arguments: 1...4)
    func totals(seed: Int) throws {
        let rows = Self.rows(300, seed: UInt64(seed))
        let measures = """
            measures: {n: {count: "*"}, s: {sum: "quantity"}, m: {average: "price", scale: 4}, lo: {min: "price"}, hi: {max: "shop"}, first: {min: "shop"},
             d: {distinct: "quantity"}, t: {distinct: "shop"}, p: {percentile: "price", at: 0.9}, q: {percentile: "price", at: 0},
             k: {sum: "price", where: {quantity: {below: 3}}}, r: {divide: ["s", "n"], scale: 6}}
            """
        let split = try Sample.plan("{from: \"sales\", rows: [\"shop\", {month: \"sold_at\"}], totals: true, \(measures)}")
        let whole = try Sample.plan("{from: \"sales\", \(measures)}")
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows, blockSize: 13)
        let totals = try split.run(on: snapshot, period: nil).totals
        #expect(try totals?.dropFirst(2) == whole.run(on: snapshot, period: nil).row(0))
    }

    @Test("Days, months and years are truncated at midnight of local clocks, at both changes of the clocks")
    func clocks() throws {
        for (name, instants) in [
            ("Europe/Rome", ["2024-03-30T22:59:59.999999Z", "2024-03-30T23:00:00Z", "2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z",
                "2024-10-26T22:00:00Z", "2024-10-27T22:59:59Z", "2024-10-27T23:00:00Z", "2023-12-31T22:59:59Z", "2023-12-31T23:00:00Z"]),
            ("America/Sao_Paulo", ["2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z", "2019-02-17T01:59:59Z", "2019-02-17T02:59:59Z", "2019-02-17T03:00:00Z"]),
            ("Pacific/Apia", ["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"]),
            ("Asia/Kathmandu", ["1985-12-31T18:29:59Z", "1985-12-31T18:30:00Z", "2024-02-28T18:15:00Z"]),
        ] {
            let zone = try TimeZoneRules(named: name)
            let times = try instants.map { try #require(Timestamp($0)) }
            let rows = times.enumerated().map { Sample.row("\($0.offset)", ["sold_at": .units($0.element.microseconds)]) }
            let cuts = ["day", "month", "year"].map { "{\($0): \"sold_at\", timeZone: \"\(name)\"}" }.joined(separator: ", ")
            let csv = try Sample.csv("{from: \"sales\", rows: [\"key\", \(cuts)], measures: {n: {count: \"*\"}}}", rows)
            let expected = times.enumerated().map { index, time in
                let date = zone.date(of: time)
                return "\(index),\(date),\(date.monthText),\(date.year),1"
            }
            #expect(csv.split(separator: "\n").dropFirst().map(String.init) == expected)
        }
    }
}
