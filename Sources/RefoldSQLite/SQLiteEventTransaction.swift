import RefoldCore
import RefoldStores
import RefoldValues

/// A write transaction on an event store in a SQLite file.
///
/// Holds the file's one write lock.
public final class SQLiteEventTransaction: EventTransaction {
    private let session: SQLiteEventSession
    /// The error of a failed append. It may have written some of its rows, so the transaction cannot be committed.
    private(set) var failure: RefoldError?

    init(_ session: SQLiteEventSession) { self.session = session }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try session.events(in: stream, from: version, limit: limit)
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { try session.event(id: id) }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try requireOpen()
        do throws(RefoldError) {
            return try session.appendNow(events, to: stream, expecting: expecting)
        } catch {
            // An event that cannot be read was found before any row was written.
            if !error.isOfStoredEvents { failure = failure ?? error }
            throw error
        }
    }

    public func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)? {
        let table = SQLiteKeptTable(self, schema)
        try session.keptTables.open(schema) { () throws(RefoldError) in if try table.make() { try fill(table) } }
        return table
    }

    /// Events of many streams, by the bytes of their streams and by version.
    ///
    /// - Parameters:
    ///   - stream: the stream of the last event that was read, with its version.
    ///   - end: the first name after all wanted streams.
    func events(behind stream: String, _ version: Int64, before end: String, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try session.events(behind: stream, version, before: end, limit: limit)
    }

    /// A statement on the store's connection, prepared on first use and kept. Reset it after use; do not begin or end transactions with it.
    ///
    /// - Throws: `.failed` also if an earlier error ended the transaction.
    func prepared(_ sql: String) throws(RefoldError) -> SQLiteStatement {
        try requireOpen()
        return try session.prepared(sql)
    }

    /// After some errors SQLite rolls a transaction back by itself; later statements would then be committed one by one.
    private func requireOpen() throws(RefoldError) {
        guard session.connection.isInTransaction else {
            let ended = RefoldError(
                .failed, "the transaction has ended: SQLite rolled it back after an error", at: .named(session.connection.path),
                remedy: "look at the first error; nothing of the transaction is there")
            failure = failure ?? ended
            throw ended
        }
    }
}
