/// Texts of data in Markdown.
enum MarkdownText {
    /// The text on one line, as what it is: nothing in it is markup, HTML, a link, a mention or the end of a cell.
    static func escaped(_ text: String) -> String {
        let scalars = Array(Printable.text(text).unicodeScalars)
        var out = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            if signs.contains(scalar) || beginsLink(scalar, at: place, in: scalars) { out.append("\\") }
            out.append(scalar)
            // Addresses and mentions are looked for when escapes are gone already; only what stands between two texts keeps them apart.
            if scalar == "@", place + 1 < scalars.count, isPartOfName(scalars[place + 1]) { out.append(contentsOf: nothing) }
        }
        return String(out)
    }

    /// The same for a line of its own, which could begin a list, a heading or a block of code. White space before it is left out.
    static func escaped(line text: String) -> String {
        let escaped = escaped(String(text.unicodeScalars.drop(while: \.properties.isWhitespace)))
        let digits = escaped.prefix { $0.isASCII && $0.isNumber }
        if let first = escaped.unicodeScalars.first, lineSigns.contains(first) { return "\\" + escaped }
        guard !digits.isEmpty, let next = escaped.unicodeScalars.dropFirst(digits.count).first, next == "." || next == ")" else { return escaped }
        return digits + "\\" + escaped.dropFirst(digits.count)
    }

    private static let signs = Set("\\`*_{}[]<>|~&$#".unicodeScalars)
    private static let lineSigns = Set("+-=".unicodeScalars)

    /// A comment of HTML, which shows nothing.
    private static let nothing = "<!-- -->".unicodeScalars

    private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Whether a scalar is the colon of `http://` or the point of `www.`, of which GitHub makes links.
    private static func beginsLink(_ scalar: Unicode.Scalar, at place: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch scalar {
        case ":": scalars[(place + 1)...].starts(with: "//".unicodeScalars)
        case ".": scalars[..<place].suffix(3).elementsEqual("www".unicodeScalars) { $0.properties.lowercaseMapping == String($1) }
        default: false
        }
    }
}
