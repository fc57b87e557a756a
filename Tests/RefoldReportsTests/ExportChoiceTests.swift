import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Rows that are chosen for an export")
struct ExportChoiceTests {
    private static func choice(_ tests: [String] = [], columns: [String] = [], order: [String] = [], limit: Int? = nil) throws -> ExportChoice {
        var choice = ExportChoice()
        choice.tests = try tests.map { try WhereText($0, at: .named("--where '\($0)'")) }
        (choice.columns, choice.order, choice.limit) = (columns, order, limit)
        return choice
    }

    private static func lines(_ choice: ExportChoice, _ rows: [[InMemorySnapshot.Cell]], blockSize: Int = 1000) throws -> [String] {
        let plan = try choice.plan(against: Sample.schema) { .named("--\($0)") }
        var bytes: [UInt8] = []
        let count = try RowExport(CSVFormat(), by: plan).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize)) { bytes += $0 }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Int(count) == lines.count - 1)
        return lines
    }

    /// Nulls first, numbers by their units, texts by their bytes.
    private static func precedes(_ a: InMemorySnapshot.Cell, _ b: InMemorySnapshot.Cell) -> Bool? {
        switch (a, b) {
        case (.units(let a), .units(let b)): a == b ? nil : a < b
        case (.text(let a), .text(let b)): a == b ? nil : a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.null, .null): nil
        default: a == .null
        }
    }

    @Test("Random rows come in the order of a plain sort, ties by key, as many as were asked for, at any block size", arguments: 1...8)
    func random(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        let rows = ReportReferenceTests.rows([0, 40, 3000][seed % 3], seed: UInt64(seed))
        for _ in 0..<6 {
            var order = ["shop", "quantity", "price", "sold_at"].shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)).map { Bool.random(using: &random) ? $0 : "-" + $0 }
            if Bool.random(using: &random) { order += ["-currency", "amount"] }
            let limit = [nil, 1, 5, 600, 5000][Int.random(in: 0..<5, using: &random)]
            let keys = rows.filter { SlowReport.units(SlowReport.cell($0, "quantity")).map { $0 > -3 } ?? false }.sorted { a, b in
                for entry in order {
                    let (name, descends) = entry.hasPrefix("-") ? (String(entry.dropFirst()), true) : (entry, false)
                    if let first = Self.precedes(a[Sample.column(name)], b[Sample.column(name)]) { return first != descends }
                }
                return Self.precedes(a[0], b[0]) ?? false
            }.compactMap { SlowReport.text(SlowReport.cell($0, "key")) }
            let choice = try Self.choice(["quantity>-3"], columns: ["key"], order: order, limit: limit)
            for blockSize in [1, 64, 10_000] {
                #expect(try Self.lines(choice, rows, blockSize: blockSize) == ["key"] + keys.prefix(limit ?? .max), "\(order) \(limit ?? 0)")
            }
        }
    }

    @Test("Columns come in the order in which they were named, amounts with the decimals of a currency that is not printed")
    func columns() throws {
        let rows = [Sample.row("a", ["amount": .units(1050), "currency": .text("EUR")]), Sample.row("b", ["amount": .units(1050), "currency": .text("JPY")])]
        #expect(try Self.lines(Self.choice(columns: ["amount", "key"]), rows) == ["amount,key", "10.50,a", "1050,b"])
    }

    @Test("All that does not fit is found")
    func faults() throws {
        func faults(_ choice: ExportChoice) -> [String] {
            do {
                _ = try choice.plan(against: Sample.schema) { .named("--\($0)") }
                return []
            } catch { return error.faults.map { "\($0.place): \($0.what)" + ($0.remedy.map { "; " + $0 } ?? "") } }
        }
        #expect(
            faults(try Self.choice(["prize=1"], columns: ["shop", "shop", "keey"], order: ["-amount", "note"])) == [
                "--where 'prize=1': there is no column \"prize\"; did you mean \"price\"?", "--columns: the column \"shop\" stands twice; leave one out",
                "--columns: there is no column \"keey\"; did you mean \"key\"?",
                "--order: amounts of several currencies would be compared in \"amount\"; write currency before amount, or add the test 'currency=EUR'",
                "--order: the column \"note\" is JSON, which has no order",
            ])
        #expect(faults(try Self.choice(["sold_at<@as_of"])) == ["--where 'sold_at<@as_of': found a text"])
        #expect(faults(try Self.choice(["currency=EUR"], order: ["-amount"])) == [])
        #expect(faults(try Self.choice(["amount>5"])) == ["--where 'amount>5': amounts of several currencies would meet in \"amount\"; add the test 'currency=EUR'"])
    }
}
