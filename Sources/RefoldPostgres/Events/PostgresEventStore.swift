import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// An event store in a PostgreSQL database: the table `event_store` on the session's search path, whoever created it.
///
/// Any number of processes, and other programs by plain SQL, may append to it concurrently.
public final class PostgresEventStore: EventStore {
    private let location: PostgresLocation
    private let access: EventStoreAccess
    private let waits: WaitPolicy?
    /// The minimum and maximum number of positions that a reader of a scan takes at a time.
    private let windowSizes: ClosedRange<Int64>
    /// The connection for everything except scans and bulk appends, which have their own. Reopened if it was lost.
    private let session: Mutex<PostgresEventSession?>
    /// One for the scans of a run that comes again.
    private let scans = PostgresSessions(capacity: 1)

    /// Opens the store. With `creating`, the table is created by the first append.
    ///
    /// - Parameter waits: how it waits for locks; nil if waits are not watched.
    /// - Throws: `.failed` if the server cannot be reached, if there is no store and `access` does not create one, or if the table lacks
    ///   columns.
    public convenience init(_ location: PostgresLocation, access: EventStoreAccess, waits: WaitPolicy? = nil) throws(RefoldError) {
        try self.init(location, access: access, waits: waits, windowSizes: PositionWindows.usualSizes)
    }

    init(
        _ location: PostgresLocation, access: EventStoreAccess, waits: WaitPolicy? = nil, windowSizes: ClosedRange<Int64>
    ) throws(RefoldError) {
        self.location = location
        self.access = access
        self.waits = waits
        self.windowSizes = windowSizes
        session = Mutex(nil)
        let table = try withSession { session throws(RefoldError) in try session.table() }
        guard access == .creating || table != nil else {
            if let schema = try withSession({ session throws(RefoldError) in try session.closedSchema() }) {
                throw PostgresFailure(state: "42501", message: "permission denied for schema \(schema)", isDisconnected: false)
                    .error(at: location.name, operation: "read the events")
            }
            throw RefoldError(
                .failed, "there is no event store", at: .named(location.name), expected: "a table event_store on the search path",
                remedy: "check the URI, say how your own tables are read (refold help layouts), or make a store with refold import, refold ingest or refold seed")
        }
    }

    /// With these settings ids and versions are looked up by their indexes, whatever the statistics of a new table say, and each statement
    /// sees everything committed before it.
    private static let settings = [
        "default_transaction_isolation": "read committed", "enable_seqscan": "off", "enable_bitmapscan": "off", "jit": "off",
    ]

    public var name: String { location.name }

    public func bound(remembered: Position) throws(RefoldError) -> Bound {
        try withSession { session throws(RefoldError) in try Self.bound(remembered: remembered, waiting: nil, on: session) }
    }

    /// Waits on a connection of its own, so that nobody who uses the store meanwhile has to wait too.
    public func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        guard let waits else { return try bound(remembered: remembered) }
        let connection = try PostgresConnection(location, settings: Self.settings, readsOnly: true, waits: self.waits)
        return try Self.bound(remembered: remembered, waiting: waits, on: PostgresEventSession(connection))
    }

    public func writers() throws(RefoldError) -> [BoundHolder] {
        try withSession { session throws(RefoldError) in
            guard let table = try session.table() else { return [] }
            let writers = PostgresWriters(of: try PostgresPositionSource(of: table, on: session.connection).relations, on: session.connection)
            return try writers.described(writers.holders().sorted())
        }
    }

    private static func bound(
        remembered: Position, waiting waits: WaitPolicy?, on session: PostgresEventSession
    ) throws(RefoldError) -> Bound {
        guard let table = try session.table() else { return Bound(position: 0, newest: 0) }
        return try PostgresBound(table, on: session.connection).find(remembered: remembered, waiting: waits)
    }

    public func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        try withSession { session throws(RefoldError) in try session.eventCounts(after: after, through: through) }
    }

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let open = { @Sendable [location, waits] () throws(RefoldError) in
            try PostgresConnection(location, settings: PostgresScanStatement.settings, readsOnly: true, waits: waits)
        }
        let loan = try scans.lend(open)
        let decoder = { @Sendable [location] in EventRowDecoder(query.columns, in: location.name) }
        let statement = try PostgresEventLayout.find(on: loan.connection).map { PostgresScanStatement(query, of: $0, decoder()) }
        if let statement, let scan = ParallelEventScan(query, by: statement, decoder: decoder, sizes: windowSizes, open: open) {
            // It has sessions of its own, and reads more than what came since the last time.
            loan.keepNothing()
            return scan
        }
        return PostgresEventScan(query, by: statement, decoder(), on: loan)
    }

    public func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch {
        try watch(waking: signal, askingEvery: .seconds(60))
    }

    /// - Parameter pause: how often it is asked whether every append is announced.
    func watch(waking signal: WakeSignal, askingEvery pause: Duration) throws(RefoldError) -> PostgresEventWatch {
        try PostgresEventWatch(
            of: location, waits: waits, waking: signal, pause: pause,
            newest: { [self] () throws(RefoldError) in try withSession { session throws(RefoldError) in try session.newest() } },
            announced: { [self] () throws(RefoldError) in
                try withSession { session throws(RefoldError) in
                    guard let table = try PostgresEventLayout.find(on: session.connection) else { return false }
                    return try PostgresAnnouncement.isComplete(for: table, on: session.connection)
                }
            })
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

    /// Durable as the server's `synchronous_commit` says; by default that is on the server's disk.
    public func append(
        _ events: [NewEvent], to stream: String, expecting: ExpectedVersion
    ) throws(RefoldError) -> AppendOutcome {
        try requireWriting()
        return try withSession { session throws(RefoldError) in try session.append(events, to: stream, expecting: expecting) }
    }

    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try write(extent) { transaction throws(RefoldError) in try body(transaction) }
    }

    /// Like ``transact(_:_:)``, with the adapter's own transaction.
    func write<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (PostgresEventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try requireWriting()
        return try withSession { session throws(RefoldError) in try session.transact(extent, body) }
    }

    public func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) {
        try requireWriting()
        try PostgresBulkAppend.run(on: try PostgresConnection(location, settings: Self.settings, waits: waits), body)
    }

    private func requireWriting() throws(RefoldError) {
        guard access == .creating else {
            throw RefoldError(.failed, "the event store is open for reading only", at: .named(name))
        }
    }

    private func withSession<Result: Sendable>(
        _ body: (PostgresEventSession) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try session.withLock { session throws(RefoldError) -> Result in
            let open: PostgresEventSession
            if let session, !session.connection.isLostWhileIdle {
                open = session
            } else {
                let connection = try PostgresConnection(
                    location, settings: Self.settings, readsOnly: access == .reading, waits: waits)
                open = PostgresEventSession(connection)
                session = open
            }
            return try body(open)
        }
    }
}
