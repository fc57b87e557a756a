/// How wide texts are on a terminal.
enum TextWidth {
    /// The columns that a text takes: most characters one, those of East Asian scripts and pictures two.
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
        guard let scalar = character.unicodeScalars.first else { return 0 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// Those of Unicode's East Asian Width that are wide or full width, in large spans (UAX #11).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
