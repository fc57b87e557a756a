// Unsafe here: binds the bytes of a batch in place, and passes those of a row. Neither changes before the statement is reset.

import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Looks up events during a bulk append.
final class SQLiteStoredEvents {
    private let connection: SQLiteConnection
    private let times: StoreTimes
    private let byID: SQLiteStatement
    private let lastVersion: SQLiteStatement
    /// Prepared if a store has to be read back.
    private var byPosition: SQLiteStatement?

    private static let row =
        "SELECT position, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at, event_id FROM event_store"

    private static let event = SQLiteEventTime.Columns(position: 0, stream: 1, type: 3)

    /// - Parameter times: how times without a zone are read.
    init(_ connection: SQLiteConnection, _ times: StoreTimes) throws(RefoldError) {
        self.connection = connection
        self.times = times
        byID = try connection.prepare(Self.row + " WHERE event_id = ?1 LIMIT 1", isKept: true)
        lastVersion = try connection.prepare("SELECT max(version) FROM event_store WHERE aggregate_id = ?1", isKept: true)
    }

    /// What the store holds of an event.
    func match(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> EventMatch {
        switch try outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) {
        case .alreadyThere: .alreadyThere
        case .differs(let position): .differs(storedAt: position)
        case nil, .appended, .versionDoesNotFollow, .refused: .new(last: try version(ofStreamOf: head, in: batch))
        }
    }

    /// The last version of the stream of an event; 0 if it has none.
    func version(ofStreamOf head: EventHead, in batch: EventBatch) throws(RefoldError) -> Int64 {
        try batch.withBytes(head.stream) { bytes throws(RefoldError) in try unsafe lastVersion.bind(1, borrowing: bytes.lent) }
        defer { lastVersion.reset() }
        return try lastVersion.step() ? lastVersion.integer(0) : 0
    }

    /// The outcome if an event with the same id is stored; nil if there is none.
    func outcome(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome? {
        try batch.withBytes(head.id) { bytes throws(RefoldError) in try unsafe byID.bind(1, borrowing: bytes.lent) }
        defer { byID.reset() }
        guard try byID.step() else { return nil }
        let occurredAt = try SQLiteEventTime.read(byID, column: 6, named: "occurred_at", of: Self.event, times)
        var isSame = occurredAt == head.occurredAt && (head.version == 0 || head.version == byID.integer(2))
        if isSame, comparingRecordedAt {
            let recordedAt = try SQLiteEventTime.read(byID, column: 7, named: "recorded_at", of: Self.event, times)
            isSame = recordedAt == head.recordedAt
        }
        isSame =
            isSame && Self.isSame(byID, 3, batch.typeNames[Int(head.type)]) && Self.isSame(byID, 1, head.stream, batch)
            && Self.isSameJSON(byID, 4, head.data, batch) && Self.isSameJSON(byID, 5, head.metadata, batch)
        return isSame ? .alreadyThere : .differs(storedAt: byID.integer(0))
    }

    /// What became of an event that was written at a position: a clause about the first column that is not as it was given; nil if all are.
    func loss(of head: EventHead, in batch: EventBatch, at position: Position, version: Int64) throws(RefoldError) -> String? {
        if byPosition == nil { byPosition = try connection.prepare(Self.row + " WHERE position = ?1 LIMIT 1", isKept: true) }
        guard let row = byPosition else { return nil }
        try row.bind(1, position)
        defer { row.reset() }
        guard try row.step() else { return StoredEvent.lossOfAll }
        guard row.isInteger(0), row.integer(0) == position else { return StoredEvent.loss(in: "position") }
        guard Self.isSame(row, 8, head.id, batch) else { return StoredEvent.loss(in: "event_id") }
        guard Self.isSame(row, 1, head.stream, batch) else { return StoredEvent.loss(in: "aggregate_id") }
        guard row.isInteger(2), row.integer(2) == version else { return StoredEvent.loss(in: "version") }
        guard Self.isSame(row, 3, batch.typeNames[Int(head.type)]) else { return StoredEvent.loss(in: "event_type") }
        guard Self.isSameJSON(row, 4, head.data, batch) else { return StoredEvent.loss(in: "event_data") }
        guard Self.isSameJSON(row, 5, head.metadata, batch) else { return StoredEvent.loss(in: "event_metadata") }
        guard Self.isSame(row, 6, head.occurredAt.description) else { return StoredEvent.loss(in: "occurred_at") }
        guard Self.isSame(row, 7, head.recordedAt.description) else { return StoredEvent.loss(in: "recorded_at") }
        return nil
    }

    private static func isSame(_ row: SQLiteStatement, _ column: Int32, _ text: String) -> Bool {
        let text = text.utf8
        return row.withBytes(column) { $0.isEqual(to: text.span) }
    }

    private static func isSame(_ row: SQLiteStatement, _ column: Int32, _ range: ByteRange, _ batch: EventBatch) -> Bool {
        row.withBytes(column) { stored in batch.withBytes(range) { stored.isEqual(to: $0) } }
    }

    private static func isSameJSON(_ row: SQLiteStatement, _ column: Int32, _ range: ByteRange, _ batch: EventBatch) -> Bool {
        row.withBytes(column) { stored in batch.withBytes(range) { JSONCanonical.isEqual(stored, $0) } }
    }
}

extension Span<UInt8> {
    /// The span's memory outside the span's own scope: for bindings to memory that the caller keeps valid.
    @unsafe
    var lent: UnsafeRawBufferPointer { unsafe withUnsafeBytes { unsafe $0 } }
}
