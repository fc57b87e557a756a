import RefoldValues

/// Writes one table line by line. ``WholeLines`` makes a ``TableWriter`` of it.
public protocol LineWriter {
    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError)
    /// - Parameter values: one per column.
    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) throws(RefoldError)
    mutating func end(to bytes: inout [UInt8]) throws(RefoldError)
}

/// Collects the cells of each line for a writer that takes whole lines.
public struct WholeLines<Writer: LineWriter>: TableWriter {
    private var writer: Writer
    private var kind = LineKind.line
    private var values: [TableValue] = []

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
