import RefoldValues

/// A table for people: the title, the description, labels or names of the columns, aligned columns, numbers to the right.
///
/// For terminals and logs, not for programs: control characters in texts are escaped, and the layout may change. If lines may only have so many
/// characters, long texts are shortened, and if that is not enough, each line is written as a record of one value per line.
public struct TextFormat: TableFormat {
    public let word = "table"
    public let fileEnding = "txt"
    public let summary = "for people, on a terminal"

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { WholeLines(TextWriter(head, width: style.width)) }
}

private struct TextWriter: LineWriter {
    private let head: TableHead
    private let width: Int?
    /// Those that were not written yet.
    private var lines: [TextLine] = []
    private var isFirst = true

    /// Columns of more lines than this are as wide as each so many lines need, so that a table of any length can be written.
    private static let mostHeld = 10_000

    init(_ head: TableHead, width: Int?) { (self.head, self.width) = (head, width) }

    func begin(to bytes: inout [UInt8]) {
        for line in head.pageLines { bytes.append(contentsOf: (Printable.text(line) + "\n").utf8) }
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        var cells = values.map { Printable.text($0.plain) }
        if let label = head.label(of: kind) { cells[label.place] = label.text }
        lines.append(TextLine(kind: kind, cells: cells))
        if lines.count >= Self.mostHeld { flush(to: &bytes) }
    }

    mutating func end(to bytes: inout [UInt8]) {
        if isFirst || !lines.isEmpty { flush(to: &bytes) }
    }

    private mutating func flush(to bytes: inout [UInt8]) {
        let layout = TextLayout(head.columns, lines, width: width)
        layout.append(lines, hasHeader: isFirst, to: &bytes)
        isFirst = false
        lines.removeAll(keepingCapacity: true)
    }
}

/// A line as texts, one per column.
struct TextLine {
    var kind: LineKind
    var cells: [String]
}
