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
    mutating func begin(to bytes: inout [UInt8]) throws(RefoldError)
    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) throws(RefoldError)
    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) throws(RefoldError)
    /// A cell with a text, as its UTF-8 bytes.
    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError)
    mutating func endLine(to bytes: inout [UInt8]) throws(RefoldError)
    mutating func end(to bytes: inout [UInt8]) throws(RefoldError)
}

extension TableWriter {
    public mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError) {
        try cell(.text(String(decoding: text.indices.map { text[$0] }, as: UTF8.self)), to: &bytes)
    }
}
