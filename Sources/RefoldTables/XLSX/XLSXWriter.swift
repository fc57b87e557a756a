import RefoldValues

/// Writes the lines of a table as the first sheet of a workbook.
///
/// The first lines are held back until the widths of their columns are known, since these stand before them.
struct XLSXWriter: TableWriter {
    let head: TableHead
    let limits: XLSXLimits
    var zip = ZipWriter()
    var styles = XLSXStyles()
    var marked: XLSXLineStyles
    var columns: [XLSXColumn]
    var hint = TimeZoneRules.Hint()
    var kind = LineKind.line
    /// What stands for people in a cell of the line at hand, and its column; no column is -1.
    var label = ""
    var labelPlace = -1
    /// What has to be written before the next cell.
    var gap = XLSXGap.nothing
    /// The column of the next cell.
    var place = 0
    /// Whether the first lines are held back.
    var isHeld = true
    /// Lines and others, without totals.
    private var lines = 0
    /// Rows of the sheet.
    private var rows = 0

    init(_ head: TableHead, _ limits: XLSXLimits) {
        (self.head, self.limits) = (head, limits)
        columns = head.columns.map(XLSXColumn.init)
        marked = XLSXLineStyles(.header, &styles)
    }

    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError) {
        guard columns.count <= limits.columns else {
            throw XLSXLimits.error(
                "the table has more columns than a sheet", at: "\(head.name), column \"\(head.columns[limits.columns].name)\"",
                expected: "at most \(limits.columns) columns")
        }
        let name = XLSXSheetName.make(of: [head.title, head.name])
        for part in XLSXParts.first(sheetName: name, title: head.pageTitle) { zip.add(part.name, part.xml, to: &bytes) }
        zip.begin(XLSXParts.about, to: &bytes)
        zip.part.bytes += XLSXAbout(head).xml(&styles, most: limits.textUnits)
        zip.end(to: &bytes)
        zip.begin(XLSXParts.lines, to: &bytes)
        try beginRow(.header)
        for column in head.columns {
            let form: XLSXForm = column.type.isNumeric ? .brokenTextAtRight : .brokenText
            try text(column.heading.utf8.span, styles.number(of: XLSXLook(form: form, mark: .header)), to: &bytes)
        }
        try endLine(to: &bytes)
    }

    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) throws(RefoldError) {
        self.kind = kind
        if kind == .line || kind == .others { lines += 1 }
        if kind == .line { labelPlace = -1 } else { (labelPlace, label) = head.label(of: kind) ?? (-1, "") }
        try beginRow(XLSXMark(kind))
    }

    private mutating func beginRow(_ mark: XLSXMark) throws(RefoldError) {
        guard rows < limits.rows else {
            throw XLSXLimits.error(
                "the table has more lines than a sheet", at: lineName, expected: "at most \(limits.rows - 1) lines below the header",
                remedy: "write it as CSV, or ask for fewer lines")
        }
        rows += 1
        place = 0
        if mark != marked.mark { marked = XLSXLineStyles(mark, &styles) }
        gap = .row
    }

    mutating func endLine(to bytes: inout [UInt8]) throws(RefoldError) {
        fillGap()
        zip.part.bytes.append(contentsOf: "</row>".utf8)
        if isHeld, lines < limits.heldLines { return }
        try compress(to: &bytes)
    }

    mutating func end(to bytes: inout [UInt8]) throws(RefoldError) {
        zip.part.bytes.append(contentsOf: XLSXSheet.end(columns: columns.count, rows: rows).utf8)
        try compress(isLast: true, to: &bytes)
        zip.end(to: &bytes)
        zip.add(XLSXParts.styles, styles.xml, to: &bytes)
        zip.finish(to: &bytes)
    }

    /// Writes what has to be written before the next cell.
    mutating func fillGap() {
        zip.part.bytes.append(contentsOf: gap.xml.utf8)
        gap = .nothing
    }

    /// The line at hand, for a message.
    var lineName: String {
        switch kind {
        case .line, .others: lines == 0 ? "\(head.name), header" : "\(head.name), line \(lines)"
        case .subtotal: "\(head.name), subtotal after line \(lines)"
        case .total: "\(head.name), total"
        }
    }
}
