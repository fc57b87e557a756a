import RefoldValues

/// One cell of a table of figures.
public enum TableValue: Sendable {
    case null
    case text(String)
    /// An exact number, with the decimals with which it is written.
    case number(ExactDecimal)
    case boolean(Bool)
    case timestamp(Timestamp)
    case date(CalendarDate)

    /// Whether the cell is empty.
    @inlinable
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The number; nil for other values.
    public var number: ExactDecimal? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Negative if `a` comes before `b`, 0 if they are equal, positive if it comes after.
    ///
    /// Nulls come first, text is compared by its UTF-8 bytes, `false` comes before `true`. Both are of one kind, or null.
    public static func order(_ a: TableValue, _ b: TableValue) -> Int {
        switch (a, b) {
        case (.text(let a), .text(let b)): return TextBytes.order(a, b)
        case (.number(let a), .number(let b)): return a == b ? 0 : a < b ? -1 : 1
        case (.boolean(let a), .boolean(let b)): return a == b ? 0 : b ? -1 : 1
        case (.timestamp(let a), .timestamp(let b)): return a == b ? 0 : a < b ? -1 : 1
        case (.date(let a), .date(let b)): return a == b ? 0 : a < b ? -1 : 1
        default: return a.kind - b.kind
        }
    }

    private var kind: Int {
        switch self {
        case .null: 0
        case .boolean: 1
        case .number: 2
        case .date: 3
        case .timestamp: 4
        case .text: 5
        }
    }

    /// Appends the value as in CSV and tables: plain decimals, RFC 3339 times in UTC, `true` and `false`; nothing for null.
    public func appendPlain(to bytes: inout [UInt8]) {
        switch self {
        case .null: break
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .number(let number): number.appendText(to: &bytes)
        case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .timestamp(let time): time.appendRFC3339(to: &bytes)
        case .date(let date): date.appendText(to: &bytes)
        }
    }

    /// The value as in CSV, tables and faults; empty for null.
    public var plain: String {
        var bytes: [UInt8] = []
        appendPlain(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TableValue: Hashable {
    /// Texts are compared by their bytes, as they are grouped and sorted; Swift's own comparison takes some texts of different bytes as
    /// equal. Numbers are equal by value.
    public static func == (a: TableValue, b: TableValue) -> Bool { a.kind == b.kind && order(a, b) == 0 }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch self {
        case .null: break
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        case .number(let number): hasher.combine(number)
        case .boolean(let flag): hasher.combine(flag)
        case .timestamp(let time): hasher.combine(time)
        case .date(let date): hasher.combine(date)
        }
    }
}
