// Unsafe here: checks a column's bytes in SQLite's memory before the next step.

import RefoldValues

/// Checks the texts in the store's columns: no schema guarantees that they are texts, or that they are UTF-8.
struct SQLiteEventTexts {
    /// Whether the database stores texts in UTF-16, which SQLite converts on reading.
    let areUTF16: Bool

    init(on connection: SQLiteConnection) throws(RefoldError) {
        let encoding = try connection.prepare("PRAGMA encoding")
        areUTF16 = try encoding.step() && encoding.text(0) != "UTF-8"
    }

    /// Whether a column holds a text that can be read completely.
    func isReadable(_ row: SQLiteStatement, _ column: Int32) -> Bool {
        if areUTF16, !row.hasPairedSurrogates(column) { return false }
        guard let bytes = unsafe row.textBytes(column) else { return false }
        return unsafe Span(_unsafeBytes: bytes).isUTF8
    }

    /// Reads a text; the other parameters are the columns that identify the event in a message.
    func read(
        _ row: SQLiteStatement, column: Int32, named name: String, position: Int32, stream: Int32, type: Int32
    ) throws(RefoldError) -> String {
        guard isReadable(row, column) else {
            throw Self.unreadable(row, column: column, named: name, position: position, stream: stream, type: type)
        }
        return row.text(column)
    }

    /// The error for a column that is not readable.
    static func unreadable(
        _ row: SQLiteStatement, column: Int32, named name: String, position: Int32, stream: Int32, type: Int32
    ) -> RefoldError {
        let kind = row.kind(column)
        return .unreadableText(
            name, kind == "a text" ? "no UTF-8" : kind,
            at: .event(position: row.integer(position), stream: row.text(stream), type: row.text(type)))
    }
}
