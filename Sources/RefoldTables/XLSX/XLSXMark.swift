/// What lines are marked by.
enum XLSXMark: Int {
    case line
    /// In italics.
    case others
    /// Bold.
    case subtotal
    /// Bold, with a line above.
    case total
    /// Bold, with a line below.
    case header

    init(_ kind: LineKind) {
        switch kind {
        case .line: self = .line
        case .others: self = .others
        case .subtotal: self = .subtotal
        case .total: self = .total
        }
    }

    /// The fonts and borders of ``XLSXStyles/xml``.
    var font: Int {
        switch self {
        case .line: 0
        case .others: 1
        case .subtotal, .total, .header: 2
        }
    }

    var border: Int {
        switch self {
        case .line, .others, .subtotal: 0
        case .total: 1
        case .header: 2
        }
    }
}
