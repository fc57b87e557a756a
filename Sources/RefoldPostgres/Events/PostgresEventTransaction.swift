import RefoldCore

/// A write transaction on an event store in PostgreSQL.
///
/// Holds the bound back until it ends, so it is to be short.
public final class PostgresEventTransaction: EventTransaction {
    private let session: PostgresEventSession

    init(_ session: PostgresEventSession) { self.session = session }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try session.events(in: stream, from: version, limit: limit)
    }

    public func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] { try session.events(inEach: streams) }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { try session.event(id: id) }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try session.append(events, to: stream, expecting: expecting)
    }

    /// Events of many streams, by the bytes of their streams and by version.
    ///
    /// - Parameters:
    ///   - stream: where the last ones ended, with their version.
    ///   - end: the first name that belongs to no wanted stream.
    public func events(behind stream: String, _ version: Int64, before end: String, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try session.events(behind: stream, version, before: end, limit: limit)
    }

    /// The store's name for messages, without secrets.
    public var storeName: String { session.connection.location.name }

    /// The name of the table of events, as a part of statements.
    public func tableName() throws(RefoldError) -> String { try session.tableToWrite().name }

    /// The name of the schema where the events lie, not quoted.
    public func schemaName() throws(RefoldError) -> String { try session.tableToWrite().schema }

    /// Refuses, in a session with all rights, a table beside the events that belongs to a role without them and runs what that role wrote.
    ///
    /// - Throws: `.failed` with the table and its owner.
    public func requireTrust(in table: String) throws(RefoldError) {
        try PostgresTrust(connection: session.connection).requireTable(table, in: schemaName())
    }

    /// Runs a statement of the caller's own in the same transaction, prepared on first use.
    ///
    /// - Parameters:
    ///   - parameters: the texts of `$1`, `$2` …; nil for null.
    ///   - deed: what it is for, for messages: `keep the table of accesses`.
    public func query(_ sql: String, _ parameters: [String?] = [], to deed: String) throws(RefoldError) -> PostgresResult {
        try session.connection.query(sql, parameters, to: deed)
    }
}
