extension Unicode.Scalar {
    /// White space and line ends of JSON5.
    var isJSON5Space: Bool {
        switch self {
        case "\t", "\u{B}", "\u{C}", " ", "\u{A0}", "\u{FEFF}", "\n", "\r", "\u{2028}", "\u{2029}": true
        default: value > 0x7F && properties.generalCategory == .spaceSeparator
        }
    }

    /// Whether a comment of one line ends here.
    var endsLine: Bool { self == "\n" || self == "\r" || self == "\u{2028}" || self == "\u{2029}" }

    var startsNumber: Bool {
        switch self {
        case "0"..."9", ".", "+", "-": true
        default: false
        }
    }

    /// Whether an unquoted JSON5 key may begin with it.
    public var startsIdentifier: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "$", "_": true
        default: value > 0x7F && properties.isIDStart
        }
    }

    /// Whether an unquoted JSON5 key may continue with it.
    public var continuesIdentifier: Bool {
        switch self {
        case "0"..."9", "\u{200C}", "\u{200D}": true
        default: startsIdentifier || (value > 0x7F && properties.isIDContinue)
        }
    }

    /// The scalar as faults show it: itself if it is visible, else its number.
    var named: String {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            "U+" + String(repeating: "0", count: max(0, 4 - String(value, radix: 16).count)) + String(value, radix: 16, uppercase: true)
        default: "\"\(self)\""
        }
    }
}
