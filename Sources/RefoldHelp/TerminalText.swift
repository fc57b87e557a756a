/// Turns the Markdown of the pages into plain text: headings, paragraphs, lists, tables and fenced blocks, the only forms that they use.
struct TerminalText {
    /// The longest line, in characters.
    var width: Int

    func text(of lines: [Substring]) -> String {
        var out: [String] = []
        var rest = lines[...]
        while let line = rest.first {
            if line.hasPrefix("```") {
                let block = rest.dropFirst().prefix { !$0.hasPrefix("```") }
                // A block directly after another is the output of the first.
                if let last = out.last, !last.isEmpty { out.append("") }
                out += self.block(block, wraps: line.hasPrefix("```text"))
                rest = rest.dropFirst(block.count + 2)
            } else if line.hasPrefix("|") {
                let table = rest.prefix { $0.hasPrefix("|") }
                out += TerminalTable(lines: table, width: width - 2).lines.map { "  " + $0 }
                rest = rest.dropFirst(table.count)
            } else if line.hasPrefix("#") {
                let title = Self.plain(line.drop { $0 == "#" }.drop { $0 == " " })
                out.append(line.hasPrefix("###") ? title : title.uppercased())
                rest = rest.dropFirst()
            } else if line.isEmpty {
                if let last = out.last, !last.isEmpty { out.append("") }
                rest = rest.dropFirst()
            } else {
                // In a sentence, a bare word of the language is put in quotes.
                let isItem = line.hasPrefix("- ")
                let paragraph = rest.prefix(1) + rest.dropFirst().prefix(while: Self.continues)
                let words = paragraph.map { $0.drop { $0 == " " } }.joined(separator: " ").dropFirst(isItem ? 2 : 0)
                let wrapped = Self.wrap(Self.plain(words.replacing(/`([A-Za-z_]+)`/) { "\"\($0.output.1)\"" }), width: width - (isItem ? 4 : 2))
                out += wrapped.enumerated().map { (isItem ? $0.offset == 0 ? "  - " : "    " : "  ") + $0.element }
                rest = rest.dropFirst(paragraph.count)
            }
        }
        while out.last?.isEmpty == true { out.removeLast() }
        return out.joined(separator: "\n")
    }

    /// Whether a line belongs to the paragraph or the item before it.
    static func continues(_ line: Substring) -> Bool {
        !line.isEmpty && !["- ", "|", "#", "```", "<!--"].contains { line.hasPrefix($0) }
    }

    private func block(_ lines: ArraySlice<Substring>, wraps: Bool) -> [String] {
        lines.flatMap { line in
            (wraps && line.count > width - 4 ? Self.wrap(String(line), width: width - 4) : [String(line)]).map { $0.isEmpty ? "" : "    " + $0 }
        }
    }

    /// The text without markup: links become their text; code and emphasis lose their marks.
    static func plain(_ text: some StringProtocol) -> String {
        String(text).replacing(/\[([^\]]+)\]\([^)\s]+\)/) { $0.output.1 }.replacing("**", with: "").replacing("`", with: "")
    }

    /// Wraps a text between words.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
