extension HelpTopic {
    /// The topic as a page for `man`.
    public func manual(version: String) -> String {
        var page = RoffPage("refold-" + rawValue, section: 7, summary: summary, version: version)
        page.add(markdown: lines)
        page.section("see also")
        page.paragraph("refold(1)")
        return page.text
    }

    /// The lines of its first table without the header, as plain cells.
    public var firstTable: [[String]] {
        lines.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2).map(Self.cells)
    }

    fileprivate static func cells(_ line: Substring) -> [String] {
        line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
            TerminalText.plain(String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
    }
}

extension RoffPage {
    /// Adds a part of a page: headings, paragraphs, lists, tables and fenced blocks.
    mutating func add(markdown lines: [Substring]) {
        var rest = lines[...]
        while let line = rest.first {
            if line.hasPrefix("```") {
                let block = rest.dropFirst().prefix { !$0.hasPrefix("```") }
                self.lines(block)
                rest = rest.dropFirst(block.count + 2)
            } else if line.hasPrefix("|") {
                let table = rest.prefix { $0.hasPrefix("|") }
                add(table: table.map(HelpTopic.cells))
                rest = rest.dropFirst(table.count)
            } else if line.hasPrefix("#") {
                let title = TerminalText.plain(line.drop { $0 == "#" }.drop { $0 == " " })
                if line.hasPrefix("###") { part(title) } else { section(title) }
                rest = rest.dropFirst()
            } else if line.isEmpty {
                rest = rest.dropFirst()
            } else {
                let isItem = line.hasPrefix("- ")
                let block = rest.prefix(1) + rest.dropFirst().prefix(while: TerminalText.continues)
                let words = TerminalText.plain(block.map { $0.drop { $0 == " " } }.joined(separator: " ").dropFirst(isItem ? 2 : 0))
                if isItem { item(words) } else { paragraph(words) }
                rest = rest.dropFirst(block.count)
            }
        }
    }

    /// Adds a table: the first cell of each line, and what the others say of it. A terminal is too narrow for more columns than two.
    private mutating func add(table: [[String]]) {
        guard let header = table.first, header.count > 1 else { return }
        for line in table.dropFirst(2) {
            let others = zip(header, line).dropFirst().filter { !$1.isEmpty }.map { $0.isEmpty || header.count == 2 ? $1 : "\($0): \($1)" }
            entry(line[0], others.joined(separator: "; "))
        }
    }
}
