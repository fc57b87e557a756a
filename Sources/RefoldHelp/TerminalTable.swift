/// A table of a page, with aligned columns and cells wrapped between words to fit the width.
struct TerminalTable {
    private let rows: [[String]]
    private let widths: [Int]
    /// Between two columns.
    private static let gap = "  "

    /// - Parameters:
    ///   - lines: in Markdown form; the second is the delimiter row.
    ///   - width: the longest line, in characters.
    init(lines: ArraySlice<Substring>, width: Int) {
        let cells = lines.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
                TerminalText.plain(String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
            }
        }
        let rows = cells.enumerated().filter { $0.offset != 1 }.map(\.element)
        let columns = rows.map(\.count).max() ?? 0
        var widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        let room = width - Self.gap.count * max(columns - 1, 0)
        // What exceeds the width is taken from the widest column.
        while widths.reduce(0, +) > room, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 12 {
            widths[widest] -= 1
        }
        (self.rows, self.widths) = (rows, widths)
    }

    var lines: [String] {
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            lines += self.lines(of: row)
            if number == 0 { lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: Self.gap)) }
        }
        return lines
    }

    private func lines(of row: [String]) -> [String] {
        let cells = zip(row, widths).map { TerminalText.wrap($0, width: $1) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            var text = ""
            for (column, cell) in cells.enumerated() {
                let part = line < cell.count ? cell[line] : ""
                text += part + String(repeating: " ", count: max(0, widths[column] - part.count)) + Self.gap
            }
            while text.last == " " { text.removeLast() }
            return text
        }
    }
}
