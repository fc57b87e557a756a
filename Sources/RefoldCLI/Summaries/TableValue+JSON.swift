import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldTables

extension TableValue {
    /// The value of a column of a read model, as an export writes it: decimals, amounts and times as strings.
    func json(_ type: ColumnType) -> JSONValue {
        switch (self, type.content) {
        case (.null, _): .null
        case (.boolean(let flag), _): .boolean(flag)
        case (.number, .integer): .json(plain)
        case (.text(let text), .json): .json(text)
        default: .text(plain)
        }
    }

    /// The value of a column of a report, as its JSON has it.
    func json(_ type: TableType) -> JSONValue {
        switch (self, type) {
        case (.null, _): .null
        case (.boolean(let flag), _): .boolean(flag)
        case (.number, .integer): .json(plain)
        default: .text(plain)
        }
    }

    /// The value as a string; null for null.
    var jsonText: JSONValue { isNull ? .null : .text(plain) }
}
