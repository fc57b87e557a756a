/// Texts of data in Markdown.
enum MarkdownText {
    /// The text on one line, as what it is: nothing in it is markup, HTML or the end of a cell.
    static func escaped(_ text: String) -> String {
        var out = ""
        for character in Printable.text(text) {
            if signs.contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }

    /// The same for a line of its own, which could begin a list or a heading.
    static func escaped(line text: String) -> String {
        let escaped = escaped(text)
        let digits = escaped.prefix(while: \.isNumber)
        if let first = escaped.first, "+-=".contains(first) { return "\\" + escaped }
        guard !digits.isEmpty, let next = escaped.dropFirst(digits.count).first, next == "." || next == ")" else { return escaped }
        return digits + "\\" + escaped.dropFirst(digits.count)
    }

    private static let signs = Set("\\`*_{}[]<>|~&$#")
}
