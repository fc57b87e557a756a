import RefoldCore
import RefoldValues

/// A value while a handler works it out. Texts stay where they are, so that no value owns memory.
enum FoldValue: Sendable {
    case null
    /// With the rounding that its arithmetic named for the column it will go to.
    case number(ExactDecimal, rounding: Rounding?)
    case boolean(Bool)
    /// Microseconds since 1970 in UTC.
    case timestamp(Int64)
    /// Days since 1970-01-01.
    case date(Int64)
    /// In the text of the row's table.
    case text(TextReference)
    /// In the event, as it is: its stream or its id.
    case eventText(ByteRange)
    /// The name of the event's type.
    case typeName
    /// A JSON value in the text of the row's table.
    case json(TextReference)
    /// As the payload has it; neither missing nor null.
    case payload(PayloadValue)

    var isNull: Bool { if case .null = self { true } else { false } }

    /// Whether it is a run of characters whose meaning depends on what it is used for.
    var isText: Bool {
        switch self {
        case .text, .eventText, .typeName: true
        case .payload(let value): value.isString
        default: false
        }
    }
}

/// What an evaluation knows besides the event and the row.
struct FoldFrame {
    /// The column that the value will go to; -1 where it goes nowhere.
    var target = -1
    /// The row's slots before the entry wrote any, nil if a column was null; empty if the row itself still holds them.
    var before: [UInt64?] = []
}
