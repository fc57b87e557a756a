/// Estimates how wide texts are in the fonts that a page may be shown in. The widest of the usual ones counts, so that labels do not touch.
enum LabelWidth {
    /// The width in units of the drawing, for letters of this size.
    static func of(_ text: String, size: Double) -> Double { text.unicodeScalars.reduce(0) { $0 + width($1) } * size }

    /// The text, or its beginning and `…` if it is wider.
    static func shortened(_ text: String, to most: Double, size: Double) -> String {
        guard of(text, size: size) > most else { return text }
        var (short, room) = ("", most - of("…", size: size))
        for character in text {
            room -= of(String(character), size: size)
            guard room >= 0 else { break }
            short.append(character)
        }
        return short + "…"
    }

    /// As a part of the size of letters.
    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case " ", "i", "j", "l", "I", ".", ",", ":", ";", "|", "!", "'", "/", "\\", "-", "(", ")", "[", "]", "f", "t", "r": 0.43
        case "m", "w", "M", "W", "@", "%", "…": 1.02
        case "A"..."Z", "&", "+", "<", "=", ">", "#", "~", "_": 0.84
        case _ where scalar.isASCII: 0.66
        case _ where scalar.value < 0x2E80: 0.9
        default: 1.35
        }
    }
}
