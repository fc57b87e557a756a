import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("The cells in which two tables differ")
struct ReportDifferenceTests {
    private static func table(_ columns: [TableColumn], _ cells: [TableValue]) -> FigureTable {
        FigureTable(
            name: "r", title: "r", interval: TableInterval(from: .null, to: .null, timeZone: "UTC"), bound: 1, columns: columns, cells: cells, totals: nil)
    }

    private static func number(_ text: String) throws -> TableValue { .number(try #require(ExactDecimal(text))) }

    private static func text(_ difference: ReportDifference) -> [String] {
        difference.cells.map { cell in
            let row = cell.row.values.map(\.plain).joined(separator: ",")
            return "\(row) \(cell.column): \(cell.before.plain) -> \(cell.after.plain) (\(cell.difference?.description ?? "-"))"
        }
    }

    @Test("are named by line and measure, with an exact difference of numbers; a missing figure is null, not 0")
    func cells() throws {
        let month = TableColumn("month", .text, isRowColumn: true)
        let columns = [month, TableColumn("n", .integer, isRowColumn: false), TableColumn("amount", .decimal(scale: 2), isRowColumn: false)]
        let before = Self.table(columns, [
            .text("1"), try Self.number("1"), try Self.number("0.10"), .text("2"), try Self.number("2"), .null, .null, try Self.number("0"), .null,
            .text("gone"), .null, .null,
        ])
        let after = Self.table(columns, [
            .text("new"), try Self.number("0"), .null, .text("2"), try Self.number("2"), try Self.number("5.00"), .null, try Self.number("0"), .null,
            .text("1"), try Self.number("1"), try Self.number("0.3"),
        ])
        #expect(Self.text(ReportDifference(from: before, to: after)) == [
            "1 amount: 0.10 -> 0.3 (0.20)", "2 amount:  -> 5.00 (-)", "gone n:  ->  (-)", "gone amount:  ->  (-)", "new n:  -> 0 (-)",
        ])
        #expect(ReportDifference(from: before, to: before).isNone)
        var scaled = columns
        scaled[2].type = .decimal(scale: 4)
        let same = Self.table(scaled, [
            .text("gone"), .null, .null, .null, try Self.number("0"), .null, .text("2"), try Self.number("2"), .null, .text("1"), try Self.number("1"),
            try Self.number("0.1000"),
        ])
        #expect(ReportDifference(from: before, to: same).isNone)
    }

    @Test("are those of a measure that came or went, and of one in another currency, which has no difference")
    func measures() throws {
        func money(_ code: String) throws -> TableType { .money(.fixed(try #require(Currency(code: code)))) }
        func table(_ measures: [(String, TableType, String)]) throws -> FigureTable {
            Self.table(measures.map { TableColumn($0.0, $0.1, isRowColumn: false) }, try measures.map { try Self.number($0.2) })
        }
        let before = try table([("a", .integer, "1"), ("b", money("EUR"), "2.00"), ("c", money("EUR"), "3.00")])
        let after = try table([("d", .integer, "4"), ("c", money("EUR"), "3.50"), ("b", money("USD"), "2.00")])
        #expect(Self.text(ReportDifference(from: before, to: after)) == [
            " a: 1 ->  (-)", " b: 2.00 -> 2.00 (-)", " c: 3.00 -> 3.50 (0.50)", " d:  -> 4 (-)",
        ])
        var other = after
        other.columns.insert(TableColumn("month", .text, isRowColumn: true), at: 0)
        other = Self.table(other.columns, [.text("1")] + Array(after.row(0)))
        // Nothing is matched by another set of row columns.
        #expect(ReportDifference(from: after, to: other).cells.count == 6)
    }

    @Test("are in the line of totals, if all lines are the same: values may be distinct in each line and not over all")
    func totals() throws {
        func table(_ amount: String, total: String) throws -> FigureTable {
            let columns = [TableColumn("month", .text, isRowColumn: true), TableColumn("n", .integer, isRowColumn: false)]
            var table = Self.table(columns, [.text("1"), try Self.number(amount)])
            table.totals = [.null, try Self.number(total)]
            return table
        }
        let before = try table("1", total: "1")
        #expect(Self.text(ReportDifference(from: before, to: try table("1", total: "2"))) == ["total n: 1 -> 2 (1)"])
        #expect(Self.text(ReportDifference(from: before, to: try table("2", total: "2"))) == ["1 n: 1 -> 2 (1)"])
        #expect(ReportDifference(from: before, to: before).isNone)
    }

    @Test("equal a plain comparison of every line with every line", arguments: 0..<200)
    func reference(_ seed: UInt64) throws {
        var tables = RandomTables(seed)
        let before = tables.table()
        var cells: [TableValue] = []
        for line in 0..<before.rowCount where Int.random(in: 0..<4, using: &tables.random) > 0 {
            cells += zip(before.columns, before.row(line)).map { column, value in
                column.isRowColumn || Int.random(in: 0..<3, using: &tables.random) > 0 ? value : tables.value(column.type)
            }
        }
        let after = Self.table(before.columns, cells)
        var expected: Set<String> = []
        let measures = before.columns.indices.filter { !before.columns[$0].isRowColumn }
        func key(_ line: ArraySlice<TableValue>) -> [TableValue] { Array(line.prefix(before.columns.count - measures.count)) }
        func note(_ key: [TableValue], _ old: ArraySlice<TableValue>?, _ new: ArraySlice<TableValue>?) {
            let changed = measures.filter { (old?[old!.startIndex + $0] ?? .null) != (new?[new!.startIndex + $0] ?? .null) }
            for column in changed.isEmpty && (old == nil || new == nil) ? measures : changed { expected.insert("\(key.map(\.plain)) \(before.columns[column].name)") }
        }
        for line in 0..<before.rowCount {
            let old = before.row(line)
            note(key(old), old, (0..<after.rowCount).map { after.row($0) }.first { key($0) == key(old) })
        }
        for line in 0..<after.rowCount where !(0..<before.rowCount).contains(where: { key(before.row($0)) == key(after.row(line)) }) {
            note(key(after.row(line)), nil, after.row(line))
        }
        let found = ReportDifference(from: before, to: after)
        #expect(Set(found.cells.map { "\($0.row.values.map(\.plain)) \($0.column)" }) == expected)
        #expect(found.isNone == expected.isEmpty)
        for cell in found.cells {
            guard case .number(let was) = cell.before, case .number(let now) = cell.after else {
                #expect(cell.difference == nil)
                continue
            }
            let sum = try? was.adding(try #require(cell.difference))
            #expect(sum == now)
        }
    }

    @Test("Periods have one text", arguments: [
        ("2024", "2024"), ("2024-01-01/2025-01-01", "2024"), ("2024-Q3", "2024-Q3"), ("2024-07-01/2024-10-01", "2024-Q3"), ("2024-09", "2024-09"),
        ("2024-09-01/2024-09-02", "2024-09-01"), ("2024-08-01/2024-11-01", "2024-08-01/2024-11-01"), ("last-month", "2024-08"), ("yesterday", "2024-09-13"),
        ("2023-07-01/2024-07-01", "2023-07-01/2024-07-01"), ("2024-02-29", "2024-02-29"),
    ])
    func periods(_ given: String, _ text: String) throws {
        let today = try #require(CalendarDate("2024-09-14"))
        let period = try Period(given, today: today)
        #expect(period.shortText == text)
        #expect(try Period(text, today: today) == period)
    }
}
