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
    /// Units of the last of so many decimals, of up to 38 digits; see ``WideUnits``.
    case wideDecimal(scale: Int)
    /// Minor units of up to 38 digits of a currency that stands in another column of the row; see ``WideUnits``.
    case wideMoney

    /// Whether the value is a run of bytes rather than an integer.
    @inlinable
    public var isBytes: Bool {
        switch self {
        case .text, .json, .wideDecimal, .wideMoney: true
        case .boolean, .timestamp, .date, .integer, .decimal, .money: false
        }
    }

    /// Whether the bytes of the value are a number; see ``WideUnits``.
    public var isWide: Bool {
        switch self {
        case .wideDecimal, .wideMoney: true
        case .text, .json, .boolean, .timestamp, .date, .integer, .decimal, .money: false
        }
    }

    /// Whether its values are amounts of a currency that stands beside them.
    public var isMoney: Bool {
        switch self {
        case .money, .wideMoney: true
        case .text, .json, .boolean, .timestamp, .date, .integer, .decimal, .wideDecimal: false
        }
    }

    /// What a slot of it holds.
    public var slot: ColumnSlot { isWide ? .wide : isBytes ? .text : .integer }

    /// Whether arithmetic can use its values.
    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .money, .wideDecimal, .wideMoney: true
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
        case .decimal(let scale), .wideDecimal(let scale): scale
        case .text, .json, .boolean, .timestamp, .date, .money, .wideMoney: nil
        }
    }
}

/// What the slot of a value holds.
@frozen
public enum ColumnSlot: UInt8, Sendable {
    /// The value itself.
    case integer
    /// A reference to the bytes of a text.
    case text
    /// A reference to the bytes of a number; see ``WideUnits``.
    case wide
}

extension ColumnType {
    /// The scales that a decimal column can have.
    public static let scales = 0...18

    /// The most decimals with which a number has 64 bits of last places; with more it has 38 digits.
    public static let narrowScales = 0...12

    /// Whether the value is a run of bytes rather than an integer.
    @inlinable
    public var isBytes: Bool { content.isBytes }

    /// Whether the bytes of a value are a number; see ``WideUnits``.
    public var isWide: Bool { content.isWide }

    /// Whether arithmetic can use its values.
    public var isNumeric: Bool { content.isNumeric }

    /// Whether its values can be compared with less and greater.
    public var isOrdered: Bool { content.isOrdered }
}
