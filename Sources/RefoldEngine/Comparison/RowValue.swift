import RefoldCore
import RefoldJSON
import RefoldValues

/// The value of a row for a summary, written as `export --format ndjson` does: decimals, amounts and times as strings.
enum RowValue {
    static func json(_ block: RowBlock, _ row: Int, _ column: Int, of columns: [ColumnSchema]) -> JSONValue {
        guard !block.isNull(row, column) else { return .null }
        let type = columns[column].type
        if type.isBytes {
            let text = block.text(row, column) ?? ""
            return type.content == .json ? .json(text) : .text(text)
        }
        let units = block.integer(row, column)
        switch type.content {
        case .boolean: return .boolean(units != 0)
        case .timestamp: return .text(Timestamp(microseconds: units)?.description ?? "\(units)")
        case .date: return .text(CalendarDate(days: Int(units))?.description ?? "\(units)")
        case .decimal(let scale): return .text(ExactDecimal(units: units, scale: scale).description)
        case .money:
            let digits = ComparedColumn.currency(columns, column).map { ComparedColumn.digits(block, row, $0) } ?? 0
            return .text(ExactDecimal(units: units, scale: digits).description)
        case .text, .json, .integer: return .integer(units)
        }
    }
}
