/// A reading of a value, or something made of a text. All give null if an operand is null.
public enum ValueFunction: Hashable, Sendable {
    /// What the value is or spells plainly; how other values are written says a ``StatedReading``.
    case number, time, date
    /// The elements of a list or the Unicode scalars of a text.
    case length
    /// By the mappings of Unicode, whatever the locale.
    case lower, upper
    /// Without the white space of Unicode at both ends.
    case trim
    /// Several texts as one.
    case concat
    /// The first Unicode scalars of a text, at most so many.
    case prefix(length: Int)

    /// The keys that say which one an object is.
    static let words = ["number", "time", "date", "money", "length", "lower", "upper", "trim", "concat", "prefix"]

    /// The key in a definition.
    var word: String {
        switch self {
        case .number: "number"
        case .time: "time"
        case .date: "date"
        case .length: "length"
        case .lower: "lower"
        case .upper: "upper"
        case .trim: "trim"
        case .concat: "concat"
        case .prefix: "prefix"
        }
    }

    /// The type of what it gives.
    var type: ExpressionType {
        switch self {
        case .number: .number
        case .time: .known(.timestamp)
        case .date: .known(.date)
        case .length: .known(.integer)
        case .lower, .upper, .trim, .concat, .prefix: .known(.text)
        }
    }
}
