import RefoldCore
import RefoldValues

/// What is known of an expression's type before any event is read.
public enum ExpressionType: Hashable, Sendable {
    /// Comes from a payload.
    case dynamic
    /// A number of unknown scale: arithmetic over payloads.
    case number
    /// The literal null.
    case null
    case known(ColumnType)

    /// Whether arithmetic can use it.
    var isNumeric: Bool {
        switch self {
        case .dynamic, .number, .null: true
        case .known(let type): type.isNumeric
        }
    }

    /// Whether a time can be cut from it or counted with it.
    var isTime: Bool {
        switch self {
        case .dynamic, .null, .known(.timestamp), .known(.date): true
        default: false
        }
    }

    /// Whether a value of this type can go into a column of that type. Whether each value fits is known only when it comes.
    func canGo(into column: ColumnType) -> Bool {
        guard case .known(let type) = self else { return self != .number || column.isNumeric || column == .text || column == .json }
        switch (type, column) {
        case (_, .json), (.text, .text), (.boolean, .text), (.timestamp, .text), (.date, .text): return true
        case (.integer, .text), (.decimal, .text), (.money, .text): return true
        case (.money(let from), .money(let to)): return from == to
        case (.money, _): return false
        case (.integer, _), (.decimal, _): return column.isNumeric
        default: return type == column
        }
    }

    /// Whether equality or order between the two can be asked.
    func isComparable(with other: ExpressionType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic), (.null, _), (_, .null): true
        case (.known(.json), _), (_, .known(.json)): false
        case (.known(.money(let a)), .known(.money(let b))): a == b
        case (.known(let a), .known(let b)): a == b || (a.isNumeric && b.isNumeric)
        case (.number, .known(let type)), (.known(let type), .number): type.isNumeric
        case (.number, .number): true
        }
    }

    /// What it is called in a finding, with its article.
    var described: String {
        switch self {
        case .dynamic: "a value of the event"
        case .number: "a number"
        case .null: "null"
        case .known(.timestamp): "a time"
        case .known(.date): "a date"
        case .known(.integer): "a whole number"
        case .known(.decimal): "a number"
        case .known(.boolean): "a boolean"
        case .known(let type): type.described
        }
    }
}

extension Literal {
    /// The type it has by itself.
    var type: ExpressionType {
        switch self {
        case .null: .null
        case .text: .known(.text)
        case .boolean: .known(.boolean)
        case .json: .known(.json)
        case .number(let number):
            number.scale == 0 && (try? number.units(scale: 0)) != nil
                ? .known(.integer)
                : .known(.decimal(scale: number.scale))
        }
    }

    /// The number that it is or spells, or nil.
    var number: ExactDecimal? {
        switch self {
        case .number(let number): number
        case .text(let text): ExactDecimal(text)
        default: nil
        }
    }

    /// Whether it can stand in a column of the type.
    func fits(_ column: ColumnType) -> Bool {
        switch (self, column) {
        case (.null, _), (_, .json): true
        case (.json, _): false
        case (_, .text): true
        case (.number(let number), .integer): (try? number.units(scale: 0)) != nil
        case (_, .decimal(let scale)): (try? number?.units(scale: scale)) != nil
        case (_, .money): (try? number?.units(scale: 4)) != nil
        case (.boolean, .boolean): true
        case (.text(let text), .timestamp): Timestamp(text) != nil
        case (.text(let text), .date): CalendarDate(text) != nil
        default: false
        }
    }

    /// Whether it can be compared with a column of the type: like ``fits(_:)``, but a number may have any scale.
    func isComparable(with column: ColumnType) -> Bool {
        switch column {
        case .integer, .decimal, .money: self == .null || number != nil
        case .json: self == .null
        default: fits(column)
        }
    }
}
