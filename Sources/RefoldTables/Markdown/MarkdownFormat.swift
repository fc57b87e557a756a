import RefoldValues

/// A heading, what there is to know, and a table as GitHub's Markdown has it, for tickets and documents. Its columns are aligned in the text too.
///
/// Times are shown in the table's zone.
public struct MarkdownFormat: TableFormat {
    public let word = "markdown"
    public let fileEnding = "md"
    public let summary = "for tickets and documents"

    /// How many bytes of cells are held, by which the widths of columns are chosen.
    let mostBytes: Int

    public init() { self.init(mostBytes: 1 << 20) }

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter {
        LabelledLines(head, WholeLines(MarkdownWriter(head, mostBytes: mostBytes)))
    }
}

private struct MarkdownWriter: LineWriter {
    private let head: TableHead
    private var zone: ZonedText
    /// The first lines, until the widths of the columns are known.
    private var held: [[String]]? = []
    private var heldBytes = 0
    private let mostBytes: Int
    private var widths: [Int] = []

    /// By so many lines, or by those of ``mostBytes``, the widths of columns are chosen; a longer cell further down stands out.
    private static let mostHeld = 1000
    /// No cell is filled up with spaces beyond this: a long text would make every line as long.
    private static let mostPadded = 500

    init(_ head: TableHead, mostBytes: Int) {
        (self.head, self.mostBytes) = (head, mostBytes)
        zone = ZonedText(head.zone)
    }

    func begin(to bytes: inout [UInt8]) {
        bytes.raw("# \(MarkdownText.escaped(head.pageTitle))\n")
        for line in head.descriptionLines.map(MarkdownText.escaped(line:)) where !line.isEmpty { bytes.raw("\n\(line)\n") }
        if let period = head.periodText { bytes.raw("\n\(MarkdownText.escaped(line: "\(period), \(head.interval.timeZone)"))\n") }
        for line in head.remarks { bytes.raw("\n> \(MarkdownText.escaped(line: line))\n") }
        bytes.raw("\n")
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        let isLine = kind == .line || kind == .others
        let label = head.label(of: kind)
        var cells: [String] = []
        for (place, value) in values.enumerated() {
            let text = place == label?.place ? label?.text ?? "" : text(value)
            cells.append(isLine || text.isEmpty ? text : "**\(text)**")
        }
        held?.append(cells)
        guard let count = held?.count else { return append(cells, to: &bytes) }
        heldBytes += cells.reduce(0) { $0 + $1.utf8.count }
        if count >= Self.mostHeld || heldBytes >= mostBytes { release(to: &bytes) }
    }

    private mutating func text(_ value: TableValue) -> String {
        switch value {
        case .text(let text): MarkdownText.escaped(text)
        case .timestamp(let time): zone.text(time)
        default: value.plain
        }
    }

    mutating func end(to bytes: inout [UInt8]) { release(to: &bytes) }

    private mutating func release(to bytes: inout [UInt8]) {
        guard let lines = held else { return }
        held = nil
        let headings = head.columns.map { MarkdownText.escaped($0.heading) }
        widths = headings.indices.map { place in
            min(max(3, lines.reduce(TextWidth.of(headings[place])) { max($0, TextWidth.of($1[place])) }), Self.mostPadded)
        }
        append(headings, to: &bytes)
        let rules = zip(head.columns, widths).map { column, width in
            String(repeating: "-", count: width - 1) + (column.type.isNumeric ? ":" : "-")
        }
        append(rules, to: &bytes)
        for line in lines { append(line, to: &bytes) }
    }

    private func append(_ cells: [String], to bytes: inout [UInt8]) {
        for (place, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: max(0, widths[place] - TextWidth.of(cell)))
            bytes.raw("| " + (head.columns[place].type.isNumeric ? padding + cell : cell + padding) + " ")
        }
        bytes.raw("|\n")
    }
}
