import RefoldCore
import RefoldJSON
import RefoldValues

/// The value of a row for a summary, written as `export --format ndjson` does: decimals, amounts and times as strings.
enum RowValue {
    static func json(_ block: RowBlock, _ row: Int, _ column: Int, of columns: [ColumnSchema]) -> JSONValue {
        guard !block.isNull(row, column) else { return .null }
        let type = columns[column].type
        if type.isBytes, !type.isWide {
            let text = block.text(row, column) ?? ""
            return type.content == .json ? .json(text) : .text(text)
        }
        func number(scale: Int) -> JSONValue {
            .text(ExactDecimal(mantissa: block.units(row, column, isWide: type.isWide), scale: scale)?.description)
        }
        let units = type.isWide ? 0 : block.integer(row, column)
        switch type.content {
        case .boolean: return .boolean(units != 0)
        case .timestamp: return .text(Timestamp(microseconds: units)?.description ?? "\(units)")
        case .date: return .text(CalendarDate(days: Int(units))?.description ?? "\(units)")
        case .decimal(let scale), .wideDecimal(let scale): return number(scale: scale)
        case .money, .wideMoney: return number(scale: ComparedColumn.currency(columns, column).map { ComparedColumn.digits(block, row, $0) } ?? 0)
        case .text, .json, .integer: return .integer(units)
        }
    }
}
