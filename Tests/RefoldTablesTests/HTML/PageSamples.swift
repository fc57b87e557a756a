import RefoldValues

@testable import RefoldTables

/// Tables for tests of pages.
enum PageSamples {
    static let euro = Currency(code: "EUR").map { TableType.money(.fixed($0)) } ?? .integer

    static func number(_ text: String) -> TableValue { ExactDecimal(text).map { .number($0) } ?? .null }

    static func head(_ columns: [TableColumn], charts: [Chart] = []) -> TableHead {
        var head = TableHead(name: "fines/by-month", title: "Fines by month", bound: 561_470, columns: columns)
        head.charts = charts
        return head
    }

    static func page(_ table: FigureTable) throws(RefoldError) -> String { String(decoding: try table.bytes(as: HTMLFormat()), as: UTF8.self) }

    /// The clocks of Rome in 2012.
    static var rome: TimeZoneRules {
        let changes = [("2012-03-25T01:00:00Z", 7200), ("2012-10-28T01:00:00Z", 3600)].compactMap { text, offset in
            Timestamp(text).map { (at: $0, offset: offset) }
        }
        return TimeZoneRules(name: "Europe/Rome", firstOffset: 3600, changes: changes)
    }

    /// Months from 2001 on with counts and amounts, a subtotal after each year, a line of others and the total.
    static func months(_ count: Int) -> FigureTable {
        var head = head([
            TableColumn("month", .text, isRowColumn: true, label: "Month"), TableColumn("fines", .integer, isRowColumn: false, label: "Fines"),
            TableColumn("amount", euro, isRowColumn: false, label: "Amount"), TableColumn("paid", euro, isRowColumn: false, label: "Paid"),
        ])
        head.charts = [Chart(.bar, x: "month", y: ["fines"]), Chart(.line, x: "month", y: ["amount", "paid"], title: "Amounts")]
        var cells: [TableValue] = []
        for month in 0..<count {
            let name = "\(2001 + month / 12)-" + (month % 12 < 9 ? "0" : "") + "\(month % 12 + 1)"
            let amount = ExactDecimal(units: Int64(month * month * 7919 % 12_345_678), scale: 2)
            cells += [
                .text(name), .number(ExactDecimal(Int64(month * 37 % 1999))), .number(amount),
                .number(ExactDecimal(units: Int64(5_000_000 - month * 99_991), scale: 2)),
            ]
        }
        return FigureTable(head, cells: cells, totals: [.null, number("1234567"), number("748957.20"), number("-3.05")])
    }

    /// All types of columns, nulls, texts with special characters, subtotals, others and a total; of any length.
    static func everything(_ count: Int) -> FigureTable {
        var head = head([
            TableColumn("kind", .text, isRowColumn: true), TableColumn("time", .timestamp, isRowColumn: true), TableColumn("day", .date, isRowColumn: true),
            TableColumn("currency", .text, isRowColumn: true), TableColumn("amount", .money(.column("currency")), isRowColumn: false),
            TableColumn("weight", .decimal(scale: 3), isRowColumn: false), TableColumn("count", .integer, isRowColumn: false),
            TableColumn("is_open", .boolean, isRowColumn: false), TableColumn("data", .json, isRowColumn: false),
        ])
        head.zone = rome
        head.others = count > 2 ? [1, count - 1] : []
        var cells: [TableValue] = []
        for line in 0..<count {
            let large = ExactDecimal(mantissa: Int128(line) * 170_141_183_460_469_231_731_687_303 * (line % 2 == 0 ? 1 : -1), scale: 3) ?? .zero
            let time = Timestamp(microseconds: 1_332_630_000_000_000 + Int64(line) * 1_800_000_001)
            cells += [
                line == 1 || line == count - 1 ? .text(TableHead.othersLabel) : .text("<kind> & \"\(line % 7)\"'"),
                line % 5 == 4 ? .null : time.map { .timestamp($0) } ?? .null,
                CalendarDate(days: line * 3).map { .date($0) } ?? .null, .text(line % 2 == 0 ? "EUR" : "JPY"),
                .number(ExactDecimal(units: Int64(line * 12_345 - 99_999), scale: line % 2 == 0 ? 2 : 0)), .number(large),
                line % 3 == 0 ? .null : .number(ExactDecimal(Int64(line) * 1001)), .boolean(line % 2 == 0), .text("{\"a\":[\(line),\"<b>\"]}"),
            ]
        }
        var table = FigureTable(head, cells: cells, totals: [.null, .null, .null, .null, .null, number("748957.020"), number("-1234567"), .null, .null])
        let values: [TableValue] = [.text("<kind>"), .null, .null, .null, .null, number("-0.500"), number("1000"), .null, .null]
        table.subtotals = [FigureTable.Subtotal(after: min(count, 2), agreeing: [0], values: values)]
        if count > 10_000 { table.subtotals.append(FigureTable.Subtotal(after: count, agreeing: [0], values: values)) }
        return table
    }
}
