import RefoldCore
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Reports over numbers of up to 38 digits")
struct WideReportTests {
    private typealias Cell = InMemorySnapshot.Cell

    private static let schema = ReadModelSchema(
        name: "wides", key: [ColumnSchema("key", .text)],
        columns: [
            ColumnSchema("shop", .text), ColumnSchema("wei", .wideDecimal(scale: 18)), ColumnSchema("amount", .wideMoney(currency: "currency")),
            ColumnSchema("currency", .text), ColumnSchema("limit", .decimal(scale: 2)), ColumnSchema("fee", .wideDecimal(scale: 18)),
        ])

    private static let power = (0..<39).map { exponent in (0..<exponent).reduce(1 as Int128) { power, _ in power * 10 } }
    private static let most = power[38] - 1

    private static func plan(_ text: String) throws -> ReportPlan {
        try Currency.add("ETH", minorDigits: 18)
        let read = ReportPlan.read(text.utf8, file: "r.report.json5", name: "r", readModels: ["wides": schema])
        #expect(read.faults.isEmpty, "\(read.faults)")
        return try #require(read.plan)
    }

    private static func table(_ text: String, _ rows: [[Cell]], blockSize: Int = 1000) throws -> FigureTable {
        try plan(text).run(on: InMemorySnapshot(schema, rows: rows, blockSize: blockSize), period: nil)
    }

    private static func lines(_ text: String, _ rows: [[Cell]], blockSize: Int = 1000) throws -> [String] {
        let table = try table(text, rows, blockSize: blockSize)
        return (0..<table.rowCount).map { table.row($0).map(\.plain).joined(separator: " ") }
    }

    private static func row(_ key: Int, _ cells: [String: Cell]) -> [Cell] {
        schema.allColumns.map { $0.name == "key" ? .text("\(key)") : cells[$0.name] ?? .null }
    }

    private static func rows(_ count: Int, seed: UInt64) -> [[Cell]] {
        var random = SeededNumbers(seed)
        return (0..<count).map { number in
            var cells: [String: Cell] = ["shop": .text(["a", "b", "c"].randomElement(using: &random) ?? ""), "currency": .text(["ETH", "EUR", "JPY"].randomElement(using: &random) ?? "")]
            for name in ["wei", "amount", "fee"] where Int.random(in: 0..<6, using: &random) > 0 {
                let limit = power[Int.random(in: 0...34, using: &random)]
                cells[name] = .wide(.random(in: -limit...limit, using: &random))
            }
            if Bool.random(using: &random) { cells["limit"] = .units(.random(in: -500...500, using: &random)) }
            return row(number, cells)
        }
    }

    private static func wide(_ row: [Cell], _ name: String) -> Int128? {
        if case .wide(let value) = row[schema.allColumns.firstIndex { $0.name == name } ?? 0] { value } else { nil }
    }

    private static func text(_ row: [Cell], _ name: String) -> String {
        if case .text(let text) = row[schema.allColumns.firstIndex { $0.name == name } ?? 0] { text } else { "" }
    }

    @Test("Random rows give the figures of plain arithmetic, at any block size", arguments: 1...6)
    func random(seed: Int) throws {
        let rows = Self.rows([1, 7, 60, 400][seed % 4], seed: UInt64(seed))
        let digits = ["ETH": 18, "EUR": 2, "JPY": 0]
        let text = """
            {from: "wides", rows: ["shop", "currency"], measures: {
             n: {count: "wei"}, s: {sum: "wei"}, lo: {min: "amount"}, hi: {max: "wei"}, d: {distinct: "wei"}, p: {percentile: "wei", at: 0.9},
             sums: {sum: "amount"}, few: {sum: "wei", where: {wei: {above: "1.5"}}}, less: {count: "*", where: {wei: {below: {column: "fee"}}}},
             over: {count: "*", where: {wei: {atLeast: {column: "limit"}}}}}}
            """
        let lines = Dictionary(grouping: rows) { [Self.text($0, "shop"), Self.text($0, "currency")] }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let expected = lines.map { key, rows -> String in
            let wei = rows.compactMap { Self.wide($0, "wei") }, amounts = rows.compactMap { Self.wide($0, "amount") }
            let scale = digits[key[1]] ?? 0
            let few = wei.filter { $0 > 3 * Self.power[18] / 2 }
            let less = rows.count { row in (Self.wide(row, "wei")).flatMap { wei in Self.wide(row, "fee").map { wei < $0 } } ?? false }
            let over = rows.count { row in
                guard let wei = Self.wide(row, "wei"), case .units(let cents) = row[5] else { return false }
                return wei >= Int128(cents) * Self.power[16]
            }
            return [
                key[0], key[1], "\(wei.count)", SlowReport.decimal(wei.isEmpty ? nil : wei.reduce(0, +), 18), SlowReport.decimal(amounts.min(), scale),
                SlowReport.decimal(wei.max(), 18), "\(Set(wei).count)", SlowReport.decimal(SlowReport.percentile(wei, hundredths: 90), 18),
                SlowReport.decimal(amounts.isEmpty ? nil : amounts.reduce(0, +), scale), SlowReport.decimal(few.isEmpty ? nil : few.reduce(0, +), 18), "\(less)", "\(over)",
            ].joined(separator: " ")
        }
        for blockSize in [1, 7, 1000] { #expect(try Self.lines(text, rows, blockSize: blockSize) == expected) }
    }

    @Test("An average is rounded once, and rows are grouped and ordered by such a number")
    func averages() throws {
        let rows = [Self.row(0, ["wei": .wide(Self.most)]), Self.row(1, ["wei": .wide(-Self.most)]), Self.row(2, ["wei": .wide(2)]), Self.row(3, ["wei": .wide(2)]), Self.row(4, [:])]
        #expect(try Self.lines(#"{from: "wides", measures: {m: {average: "wei", scale: 18, rounding: "half-up"}}}"#, rows) == ["0.000000000000000001"])
        #expect(
            try Self.lines(#"{from: "wides", rows: ["wei"], measures: {n: {count: "*"}}, order: ["-wei"]}"#, rows) == [
                "99999999999999999999.999999999999999999 1", "0.000000000000000002 2", "-99999999999999999999.999999999999999999 1", " 1",
            ])
    }

