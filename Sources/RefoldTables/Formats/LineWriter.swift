import RefoldValues

/// Writes one table line by line. ``WholeLines`` makes a ``TableWriter`` of it.
public protocol LineWriter {
    /// Appends what stands before the lines, such as a header.
    ///
    /// - Throws: status 1 if the format cannot hold a table of such columns.
    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError)
    /// Appends a line, or holds it back. It gets lines of others, subtotals and the total too, in the order in which they are shown; the kind
    /// says which one it is.
    ///
    /// - Parameter values: one per column; null in the row columns that a subtotal or the total has no value of.
    /// - Throws: status 1 if the format cannot hold the line.
    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) throws(RefoldError)
    /// Appends what stands after the lines, and whatever was held back.
    ///
    /// - Throws: status 1 if the format cannot hold the whole table.
    mutating func end(to bytes: inout [UInt8]) throws(RefoldError)
}

/// Collects the cells of each line for a writer that takes whole lines.
public struct WholeLines<Writer: LineWriter>: TableWriter {
    private var writer: Writer
    private var kind = LineKind.line
    private var values: [TableValue] = []

    /// - Parameter writer: takes the lines.
    public init(_ writer: Writer) { self.writer = writer }

    public mutating func begin(to bytes: inout [UInt8]) throws(RefoldError) { try writer.begin(to: &bytes) }

    public mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) {
        self.kind = kind
        values.removeAll(keepingCapacity: true)
    }

    public mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) { values.append(value) }

    public mutating func endLine(to bytes: inout [UInt8]) throws(RefoldError) { try writer.line(kind, values, to: &bytes) }

    public mutating func end(to bytes: inout [UInt8]) throws(RefoldError) { try writer.end(to: &bytes) }
}
