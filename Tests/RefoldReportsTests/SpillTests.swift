import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Reports that spill")
struct SpillTests {
    private static let text = """
        {from: "sales", rows: ["shop", {month: "sold_at"}], totals: true, measures: {
         t: {distinct: "key"}, q: {distinct: "quantity"}, p: {distinct: ["shop", "price", "quantity"]}, m: {median: "price"},
         c: {percentile: "quantity", at: 0.9}, low: {percentile: "price", at: 0}, few: {distinct: "price", where: {quantity: {below: 3}}}, n: {count: "*"}}}
        """

    @Test("have the same figures with any memory, for lines and for all of them", arguments: 1...4)
    func random(seed: Int) throws {
        let rows = ReportReferenceTests.rows([0, 3, 500, 3000][seed % 4], seed: UInt64(seed))
        let plan = try Sample.plan(Self.text)
        func table(_ bytes: Int?, _ blockSize: Int) throws -> FigureTable {
            var plan = plan
            plan.memory = bytes.map { ReportMemory(bytes: $0, folder: "/tmp") }
            return try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
        }
        let whole = try table(nil, 1000)
        for (bytes, blockSize) in [(0, 11), (4_000, 7), (20_000, 100), (1 << 30, 50)] {
            let spilled = try table(bytes, blockSize)
            #expect((0..<spilled.rowCount).map { spilled.row($0) } == (0..<whole.rowCount).map { whole.row($0) }, "\(bytes)")
            #expect(spilled.totals == whole.totals, "\(bytes)")
        }
        guard let totals = whole.totals else { return }
        #expect(totals[2].plain == "\(rows.count)")
        let prices = rows.compactMap { SlowReport.units(SlowReport.cell($0, "price")) }
        #expect(totals[5].isNull ? prices.isEmpty : totals[5].plain == SlowReport.decimal(SlowReport.percentile(prices, hundredths: 50), 2))
    }

    @Test("give the figure of any set of lines, of one of them, and of lines without rows", arguments: [0, 5_000, 1 << 30])
    func sets(bytes: Int) throws {
        let rows = ReportReferenceTests.rows(800, seed: 9)
        var plan = try Sample.plan(#"{from: "sales", rows: ["shop"], measures: {d: {distinct: "quantity"}, m: {median: "price"}}}"#)
        plan.memory = ReportMemory(bytes: bytes, folder: "/tmp")
        let pass = ReportRun(plan, period: nil)
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows, blockSize: 50)
        try snapshot.rows(columns: plan.scanned.map(\.number), where: nil, inKeyOrder: false) { (block) throws(RefoldError) in try pass.add(block) }
        for tally in pass.tallies { try tally?.finish() }
        var shops: [ExactText?] = []
        for row in rows {
            let shop = SlowReport.text(SlowReport.cell(row, "shop")).map { ExactText($0) }
            if !shops.contains(shop) { shops.append(shop) }
        }
        for set in [[0], [1, 3], [0, 2, 4, 5], [6], [2, 50], [50], []] {
            let own = rows.filter { row in set.contains { $0 < shops.count && shops[$0] == SlowReport.text(SlowReport.cell(row, "shop")).map { ExactText($0) } } }
            let quantities = Set(own.compactMap { SlowReport.units(SlowReport.cell($0, "quantity")) })
            guard case .count(let count)? = try pass.tallies[0]?.result(set[...]) else { Issue.record("no count"); return }
            #expect(count == Int128(quantities.count))
            let median = SlowReport.percentile(own.compactMap { SlowReport.units(SlowReport.cell($0, "price")) }, hundredths: 50)
            switch try pass.tallies[1]?.result(set[...]) {
            case .units(let units)?: #expect(units == median)
            case .null?: #expect(median == nil)
            default: Issue.record("no figure")
            }
        }
    }

    @Test("say what is wrong with the folder of their files")
    func folder() throws {
        var plan = try Sample.plan(Self.text)
        plan.memory = ReportMemory(bytes: 0, folder: "/tmp/no such folder of refold")
        let rows = ReportReferenceTests.rows(10, seed: 1)
        let error = #expect(throws: RefoldError.self) { try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
        #expect(error?.status == .failed && error?.description.contains("a temporary file cannot be made") == true)
    }

    @Test("bring many runs together in steps, each value in its place")
    func runs() throws {
        let runs = try SortedRuns(ReportMemory(bytes: 0, folder: "/tmp"), isDistinct: false)
        var random = SeededNumbers(5)
        var expected: [(Int32, [UInt8])] = []
        func isBefore(_ a: (Int32, [UInt8]), _ b: (Int32, [UInt8])) -> Bool { a.0 != b.0 ? a.0 < b.0 : a.1.lexicographicallyPrecedes(b.1) }
        for _ in 0..<1100 {
            let values = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                (Int32.random(in: 0...9, using: &random), (0..<Int.random(in: 0...900, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
            }.sorted(by: isBefore)
            expected += values
            try runs.append { (writer) throws(RefoldError) in for (line, value) in values { try writer.append(line, value.span) } }
        }
        expected.sort(by: isBefore)
        var found: [(Int32, [UInt8])] = []
        let lines = try runs.merged { line, value in
            var bytes: [UInt8] = []
            TextBytes.append(value, to: &bytes)
            found.append((line, bytes))
        }
        #expect(found.map(\.0) == expected.map(\.0) && found.map(\.1) == expected.map(\.1))
        for line in 0...11 {
            var values: [[UInt8]] = []
            try lines.values(of: line) { value in
                var bytes: [UInt8] = []
                TextBytes.append(value, to: &bytes)
                values.append(bytes)
            }
            #expect(values == expected.filter { Int($0.0) == line }.map(\.1))
        }
    }
}