    @Test("A sum beyond 38 digits is a fault that names its measure, whatever the order of the rows; one that comes back within them is exact")
    func sums() throws {
        let definition = #"{from: "wides", rows: ["shop"], measures: {s: {sum: "wei"}}, totals: true}"#
        func rows(_ numbers: [Int128], _ shop: String) -> [[Cell]] { numbers.enumerated().map { Self.row($0.offset, ["shop": .text(shop), "wei": .wide($0.element)]) } }
        for numbers in [[Self.most, Self.most, -Self.most], [Self.most, -Self.most, Self.most], [-Self.most, Self.most, Self.most]] {
            #expect(try Self.lines(definition, rows(numbers, "a")) == ["a 99999999999999999999.999999999999999999"])
        }
        for numbers in [[Self.most, 1], [-Self.most, -1], [Self.most, Self.most], Array(repeating: Self.most, count: 40)] {
            do {
                _ = try Self.table(definition, rows(numbers, "a"))
                Issue.record("no fault")
            } catch {
                #expect("\(error)".contains(#"the sum under "s" has more than 38 digits"#), "\(error)")
            }
        }
        do {
            _ = try Self.table(definition, rows([Self.most], "a") + rows([Self.most], "b"))
            Issue.record("no fault")
        } catch {
            #expect("\(error)".contains("has more than 38 digits"), "\(error)")
        }
    }

    @Test("A filter on amounts goes by the decimals of each currency, up to 18", arguments: ["ETH", "BTC", "EUR"])
    func filters(code: String) throws {
        let digits = try ["ETH": Currency.add("ETH", minorDigits: 18), "BTC": Currency.add("BTC", minorDigits: 8)][code]?.minorDigits ?? 2
        func kept(_ condition: String) throws -> [String] {
            let amounts: [Int128] = [0, 9, 10, 11].map { $0 * Self.power[digits] } + [10 * Self.power[digits] + 1]
            let rows = amounts.enumerated().map { Self.row($0.offset, ["amount": .wide($0.element), "currency": .text(code)]) }
            return try Self.lines("{from: \"wides\", rows: [\"key\"], where: {currency: \"\(code)\", amount: \(condition)}, measures: {n: {count: \"*\"}}}", rows).map { String($0.prefix(1)) }
        }
        #expect(try kept("{above: 10}") == ["3", "4"])
        #expect(try kept("{atLeast: 10}") == ["2", "3", "4"])
        #expect(try kept("{below: 10}") == ["0", "1"])
        #expect(try kept("{atMost: '10.0'}") == ["0", "1", "2"])
        #expect(try kept("10") == ["2"])
        #expect(try kept("[9, '11.00']") == ["1", "3"])
        #expect(try kept("{not: 10}") == ["0", "1", "3", "4"])
        #expect(try kept("{above: '1e30'}") == [])
        #expect(try kept("{below: '1e38'}") == ["0", "1", "2", "3", "4"])
    }

    @Test("A filter on amounts of 64 bits knows currencies of more than four decimals")
    func narrowFilters() throws {
        try Currency.add("BTC", minorDigits: 8)
        let rows = [Sample.row("a", ["amount": .units(200_000_001), "currency": .text("BTC")]), Sample.row("b", ["amount": .units(200_000_000), "currency": .text("BTC")])]
        let definition = #"{from: "sales", rows: ["key"], where: {currency: "BTC", amount: {above: 2}}, measures: {n: {count: "*"}}}"#
        #expect(try Sample.csv(definition, rows) == "key,n\na,1\n")
    }
}
