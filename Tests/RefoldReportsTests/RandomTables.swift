import RefoldTables
import RefoldTesting
import RefoldValues
@testable import RefoldReports

/// Tables of any shape and any values, as reports have them.
struct RandomTables {
    var random: SeededNumbers

    init(_ seed: UInt64) { random = SeededNumbers(seed) }

    private static let texts = OddTexts.all + ["", "EUR", "2024-09-14", "line\nbreak", "\u{1}", "null", "\u{1F600}", "1.50"]

    mutating func table() -> FigureTable {
        let (rows, measures) = (Int.random(in: 0...2, using: &random), Int.random(in: 1...4, using: &random))
        var columns = (0..<rows).map { TableColumn("r\($0)", [.text, .date, .timestamp, .boolean, .integer][Int.random(in: 0..<5, using: &random)], isRowColumn: true, label: Bool.random(using: &random) ? text() : nil) }
        let currency = Currency.all.randomElement(using: &random)
        for number in 0..<measures {
            let types: [TableType] = [
                .integer, .decimal(scale: Int.random(in: 0...8, using: &random)), .money(currency.map { .fixed($0) } ?? .column("r0")), .money(.column("r0")),
                .text, .timestamp, .date, .boolean,
            ]
            columns.append(TableColumn("m\(number)", types[Int.random(in: 0..<8, using: &random)], isRowColumn: false))
        }
        var cells: [TableValue] = []
        var known: Set<[TableValue]> = []
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let line = columns.map { value($0.type) }
            if known.insert(Array(line.prefix(rows))).inserted { cells += line }
        }
        let ends: [TableValue] = [.null, .date(day()), .timestamp(time())]
        let interval = TableInterval(from: ends[Int.random(in: 0..<3, using: &random)], to: ends[Int.random(in: 0..<3, using: &random)], timeZone: "Europe/Rome")
        var table = FigureTable(
            name: "fines/by-month", title: text(), interval: interval, bound: Int64.random(in: 0...(.max), using: &random), columns: columns, cells: cells,
            totals: Bool.random(using: &random) ? columns.map { $0.isRowColumn ? .null : value($0.type) } : nil)
        if Bool.random(using: &random) { table.behind = Int64.random(in: 1...9, using: &random) }
        if Bool.random(using: &random) { table.description = text() }
        if Bool.random(using: &random) { table.typedTests = [text(), text()] }
        table.isIncomplete = Bool.random(using: &random)
        if Bool.random(using: &random) { table.failedChecks = [FailedCheck(text(), lines: [1, 7]), FailedCheck("a", lines: [])] }
        return table
    }

    private mutating func text() -> String { Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)] }

    private mutating func day() -> CalendarDate { CalendarDate(days: Int.random(in: -719_162...2_932_896, using: &random)) ?? .first }

    private mutating func time() -> Timestamp {
        Timestamp(microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random)) ?? .first
    }

    mutating func value(_ type: TableType) -> TableValue {
        if Int.random(in: 0..<5, using: &random) == 0 { return .null }
        func number(_ scale: Int) -> TableValue {
            let wide = Int128(Int64.random(in: .min ... .max, using: &random)) * Int128(Int64.random(in: 0...1_000_000_000_000, using: &random))
            return ExactDecimal(mantissa: Bool.random(using: &random) ? wide : wide % 100, scale: scale).map { .number($0) } ?? .null
        }
        switch type {
        case .integer: return number(0)
        case .decimal(let scale): return number(scale)
        case .money: return number(Int.random(in: 0...4, using: &random))
        case .boolean: return .boolean(Bool.random(using: &random))
        case .timestamp: return .timestamp(time())
        case .date: return .date(day())
        case .text, .json: return .text(text())
        }
    }
}
