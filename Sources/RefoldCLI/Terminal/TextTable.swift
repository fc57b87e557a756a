import RefoldReports
import RefoldTables

/// A table for people: columns aligned, two spaces between them, a line under the header, no boxes, no control characters.
struct TextTable {
    struct Column {
        var title: String
        /// Whether the column holds numbers, which are aligned to the right.
        var isNumber: Bool

        init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    var columns: [Column]
    var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row. One that is shorter than the header is padded with empty cells.
    mutating func add(_ row: [String]) { rows.append(row) }

    /// One line per row, without trailing spaces.
    var lines: [String] {
        let widths = columns.indices.map { column in
            max(Self.width(columns[column].title), rows.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            var out = ""
            for (column, width) in widths.enumerated() {
                let cell = column < cells.count ? Printable.text(cells[column]) : ""
                let padding = String(repeating: " ", count: width - Self.width(cell))
                if column > 0 { out += "  " }
                out += columns[column].isNumber ? padding + cell : cell + padding
            }
            while out.last == " " { out.removeLast() }
            return out
        }
        return [line(columns.map(\.title)), line(widths.map { String(repeating: "-", count: $0) })] + rows.map(line)
    }

    /// The number of characters; wide ones count once.
    private static func width(_ text: String) -> Int { Printable.text(text).count }
}
