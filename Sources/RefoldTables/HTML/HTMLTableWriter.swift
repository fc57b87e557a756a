import RefoldValues

/// Writes the head of the page, holds the lines that are shown and the points of the charts, and writes the rest at the end: charts stand above
/// the table, and they need all lines.
struct HTMLTableWriter: LineWriter {
    private let head: TableHead
    private let page: HTMLPage
    private var charts: [ChartLines]
    private var cells: HTMLCells
    /// The lines that are shown, as HTML.
    private var shown: [UInt8] = []
    private let mostBytes: Int
    /// How many lines the table has, and how many of them are shown.
    private var lines = 0
    private var shownLines = 0
    /// Whether no more lines are shown.
    private var isFull = false
    private var total: [TableValue]?

    /// Tables of more columns are printed across the longer side of the paper.
    private static let mostUpright = 8

    init(_ head: TableHead, mostBytes: Int) {
        (self.head, self.mostBytes) = (head, mostBytes)
        page = HTMLPage(title: head.pageTitle, isLandscape: head.columns.count > Self.mostUpright)
        charts = head.charts.map { ChartLines($0, of: head) }
        cells = HTMLCells(head)
    }

    func begin(to bytes: inout [UInt8]) {
        page.begin(to: &bytes)
        HTMLOpening(head).append(to: &bytes)
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        for index in charts.indices { charts[index].add(kind, values) }
        switch kind {
        case .line, .others: lines += 1
        case .subtotal: break
        case .total:
            total = values
            return
        }
        if lines > HTMLFormat.mostLines { isFull = true }
        if isFull { return }
        let start = shown.count
        cells.append(kind, values, to: &shown)
        if shown.count > mostBytes {
            shown.removeSubrange(start...)
            isFull = true
        } else {
            shownLines = lines
        }
    }

    mutating func end(to bytes: inout [UInt8]) {
        if let total, lines > 1 { HTMLTotals(head, total).append(to: &bytes) }
        for chart in charts { ChartSection(chart, zone: head.zone).append(to: &bytes) }
        appendTable(to: &bytes)
        HTMLSource(head).append(to: &bytes)
        page.end(to: &bytes)
    }

    private mutating func appendTable(to bytes: inout [UInt8]) {
        bytes.raw("<section>\n<h2>Table</h2>\n")
        appendCount(to: &bytes)
        let isWide = head.columns.count > 4 ? " wide" : ""
        bytes.raw("<div class=\"box\(isWide)\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table aria-label=\"")
        bytes.text(page.title)
        bytes.raw("\">\n<thead><tr>")
        for column in head.columns { cells.append(heading: column, to: &bytes) }
        bytes.raw("</tr></thead>\n<tbody>\n")
        bytes += shown
        bytes.raw("</tbody>\n")
        if let total {
            bytes.raw("<tfoot>\n")
            cells.append(.total, total, to: &bytes)
            bytes.raw("</tfoot>\n")
        }
        bytes.raw("</table>\n</div>\n")
        if isFull { appendCount(to: &bytes) }
        bytes.raw("</section>\n")
    }

    private func appendCount(to bytes: inout [UInt8]) {
        let all = HTMLNumber.grouped(lines)
        if isFull, shownLines == lines {
            bytes.element("p", "class=\"cut\"", "\(all) lines are shown, but not all subtotals; totals count all.")
        } else if isFull {
            let shown = shownLines == 0 ? "None" : "The first \(HTMLNumber.grouped(shownLines))"
            // Of a table that is cut for its bytes alone the charts are drawn.
            let charts = charts.isEmpty || lines <= ChartLines.most ? "" : " The charts are not drawn: a chart shows at most \(ChartLines.limit)."
            bytes.element("p", "class=\"cut\"", "\(shown) of \(all) lines \(shownLines < 2 ? "is" : "are") shown; totals count all.\(charts)")
        } else {
            bytes.element("p", "class=\"count\"", lines == 0 ? "There are no lines." : lines == 1 ? "1 line" : "\(all) lines")
        }
        bytes.raw("\n")
    }
}
