/// How the values of a column are kept, compared and written. Several types may share one.
///
/// Stores, expressions, reports and exports are made for contents and know no types, so that a type whose values are kept like those of
/// another one needs nothing there.
@frozen
public enum ColumnContent: Hashable, Sendable {
    /// UTF-8 text that sorts by its bytes.
    case text
    /// One JSON value as text. It has no order, and equal ones can be written in many ways.
    case json
    /// 0 or 1. It has no order.
    case boolean
    /// Microseconds since 1970 in UTC.
    case timestamp
    /// Days since 1970-01-01.
    case date
    /// A whole number.
    case integer
    /// Units of the last of so many decimals.
    case decimal(scale: Int)
    /// Minor units of a currency that stands in another column of the row.
    case money

    /// Whether the value is a run of bytes rather than an integer.
    @inlinable
    public var isBytes: Bool {
        switch self {
        case .text, .json: true
        case .boolean, .timestamp, .date, .integer, .decimal, .money: false
        }
    }

    /// Whether arithmetic can use its values.
    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .money: true
        case .text, .json, .boolean, .timestamp, .date: false
        }
    }

    /// Whether its values can be compared with less and greater.
    public var isOrdered: Bool { self != .boolean && self != .json }

    /// Whether it is a time or a day, from which days, months and years can be cut.
    public var isTime: Bool { self == .timestamp || self == .date }

    /// The decimals that all its numbers have; nil for amounts, whose currency decides, and for what is no number.
    public var scale: Int? {
        switch self {
        case .integer: 0
        case .decimal(let scale): scale
        case .text, .json, .boolean, .timestamp, .date, .money: nil
        }
    }
}

extension ColumnType {
    /// The scales that a decimal column can have.
    public static let scales = 0...18

    /// Whether the value is a run of bytes rather than an integer.
    @inlinable
    public var isBytes: Bool { content.isBytes }

    /// Whether arithmetic can use its values.
    public var isNumeric: Bool { content.isNumeric }

    /// Whether its values can be compared with less and greater.
    public var isOrdered: Bool { content.isOrdered }
}
