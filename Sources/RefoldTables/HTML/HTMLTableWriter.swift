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
    private var lines = 0
    private var total: [TableValue]?

    /// Tables of more columns are printed across the longer side of the paper.
    private static let mostUpright = 8

    init(_ head: TableHead) {
        self.head = head
        page = HTMLPage(title: head.title.isEmpty ? head.name : head.title, isLandscape: head.columns.count > Self.mostUpright)
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
        if lines <= HTMLFormat.mostLines { cells.append(kind, values, to: &shown) }
    }

    mutating func end(to bytes: inout [UInt8]) {
        if let total, lines > 1 { HTMLTotals(head, total).append(to: &bytes) }
        for chart in charts { ChartSection(chart, zone: head.zone).append(to: &bytes) }
        appendTable(to: &bytes)
        HTMLSource(head).append(to: &bytes)
        page.end(to: &bytes)
    }

    private mutating func appendTable(to bytes: inout [UInt8]) {
        bytes.markup("<section>\n<h2>Table</h2>\n")
        appendCount(to: &bytes)
        let isWide = head.columns.count > 4 ? " wide" : ""
        bytes.markup("<div class=\"box\(isWide)\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table aria-label=\"")
        bytes.text(page.title)
        bytes.markup("\">\n<thead><tr>")
        for column in head.columns { cells.append(heading: column, to: &bytes) }
        bytes.markup("</tr></thead>\n<tbody>\n")
        bytes += shown
        bytes.markup("</tbody>\n")
        if let total {
            bytes.markup("<tfoot>\n")
            cells.append(.total, total, to: &bytes)
            bytes.markup("</tfoot>\n")
        }
        bytes.markup("</table>\n</div>\n")
        if lines > HTMLFormat.mostLines { appendCount(to: &bytes) }
        bytes.markup("</section>\n")
    }

    private func appendCount(to bytes: inout [UInt8]) {
        let all = HTMLNumber.grouped(lines)
        if lines > HTMLFormat.mostLines {
            bytes.element("p", "class=\"cut\"", "The first \(HTMLNumber.grouped(HTMLFormat.mostLines)) of \(all) lines are shown; totals count all.")
        } else {
            bytes.element("p", "class=\"count\"", lines == 0 ? "There are no lines." : lines == 1 ? "1 line" : "\(all) lines")
        }
        bytes.markup("\n")
    }
}
