// Unsafe here: reads fields in libpq's memory.

import RefoldCore
import RefoldLayouts
import RefoldValues

/// Reads rows of binary COPY by a layout.
struct PostgresLayoutDecoder: CopiedRowDecoder {
    private var decoder: LayoutDecoder
    private let forms: [PostgresLayoutColumn]
    private let store: String
    private var fields: [Range<Int>?]

    /// The columns of a row, in order.
    private static let columns = ["position", "stream", "version", "type", "data", "occurred_at", "recorded_at", "event_id", "metadata", "unreadable"]

    /// The columns of a row as expressions for SELECT.
    static func list(of table: PostgresLayoutTable, _ wanted: EventColumns) -> String {
        columns.map { column in
            switch column {
            case "metadata" where !wanted.contains(.metadata): "NULL::text"
            // Only where they stand in for what is missing.
            case "event_id" where !wanted.contains(.id): "CASE WHEN e.stream IS NULL THEN \(table.expression(column)) END"
            case "recorded_at" where !wanted.contains(.recordedAt) && table.layout.occurredAt == nil: "CASE WHEN e.occurred_at IS NULL THEN \(table.expression(column)) END"
            default: table.expression(column)
            }
        }.joined(separator: ", ")
    }

    init(_ table: PostgresLayoutTable, _ decoder: LayoutDecoder, at store: String) {
        self.decoder = decoder
        self.store = store
        forms = Self.columns.map { table.form(of: $0) }
        fields = Array(repeating: nil, count: forms.count)
    }

    var names: [String] { decoder.types.names }

    mutating func decode(_ row: UnsafeRawBufferPointer, into batch: EventBatch, _ passed: inout Position) throws(RefoldError) -> CopiedRow {
        guard row.count >= 2, unsafe Int16(bigEndian: row.loadUnaligned(as: Int16.self)) == Int16(forms.count) else { return .ended }
        var offset = 2
        for column in forms.indices {
            guard offset + 4 <= row.count else { throw broken }
            let length = unsafe Int(Int32(bigEndian: row.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            offset += 4
            fields[column] = length < 0 ? nil : offset..<offset + length
            guard offset + max(length, 0) <= row.count else { throw broken }
            offset += max(length, 0)
        }
        guard let position = unsafe integer(row, 0) else { throw .noPosition("null", at: store) }
        guard fields[3] != nil else { throw .noType(position: position &+ decoder.shift, stream: "") }
        let found = LayoutRow(
            position: position, version: try unsafe version(row, position), id: unsafe text(row, 7), stream: unsafe text(row, 1), type: unsafe plain(row, 3),
            data: unsafe payload(row, 4), dataContent: forms[4].isJSON ? .json : .any, metadata: unsafe payload(row, 8),
            metadataContent: forms[8].isJSON ? .json : .any, occurredAt: unsafe time(row, 5), recordedAt: unsafe time(row, 6),
            unreadable: unsafe plain(row, 9))
        switch try decoder.decode(found, into: batch, after: passed) {
        case .full: return .full
        case .taken, .leftOut:
            passed = position &+ decoder.shift
            return .taken
        }
    }

    private var broken: RefoldError { RefoldError(.failed, "the server sent a row that is not whole", at: .named(store), remedy: "run the command again") }

    @inline(__always)
    private func field(_ row: UnsafeRawBufferPointer, _ column: Int) -> UnsafeRawBufferPointer? {
        guard let range = fields[column] else { return nil }
        return unsafe UnsafeRawBufferPointer(rebasing: row[range])
    }

    /// A column that the server sends as a 64-bit integer.
    @inline(__always)
    private func integer(_ row: UnsafeRawBufferPointer, _ column: Int) -> Int64? {
        guard let range = fields[column], range.count == 8 else { return nil }
        return unsafe Int64(bigEndian: row.loadUnaligned(fromByteOffset: range.lowerBound, as: Int64.self))
    }

    /// The version; one of another type than an integer is sent as a text.
    private func version(_ row: UnsafeRawBufferPointer, _ position: Position) throws(RefoldError) -> Int64? {
        if case .integer = forms[2] { return unsafe integer(row, 2) }
        guard let bytes = unsafe field(row, 2) else { return nil }
        if let version = unsafe Int64(String(decoding: bytes, as: UTF8.self)) { return version }
        throw .strangeVersion("no whole number", at: .event(position: position &+ decoder.shift, stream: "", type: ""))
    }

    /// A column that is sent as a text, whatever its type.
    private func plain(_ row: UnsafeRawBufferPointer, _ column: Int) -> LayoutRow.Text {
        unsafe field(row, column).map { unsafe LayoutRow.Text(.text, $0) } ?? .null
    }

    private func text(_ row: UnsafeRawBufferPointer, _ column: Int) -> LayoutRow.Text {
        guard let bytes = unsafe field(row, column) else { return .null }
        switch forms[column] {
        case .uuid: return unsafe LayoutRow.Text(.uuid, bytes)
        case .bytes where bytes.count == 16: return unsafe LayoutRow.Text(.uuid, bytes)
        default: return unsafe LayoutRow.Text(.text, bytes)
        }
    }

    private func payload(_ row: UnsafeRawBufferPointer, _ column: Int) -> LayoutRow.Text {
        guard let bytes = unsafe field(row, column) else { return .null }
        guard case .jsonb = forms[column] else { return unsafe LayoutRow.Text(.text, bytes) }
        return unsafe LayoutRow.Text(.text, UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
    }

    private func time(_ row: UnsafeRawBufferPointer, _ column: Int) -> LayoutRow.Time {
        guard let bytes = unsafe field(row, column) else { return .null }
        switch forms[column] {
        case .time: return .microseconds(unsafe PostgresEventTime.read(bytes)?.microseconds)
        case .integer: return .number(unsafe integer(row, column) ?? 0)
        default: return .text(unsafe LayoutRow.Text(.text, bytes))
        }
    }
}
