// Unsafe here: reads fields in libpq's memory and passes them to the batch, which copies them.

import RefoldCore
import RefoldValues

/// Reads rows of binary COPY into a batch: position, stream, version, type, data, time of occurrence, then the further columns.
struct EventRowDecoder: CopiedRowDecoder {
    private let columns: [String]
    /// The name for messages.
    private let store: String
    private let id: Int?
    private let metadata: Int?
    private let recordedAt: Int?
    private var types = EventTypeNames(wanted: nil)
    private var fields: [Range<Int>]

    init(_ wanted: EventColumns, in store: String) {
        self.store = store
        var columns = ["position", "aggregate_id", "version", "event_type", "event_data", "occurred_at"]
        func further(_ column: EventColumns, _ name: String) -> Int? {
            guard wanted.contains(column) else { return nil }
            columns.append(name)
            return columns.count - 1
        }
        id = further(.id, "event_id")
        metadata = further(.metadata, "event_metadata")
        recordedAt = further(.recordedAt, "recorded_at")
        self.columns = columns
        fields = Array(repeating: 0..<0, count: columns.count)
    }

    /// The columns of a row, in order, as expressions for SELECT.
    func list(of table: PostgresEventTable) -> String { columns.map(table.expression).joined(separator: ", ") }

    var names: [String] { types.names }

    mutating func decode(_ row: UnsafeRawBufferPointer, into batch: EventBatch, _ passed: inout Position) throws(RefoldError) -> CopiedRow {
        guard row.count >= 2, unsafe Int16(bigEndian: row.loadUnaligned(as: Int16.self)) == Int16(columns.count) else { return .ended }
        var offset = 2
        var size = 0
        for column in columns.indices {
            guard offset + 4 <= row.count else { throw unsafe broken(row, column) }
            let length = unsafe Int(Int32(bigEndian: row.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            offset += 4
            guard length >= 0, offset + length <= row.count else { throw unsafe broken(row, column) }
            fields[column] = offset..<offset + length
            offset += length
            size += length
        }
        if batch.isFull(for: size) { return .full }
        guard let position = unsafe integer(row, 0) else { throw unsafe broken(row, 0) }
        guard position > passed else { throw unsafe notRising(row, position, after: passed) }
        guard let version = unsafe integer(row, 2) else { throw unsafe broken(row, 2) }
        guard StoredEvent.versions.contains(version) else {
            throw unsafe RefoldError.strangeVersion(version, at: .event(position: position, stream: text(row, 1), type: text(row, 3)))
        }
        guard let occurredAt = unsafe PostgresEventTime.read(field(row, 5)) else { throw unsafe beyondCalendar(row, 5) }
        var time = Timestamp.first
        if let recordedAt {
            guard let read = unsafe PostgresEventTime.read(field(row, recordedAt)) else { throw unsafe beyondCalendar(row, recordedAt) }
            time = read
        }
        guard let type = unsafe types.number(of: field(row, 3)) else {
            let place = Place.event(position: position, stream: unsafe text(row, 1), type: unsafe text(row, 3))
            if let refusal = unsafe types.refusal(of: field(row, 3), at: place, in: store) { throw refusal }
            return .taken
        }
        unsafe batch.append(
            position: position, version: version, type: type, occurredAt: occurredAt, recordedAt: time, stream: field(row, 1),
            data: field(row, 4), id: field(row, id), metadata: field(row, metadata))
        passed = position
        return .taken
    }

    @inline(__always)
    private func field(_ row: UnsafeRawBufferPointer, _ column: Int?) -> UnsafeRawBufferPointer {
        guard let column else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(rebasing: row[fields[column]])
    }

    @inline(__always)
    private func integer(_ row: UnsafeRawBufferPointer, _ column: Int) -> Int64? {
        guard fields[column].count == 8 else { return nil }
        return unsafe Int64(bigEndian: row.loadUnaligned(fromByteOffset: fields[column].lowerBound, as: Int64.self))
    }

    private func text(_ row: UnsafeRawBufferPointer, _ column: Int) -> String { unsafe String(decoding: field(row, column), as: UTF8.self) }

    private func beyondCalendar(_ row: UnsafeRawBufferPointer, _ column: Int) -> RefoldError {
        PostgresEventTime.unreadable(
            columns[column], position: unsafe integer(row, 0) ?? 0, stream: unsafe text(row, 1), type: unsafe text(row, 3))
    }

    /// The error for a position that is not above the one before: a duplicate, or not an integer.
    private func notRising(_ row: UnsafeRawBufferPointer, _ position: Position, after passed: Position) -> RefoldError {
        RefoldError(
            .refused, "the position does not follow \(passed), that of the event before",
            at: .event(position: position, stream: unsafe text(row, 1), type: unsafe text(row, 3)), expected: "one event at each position, by whole numbers",
            remedy: "give the column position a unique index, and positions of their own to the events that it refuses")
    }

    /// The error for a field that is null or does not have its column's size. The fields before it were read.
    private func broken(_ row: UnsafeRawBufferPointer, _ column: Int) -> RefoldError {
        let place = Place.event(
            position: column > 0 ? unsafe integer(row, 0) ?? 0 : 0, stream: column > 1 ? unsafe text(row, 1) : "",
            type: column > 3 ? unsafe text(row, 3) : "")
        return RefoldError(.failed, "\(columns[column]) is null", at: place, expected: "a value", remedy: "give a view event_store in which it has one, or read a copy of the store that has one")
    }
}
