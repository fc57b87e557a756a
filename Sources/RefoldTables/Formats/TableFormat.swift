import RefoldValues

/// A format that tables of figures are written in, such as CSV. A domain may bring its own.
///
/// Everything that writes tables, `report`, `export` and the steps of jobs, takes every format there is.
public protocol TableFormat: Sendable {
    /// What flags and job steps call it: `csv`. Lower-case letters and digits; no other format has it.
    var word: String { get }

    /// What file names end with, without the dot; no other format has it.
    var fileEnding: String { get }

    /// What people use it for, in at most 50 characters: `for programs and spreadsheets`.
    var summary: String { get }

    /// Whether it can be shown on a terminal.
    var isText: Bool { get }

    /// A writer of one table.
    func writer(of head: TableHead, as style: TableStyle) -> any TableWriter
}

extension TableFormat {
    public var fileEnding: String { word }
    public var isText: Bool { true }
}

/// Writes one table, cell by cell: ``begin(to:)``, then for each line ``beginLine(_:to:)``, its cells from the first to the last, and
/// ``endLine(to:)``, then ``end(to:)``.
///
/// Bytes are appended to what the caller takes away between lines, so that a table of any length can be written. The same table gives the same
/// bytes at any time and on any machine. If whole lines are easier to write, see ``LineWriter``.
public protocol TableWriter {
    /// Appends what stands before the lines, such as a header.
    ///
    /// - Throws: status 1 if the format cannot hold a table of such columns.
    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError)
    /// Begins a line of the table, a line of others, a subtotal or the total. A format for people leaves out a total without a label, see
    /// ``TableHead/label(of:)``: it could not be told from a line.
    ///
    /// - Throws: status 1 if the format cannot hold one more line.
    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) throws(RefoldError)
    /// A cell of the line at hand. There are as many as columns.
    ///
    /// - Throws: status 1 if the format cannot hold the value.
    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) throws(RefoldError)
    /// The same for a cell with a text, as its UTF-8 bytes.
    ///
    /// - Throws: status 1 if the format cannot hold the text.
    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError)
    /// Ends the line at hand.
    ///
    /// - Throws: status 1 if the format cannot hold one more line.
    mutating func endLine(to bytes: inout [UInt8]) throws(RefoldError)
    /// Appends what stands after the lines, and whatever was held back.
    ///
    /// - Throws: status 1 if the format cannot hold the whole table.
    mutating func end(to bytes: inout [UInt8]) throws(RefoldError)
}

extension TableWriter {
    public mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError) {
        try cell(.text(ByteRuns.text(text, text.indices)), to: &bytes)
    }
}
