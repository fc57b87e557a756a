import RefoldCore

/// A write transaction on an event store in a SQLite file.
///
/// Holds the file's one write lock. Statements of the caller's own that belong to the same transaction go through ``prepared(_:)``.
public final class SQLiteEventTransaction: EventTransaction {
    private let session: SQLiteEventSession

    init(_ session: SQLiteEventSession) { self.session = session }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try session.events(in: stream, from: version, limit: limit)
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { try session.event(id: id) }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try session.appendNow(events, to: stream, expecting: expecting)
    }

    /// A statement on the store's connection, prepared on first use and kept. Reset it when done; do not begin or end transactions with it.
    public func prepared(_ sql: String) throws(RefoldError) -> SQLiteStatement { try session.prepared(sql) }
}
