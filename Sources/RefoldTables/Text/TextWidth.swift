/// How wide texts are on a terminal.
enum TextWidth {
    /// The columns that a text takes: most characters one, those of East Asian scripts and pictures two, marks alone and invisible ones none.
    static func of(_ text: String) -> Int {
        // Fast path: nearly every text is ASCII.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The text, or its beginning and `…` if it is wider.
    static func shortened(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var (short, room) = ("", width - 1)
        for character in text {
            room -= of(character)
            guard room >= 0 else { break }
            short.append(character)
        }
        return short + "…"
    }

    private static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        // Two regional indicators are one flag.
        if scalars.count > 1, scalars.allSatisfy(isIndicator) { return 2 }
        return scalars.reduce(0) { max($0, of($1)) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control: return 0
        case .format: return signsBeforeNumbers.contains { $0.contains(scalar.value) } ? 1 : 0
        // Vowels and final consonants of Hangul join the consonant before them.
        case _ where (0x1160...0x11FF).contains(scalar.value): return 0
        case _ where wide.contains { $0.contains(scalar.value) } || properties.isEmojiPresentation && !isIndicator(scalar): return 2
        default: return properties.isDefaultIgnorableCodePoint ? 0 : 1
        }
    }

    private static func isIndicator(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }

    /// Of the category of format characters, but seen.
    private static let signsBeforeNumbers: [ClosedRange<UInt32>] = [
        0x0600...0x0605, 0x06DD...0x06DD, 0x070F...0x070F, 0x0890...0x0891, 0x08E2...0x08E2, 0x110BD...0x110BD, 0x110CD...0x110CD,
    ]

    /// Those of Unicode's East Asian Width that are wide or full width, in large spans (UAX #11).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F200...0x1F265, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,
        0x20000...0x3FFFD,
    ]
}
