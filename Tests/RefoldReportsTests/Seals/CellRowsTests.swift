import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("The figures that a changed row is behind")
struct CellRowsTests {
    private func row(_ key: String, _ shop: String, _ month: Int, _ amount: Int64) throws -> [InMemorySnapshot.Cell] {
        Sample.row(key, ["shop": .text(shop), "sold_at": try micros("2024-0\(month)-10T00:00:00Z"), "amount": .units(amount), "currency": .text("EUR")])
    }

    private func before() throws -> [[InMemorySnapshot.Cell]] {
        [try row("a", "Rome", 1, 100), try row("b", "Rome", 2, 200), try row("c", "Rome", 3, 300), try row("d", "Bari", 2, 50), try row("e", "Pisa", 2, 20)]
    }

    /// The names of the changed figures that each row is behind: the line and the column.
    private func behind(_ text: String, _ after: [[InMemorySnapshot.Cell]]) throws -> [String: Set<String>] {
        let plan = try Sample.plan(text)
        let moments = [try before(), after]
        let tables = try moments.map { try plan.run(on: InMemorySnapshot(Sample.schema, rows: $0, blockSize: 2), period: nil) }
        let cells = ReportDifference(from: tables[0], to: tables[1]).cells
        let rows = try CellRows([plan, plan], period: nil, schema: Sample.schema, cells: cells) { _ in true }
        for (moment, all) in moments.enumerated() {
            let snapshot = InMemorySnapshot(Sample.schema, rows: all, blockSize: 2)
            try snapshot.rows(columns: rows.columns, where: nil, inKeyOrder: false) { (block) throws(RefoldError) in try rows.add(block, at: moment) }
        }
        #expect(try rows.table(of: 0, bound: tables[0].bound) == tables[0])
        #expect(try rows.table(of: 1, bound: tables[1].bound) == tables[1])
        var found: [String: Set<String>] = [:]
        for name in ["a", "b", "c", "d", "e"] {
            var key: [UInt8] = []
            KeyEncoding.append(Array(name.utf8).span, isOnlyPart: true, to: &key)
            let names = rows.cells(of: SeededHash(key.span)).map { number in
                cells[Int(number)].row.values.map(\.plain).joined(separator: " ") + " " + cells[Int(number)].column
            }
            found[name] = Set(names)
        }
        return found
    }

    @Test("are those of its line, of the lines after it along a cut, and of all lines for shares and ranks")
    func along() throws {
        var after = try before()
        after[0] = try row("a", "Rome", 1, 150)
        let text = """
            {from: "sales", where: {currency: "EUR", shop: "Rome"}, rows: [{month: "sold_at"}], measures: {
             s: {sum: "amount"}, run: {running: "s", along: "month"}, old: {previous: "s", along: "month"}, d: {change: "s", along: "month"},
             p: {share: "s", scale: 6}}}
            """
        let found = try behind(text, after)
        #expect(
            found["a"] == [
                "2024-01 s", "2024-01 run", "2024-02 run", "2024-03 run", "2024-02 old", "2024-02 d", "2024-01 p", "2024-02 p", "2024-03 p",
            ])
        #expect(found["b"] == ["2024-02 run", "2024-03 run", "2024-02 d", "2024-01 p", "2024-02 p", "2024-03 p"])
        #expect(found["c"] == ["2024-03 run", "2024-01 p", "2024-02 p", "2024-03 p"])
        #expect(found["d"] == [])
    }

    @Test("A line that reads as the line of others is another one, and a subtotal that changes is a difference")
    func differences() throws {
        var rows = try before()
        rows.append(try row("f", "(others)", 2, 900))
        let plan = try Sample.plan(#"{from: "sales", where: {currency: "EUR"}, rows: ["shop"], order: ["-s"], limit: 1, others: true, measures: {s: {sum: "amount"}}}"#)
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: 2), period: nil)
        #expect(ReportDifference(from: table, to: table).isNone)
        let subtotals = #"{from: "sales", rows: ["currency", {month: "sold_at"}], subtotals: ["currency"], measures: {n: {count: "*"}, d: {distinct: "shop"}}}"#
        let made = try [rows, try before() + [try row("f", "Pisa", 2, 900)]].map { rows in
            try Sample.plan(subtotals).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: 2), period: nil)
        }
        #expect(!ReportDifference(from: made[0], to: made[1]).isNone)
    }

    @Test("are those of the line of others, and of the columns of a pivot")
    func shapes() throws {
        var after = try before()
        after[3] = try row("d", "Bari", 2, 60)
        let others = #"{from: "sales", where: {currency: "EUR"}, rows: ["shop"], order: ["-s"], limit: 1, others: true, measures: {s: {sum: "amount"}}}"#
        let found = try behind(others, after)
        #expect(found["d"] == ["(others) s"] && found["e"] == ["(others) s"] && found["a"] == [])
        let pivot = #"{from: "sales", where: {currency: "EUR"}, rows: [{month: "sold_at"}, "shop"], pivot: {column: "shop"}, measures: {s: {sum: "amount"}, n: {count: "*"}}}"#
        let columns = try behind(pivot, after)
        #expect(columns["d"] == ["2024-02 Bari_s"] && columns["b"] == [])
    }
}
