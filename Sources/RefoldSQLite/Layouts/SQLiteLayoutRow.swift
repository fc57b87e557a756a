// Unsafe here: passes a row's bytes in SQLite's memory to the decoder, which copies them before the next step.

import RefoldCore
import RefoldLayouts
import RefoldValues

/// Reads the rows of ``SQLiteLayoutTable/list``.
enum SQLiteLayoutRow {
    /// The row at which a statement stands.
    ///
    /// - Throws: `.refused` for a position that is no integer; `.failed` for another value that no event has.
    static func read(_ row: SQLiteStatement, shift: Int64, at store: String) throws(RefoldError) -> LayoutRow {
        guard row.isInteger(0) else { throw .noPosition(row.kind(0), at: store) }
        guard !row.isNull(3) else { throw .noType(position: row.integer(0) &+ shift, stream: row.text(1)) }
        // A look at a blob as a text would change what the next look at it finds: the place is made only for a message.
        guard row.isNull(2) || row.isInteger(2) else {
            throw .strangeVersion(row.kind(2), at: .event(position: row.integer(0) &+ shift, stream: row.text(1), type: row.text(3)))
        }
        return LayoutRow(
            position: row.integer(0), version: row.isNull(2) ? nil : row.integer(2), id: text(row, 7), stream: text(row, 1), type: text(row, 3),
            data: payload(row, 4), dataContent: .any, metadata: payload(row, 8), metadataContent: .any, occurredAt: time(row, 5),
            recordedAt: time(row, 6), unreadable: text(row, 9))
    }

    private static func text(_ row: SQLiteStatement, _ column: Int32) -> LayoutRow.Text {
        if row.isNull(column) { return .null }
        guard let blob = unsafe row.blobBytes(column) else { return unsafe LayoutRow.Text(.text, row.bytes(column)) }
        return unsafe LayoutRow.Text(blob.count == 16 ? .uuid : .text, blob)
    }

    private static func payload(_ row: SQLiteStatement, _ column: Int32) -> LayoutRow.Text {
        if row.isNull(column) { return .null }
        return unsafe LayoutRow.Text(.text, row.blobBytes(column) ?? row.bytes(column))
    }

    private static func time(_ row: SQLiteStatement, _ column: Int32) -> LayoutRow.Time {
        if row.isNull(column) { return .null }
        return row.isInteger(column) ? .number(row.integer(column)) : .text(unsafe LayoutRow.Text(.text, row.bytes(column)))
    }
}
