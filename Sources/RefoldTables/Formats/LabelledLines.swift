import RefoldValues

/// Leaves out a total that no label could tell from a line, for formats for people: a table without row columns has one line, and its total is
/// the same figures.
struct LabelledLines<Writer: TableWriter>: TableWriter {
    private var writer: Writer
    private let hasTotals: Bool
    private var isLeftOut = false

    init(_ head: TableHead, _ writer: Writer) {
        self.writer = writer
        hasTotals = head.label(of: .total) != nil
    }

    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError) { try writer.begin(to: &bytes) }

    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) throws(RefoldError) {
        isLeftOut = kind == .total && !hasTotals
        if !isLeftOut { try writer.beginLine(kind, to: &bytes) }
    }

    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) throws(RefoldError) {
        if !isLeftOut { try writer.cell(value, to: &bytes) }
    }

    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError) {
        if !isLeftOut { try writer.cell(text: text, to: &bytes) }
    }

    mutating func endLine(to bytes: inout [UInt8]) throws(RefoldError) {
        if !isLeftOut { try writer.endLine(to: &bytes) }
    }

    mutating func end(to bytes: inout [UInt8]) throws(RefoldError) { try writer.end(to: &bytes) }
}
