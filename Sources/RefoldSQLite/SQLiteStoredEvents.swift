// Unsafe here: binds the bytes of a batch where they lie, and lends those of a row. Neither is changed before the statement is reset.

import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Looks events up while a bulk append is under way.
final class SQLiteStoredEvents {
    private let byID: SQLiteStatement
    private let lastVersion: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(RefoldError) {
        byID = try connection.prepare(
            """
            SELECT position, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at
            FROM event_store WHERE event_id = ?1 LIMIT 1
            """, isKept: true)
        lastVersion = try connection.prepare("SELECT max(version) FROM event_store WHERE aggregate_id = ?1", isKept: true)
    }

    /// What the store holds of an event.
    func match(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> EventMatch {
        switch try outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) {
        case .alreadyThere: .alreadyThere
        case .differs(let position): .differs(storedAt: position)
        case nil, .appended, .versionDoesNotFollow: .new(last: try version(ofStreamOf: head, in: batch))
        }
    }

    /// The last version of the stream of an event; 0 where it has none.
    func version(ofStreamOf head: EventHead, in batch: EventBatch) throws(RefoldError) -> Int64 {
        try batch.withBytes(head.stream) { bytes throws(RefoldError) in try unsafe lastVersion.bind(1, borrowing: bytes.lent) }
        defer { lastVersion.reset() }
        return try lastVersion.step() ? lastVersion.integer(0) : 0
    }

    /// What the stored event of the same id makes of this one; nil if there is none.
    func outcome(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome? {
        try batch.withBytes(head.id) { bytes throws(RefoldError) in try unsafe byID.bind(1, borrowing: bytes.lent) }
        defer { byID.reset() }
        guard try byID.step() else { return nil }
        let occurredAt = try SQLiteEventTime.read(byID, column: 6, named: "occurred_at", position: 0, stream: 1, type: 3)
        var isSame = occurredAt == head.occurredAt && (head.version == 0 || head.version == byID.integer(2))
        if isSame, comparingRecordedAt {
            let recordedAt = try SQLiteEventTime.read(byID, column: 7, named: "recorded_at", position: 0, stream: 1, type: 3)
            isSame = recordedAt == head.recordedAt
        }
        isSame =
            isSame && isSameType(batch.typeNames[Int(head.type)]) && isSameStream(head.stream, batch)
            && isSameJSON(4, head.data, batch) && isSameJSON(5, head.metadata, batch)
        return isSame ? .alreadyThere : .differs(storedAt: byID.integer(0))
    }

    private func isSameType(_ name: String) -> Bool {
        let name = name.utf8
        return byID.withBytes(3) { $0.isEqual(to: name.span) }
    }

    private func isSameStream(_ range: ByteRange, _ batch: EventBatch) -> Bool {
        byID.withBytes(1) { stored in batch.withBytes(range) { stored.isEqual(to: $0) } }
    }

    private func isSameJSON(_ column: Int32, _ range: ByteRange, _ batch: EventBatch) -> Bool {
        byID.withBytes(column) { stored in batch.withBytes(range) { JSONCanonical.isEqual(stored, $0) } }
    }
}

extension Span<UInt8> {
    /// The span's memory, beyond the span's own scope: for bindings to memory that the caller knows to stay.
    @unsafe
    var lent: UnsafeRawBufferPointer { unsafe withUnsafeBytes { unsafe $0 } }
}
