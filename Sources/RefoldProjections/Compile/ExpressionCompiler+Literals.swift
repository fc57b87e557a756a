import RefoldCore
import RefoldJSON
import RefoldValues

extension ExpressionCompiler {
    /// A literal as a value of a type; if the type is unknown, of the literal's own type.
    mutating func value(_ literal: Literal, as type: ExpressionType) -> FoldValue {
        if literal == .null { return .null }
        guard case .known(let column) = type else {
            if case .number = type, let number = literal.number { return .number(number, rounding: nil) }
            return value(literal)
        }
        switch column.content {
        case .text: return .text(reference(literal.text))
        case .json: return .json(reference(literal.jsonText))
        case .integer, .decimal, .money: return literal.number.map { .number($0, rounding: nil) } ?? value(literal)
        case .timestamp:
            if case .text(let text) = literal, let time = Timestamp(text) { return .timestamp(time.microseconds) }
        case .date:
            if case .text(let text) = literal, let date = CalendarDate(text) { return .date(Int64(date.days)) }
        case .boolean: break
        }
        return value(literal)
    }

    private mutating func value(_ literal: Literal) -> FoldValue {
        switch literal {
        case .null: .null
        case .text(let text): .text(reference(text))
        case .number(let number): .number(number, rounding: nil)
        case .boolean(let flag): .boolean(flag)
        case .json(let json): .json(reference(json))
        }
    }

    /// A literal as the slot of a column; nil for null, and if the slot depends on the row's currency.
    mutating func slot(_ literal: Literal, in type: ColumnType) -> UInt64? {
        switch value(literal, as: .known(type)) {
        case .text(let reference), .json(let reference): return reference.packed
        case .boolean(let flag): return flag ? 1 : 0
        case .timestamp(let value), .date(let value): return UInt64(bitPattern: value)
        case .number(let number, _):
            guard let scale = type.content.scale else { return nil }
            return (try? number.units(scale: scale)).map { UInt64(bitPattern: $0) }
        case .null, .wide, .eventText, .typeName, .payload: return nil
        }
    }
}

extension Literal {
    /// What it is in a text column.
    var text: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .number(let number): number.description
        case .boolean(let flag): flag ? "true" : "false"
        case .json(let json): json
        }
    }

    /// Its text in a JSON column.
    fileprivate var jsonText: String {
        if case .text(let text) = self { JSONWriter.string(text) } else { text }
    }
}
