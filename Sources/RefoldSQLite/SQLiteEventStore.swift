import FoundationEssentials
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// An event store in a SQLite file.
///
/// Reads in short transactions, so that neither the write-ahead log nor an appender waits for it. Any number of processes may append to one
/// file; they wait for each other.
public final class SQLiteEventStore: EventStore {
    /// The path of the file.
    public let path: String
    /// Whether it is only read, or created if it is missing.
    public let access: EventStoreAccess
    /// The connection for everything except scans, which have their own.
    private let session: Mutex<SQLiteEventSession?>
    private let waits: WaitPolicy?
    private let housekeeping: Housekeeping
    private let streamsRemembered: Int
    private let times: StoreTimes

    /// Opens the store. With `creating`, the file is created at once and is empty until the first append.
    ///
    /// - Parameters:
    ///   - times: how times of stored events are read that state no zone. What is written is RFC 3339 in UTC.
    ///   - waits: how it waits for locks on the file; nil for up to an hour, without a notice.
    ///   - housekeeping: gets the warnings about work after an append, such as emptying the log.
    /// - Throws: `.failed` if there is no store and `access` does not create one, or if the file is something else.
    public convenience init(
        path: String, access: EventStoreAccess, times: StoreTimes = .refuse, waits: WaitPolicy? = nil, housekeeping: Housekeeping = Housekeeping { _ in }
    ) throws(RefoldError) {
        try self.init(
            path: path, access: access, times: times, waits: waits, housekeeping: housekeeping, streamsRemembered: SQLiteStreamVersions.maximumCount)
    }

    /// - Parameter streamsRemembered: how many streams a bulk append into an empty store remembers.
    init(
        path: String, access: EventStoreAccess, times: StoreTimes = .refuse, waits: WaitPolicy? = nil, housekeeping: Housekeeping = Housekeeping { _ in },
        streamsRemembered: Int
    ) throws(RefoldError) {
        self.path = path
        self.access = access
        self.waits = waits
        self.housekeeping = housekeeping
        self.streamsRemembered = streamsRemembered
        self.times = times
        session = Mutex(nil)
        if access == .reading, !FileManager.default.fileExists(atPath: path) {
            throw RefoldError(
                .failed, "there is no event store", at: .named(path), expected: "a SQLite file",
                remedy: "check the path, or make a store with refold import, refold ingest or refold seed")
        }
        try withSession { _ throws(RefoldError) in }
    }

    public var name: String { "sqlite:" + path }

    /// SQLite has one writer at a time, so no event can appear below the last visible one.
    public func bound(remembered: Position) throws(RefoldError) -> Bound {
        try withSession { session throws(RefoldError) in
            guard try session.isStore() else { return Bound(position: 0, newest: 0) }
            let positions = try SQLitePositions(on: session.connection)
            try positions.check()
            try positions.checkUnique()
            let last = try session.connection.integer("SELECT max(position) FROM event_store") ?? 0
            return Bound(position: last, newest: last)
        }
    }

    public func writers() throws(RefoldError) -> [BoundHolder] { SQLiteLockHolders.writers(of: path) }

    public func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        try withSession { session throws(RefoldError) in try session.eventCounts(after: after, through: through) }
    }

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let connection = try SQLiteConnection.forReading(path, watched: waits)
        guard try SQLiteEventLayout.content(of: connection) == .store else { return SQLiteEventScan(endingAt: query.through) }
        return try SQLiteEventScan(query, on: connection, times)
    }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try withSession { session throws(RefoldError) in try session.events(in: stream, from: version, limit: limit) }
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? {
        try withSession { session throws(RefoldError) in try session.event(id: id) }
    }

    public func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        try withSession { session throws(RefoldError) in try session.samples(upTo: positions) }
    }

    public func version(of stream: String) throws(RefoldError) -> Int64 {
        try withSession { session throws(RefoldError) in try session.version(of: stream) }
    }

    public func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        try withSession { session throws(RefoldError) in try session.firstPositions(of: types, after: after, through: through) }
    }

    public func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        try withSession { session throws(RefoldError) in try session.matches(of: batch, comparingRecordedAt: comparingRecordedAt) }
    }

    public func append(
        _ events: [NewEvent], to stream: String, expecting: ExpectedVersion
    ) throws(RefoldError) -> AppendOutcome {
        try withSession { session throws(RefoldError) in
            try requireWriting()
            return try session.append(events, to: stream, expecting: expecting)
        }
    }

    /// SQLite has one writer at a time, whatever the extent.
    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try write { transaction throws(RefoldError) in try body(transaction) }
    }

    /// Like ``transact(_:_:)``, with the adapter's own transaction.
    func write<Result: Sendable>(
        _ body: (SQLiteEventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try withSession { session throws(RefoldError) in
            try requireWriting()
            return try session.transact(body)
        }
    }

    public func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) {
        try requireWriting()
        let connection = try SQLiteConnection(path, mode: .create, watched: waits)
        let file = SQLiteStoreFile(path)
        try SQLiteBulkAppend.run(on: connection, remembering: streamsRemembered, times, housekeeping, body)
        try file.requireInPlace()
    }

    public func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch {
        try SQLiteEventWatch { [path, waits] () throws(RefoldError) in try SQLiteConnection.forReading(path, watched: waits) }
    }

    private func requireWriting() throws(RefoldError) {
        guard access == .creating else {
            throw RefoldError(.failed, "the event store is open for reading only", at: .named(path))
        }
    }

    private func withSession<Result: Sendable>(
        _ body: (SQLiteEventSession) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try session.withLock { session throws(RefoldError) -> Result in
            // Another file may be in its place. One that is written to is not exchanged in silence.
            if let session, access == .creating || session.isInPlace { return try body(session) }
            let opened = try Self.open(path, access, times, waits)
            session = opened
            return try body(opened)
        }
    }

    private static func open(
        _ path: String, _ access: EventStoreAccess, _ times: StoreTimes, _ waits: WaitPolicy?
    ) throws(RefoldError) -> SQLiteEventSession {
        switch access {
        case .reading:
            let connection = try SQLiteConnection.forReading(path, watched: waits)
            _ = try SQLiteEventLayout.content(of: connection)
            return SQLiteEventSession(connection, times)
        case .creating:
            let connection = try SQLiteConnection(path, mode: .create, watched: waits)
            _ = try SQLiteEventLayout.content(of: connection)
            try connection.execute("PRAGMA synchronous = FULL")
            return SQLiteEventSession(connection, times)
        }
    }
}
