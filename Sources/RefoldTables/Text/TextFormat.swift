import RefoldValues

/// A table for people: the title, the description, labels or names of the columns, aligned columns, numbers to the right.
///
/// For terminals and logs, not for programs: control characters in texts are escaped, and the layout may change. If lines may only have so many
/// characters, long texts are shortened, and if that is not enough, each line is written as a record of one value per line. Times and the limits
/// of the period are in UTC, as in CSV.
public struct TextFormat: TableFormat {
    public let word = "table"
    public let fileEnding = "txt"
    public let summary = "for people, on a terminal"

    /// How many bytes lines have that are held, each as wide as the widest cells of them, by which the widths of columns are chosen.
    let mostBytes: Int

    public init() { self.init(mostBytes: 16 << 20) }

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter {
        LabelledLines(head, WholeLines(TextWriter(head, width: style.width, mostBytes: mostBytes)))
    }
}

private struct TextWriter: LineWriter {
    private let head: TableHead
    private let width: Int?
    /// Those that were not written yet.
    private var lines: [TextLine] = []
    /// The bytes of the widest cell of each column in these.
    private var widest: [Int] = []
    private let mostBytes: Int
    private var isFirst = true

    /// Columns of more lines, or of more bytes than ``mostBytes``, are as wide as each so many need, so that a table of any length can be written.
    private static let mostHeld = 10_000

    init(_ head: TableHead, width: Int?, mostBytes: Int) { (self.head, self.width, self.mostBytes) = (head, width, mostBytes) }

    func begin(to bytes: inout [UInt8]) {
        for line in head.pageLines { bytes.raw(Printable.text(line) + "\n") }
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        var cells = values.map { Printable.text($0.plain) }
        if let label = head.label(of: kind) { cells[label.place] = label.text }
        let own = cells.map(\.utf8.count)
        let wider = lines.isEmpty ? own : zip(widest, own).map(max)
        // Spaces make every line as wide as the widest cells together: lines before a long text would be as long as it.
        let isFull = !lines.isEmpty && wider.reduce(0, +) * (lines.count + 1) > mostBytes
        if isFull { flush(to: &bytes) }
        widest = isFull ? own : wider
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
