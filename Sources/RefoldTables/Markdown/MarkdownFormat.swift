import RefoldValues

/// A heading, what there is to know, and a table as GitHub's Markdown has it, for tickets and documents. Its columns are aligned in the text too.
public struct MarkdownFormat: TableFormat {
    public let word = "markdown"
    public let fileEnding = "md"
    public let summary = "for tickets and documents"

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { WholeLines(MarkdownWriter(head)) }
}

private struct MarkdownWriter: LineWriter {
    private let head: TableHead
    /// The first lines, until the widths of the columns are known.
    private var held: [[String]]? = []
    private var widths: [Int] = []

    /// By so many lines the widths of columns are chosen; a longer cell further down stands out.
    private static let mostHeld = 1000

    init(_ head: TableHead) { self.head = head }

    func begin(to bytes: inout [UInt8]) {
        bytes.append("# \(MarkdownText.escaped(head.title))\n")
        for line in head.description?.split(separator: "\n") ?? [] { bytes.append("\n\(MarkdownText.escaped(line: String(line)))\n") }
        if let period = head.interval.phrase { bytes.append("\n\(MarkdownText.escaped(line: period))\n") }
        for line in head.remarks { bytes.append("\n> \(MarkdownText.escaped(line: line))\n") }
        bytes.append("\n")
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        let isLine = kind == .line || kind == .others
        let label = head.label(of: kind)
        let cells = values.enumerated().map { place, value in
            let text = place == label?.place ? label?.text ?? "" : Self.text(value)
            return isLine || text.isEmpty ? text : "**\(text)**"
        }
        held?.append(cells)
        guard let count = held?.count else { return append(cells, to: &bytes) }
        if count >= Self.mostHeld { release(to: &bytes) }
    }

    private static func text(_ value: TableValue) -> String {
        if case .text(let text) = value { MarkdownText.escaped(text) } else { value.plain }
    }

    mutating func end(to bytes: inout [UInt8]) { release(to: &bytes) }

    private mutating func release(to bytes: inout [UInt8]) {
        guard let lines = held else { return }
        held = nil
        let headings = head.columns.map { MarkdownText.escaped($0.heading) }
        widths = headings.indices.map { place in max(3, lines.reduce(TextWidth.of(headings[place])) { max($0, TextWidth.of($1[place])) }) }
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
            bytes.append("| " + (head.columns[place].type.isNumeric ? padding + cell : cell + padding) + " ")
        }
        bytes.append("|\n")
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) { append(contentsOf: text.utf8) }
}
