import RefoldCore
import RefoldValues

/// A value during evaluation. Texts are references, so no value owns memory.
enum FoldValue: Sendable {
    case null
    /// The rounding is the one given by its arithmetic for the target column.
    case number(ExactDecimal, rounding: Rounding?)
    /// A number beyond the range of an ``ExactDecimal``: its text, a JSON number, in the row's table.
    case wide(TextReference, rounding: Rounding?)
    case boolean(Bool)
    /// Microseconds since 1970 in UTC.
    case timestamp(Int64)
    /// Days since 1970-01-01.
    case date(Int64)
    /// A text in the row's table.
    case text(TextReference)
    /// A text in the event that has no escapes: its stream or its id.
    case eventText(ByteRange)
    /// The name of the event's type.
    case typeName
    /// A JSON value in the text of the row's table.
    case json(TextReference)
    /// A value of the payload; neither missing nor null.
    case payload(PayloadValue)

    var isNull: Bool { if case .null = self { true } else { false } }

    /// Whether it is a text that is interpreted according to its use.
    var isText: Bool {
        switch self {
        case .text, .eventText, .typeName: true
        case .payload(let value): value.isString
        default: false
        }
    }
}

/// The context of an evaluation besides the event and the row.
struct FoldFrame {
    /// The target column of the value; -1 if there is none.
    var target = -1
    /// The row's slots before the entry wrote any, nil for a null column; empty if the row itself still holds them.
    var before: [UInt64?] = []
}
