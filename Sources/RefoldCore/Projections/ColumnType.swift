/// What a column of a read model holds.
///
/// Every type but text and JSON is one 64-bit integer in memory; the case says what that integer counts.
public enum ColumnType: Hashable, Sendable {
    /// UTF-8 text, kept exactly; sorts by its bytes.
    case text
    /// A signed 64-bit integer.
    case integer
    /// An exact decimal: an integer of the last place at a fixed scale of 0 to 18.
    case decimal(scale: Int)
    /// An amount in minor units of the currency that the named text column of the same row holds.
    case money(currency: String)
    /// 0 or 1.
    case boolean
    /// Microseconds since 1970 in UTC.
    case timestamp
    /// Days since 1970-01-01.
    case date
    /// One JSON value, kept as it came in.
    case json

    /// Whether the value is a run of bytes rather than an integer.
    @inlinable
    public var isBytes: Bool { self == .text || self == .json }
}

extension ColumnType {
    /// The word of the declared language for this type; stable, as it stands in the catalog of a read-model store and in JSON reports.
    public var word: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "decimal"
        case .money: "money"
        case .boolean: "boolean"
        case .timestamp: "timestamp"
        case .date: "date"
        case .json: "json"
        }
    }

    /// The inverse of ``word``, given what the words `decimal` and `money` need besides.
    ///
    /// - Returns: nil if the word is unknown or its complement is missing.
    public init?(word: String, scale: Int?, currency: String?) {
        switch word {
        case "text": self = .text
        case "integer": self = .integer
        case "decimal":
            guard let scale else { return nil }
            self = .decimal(scale: scale)
        case "money":
            guard let currency else { return nil }
            self = .money(currency: currency)
        case "boolean": self = .boolean
        case "timestamp": self = .timestamp
        case "date": self = .date
        case "json": self = .json
        default: return nil
        }
    }
}
