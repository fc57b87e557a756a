import FoundationEssentials
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues
import Synchronization

/// A store of another framework in a PostgreSQL database, read by a layout.
public final class PostgresLayoutStore: ForeignEventStore {
    let location: PostgresLocation
    let waits: WaitPolicy?
    let table: PostgresLayoutTable
    private let precision: TimePrecision
    private let unreadable: UnreadableEvents
    private let windowSizes: ClosedRange<Int64>
    private let session: Mutex<Open?>
    private let scans = PostgresSessions(capacity: 1)

    /// The session for everything except scans. Passed from thread to thread, used by one at a time.
    final class Open: @unchecked Sendable {
        let connection: PostgresConnection
        /// The snapshot that all statements see, if the events are numbered as they are read.
        var numbered: PostgresNumberedEvents?

        init(_ connection: PostgresConnection) { self.connection = connection }
    }

    /// Finds out how a database is read.
    ///
    /// - Parameters:
    ///   - times: what becomes of times that are finer than microseconds.
    ///   - unreadable: counts the events that the layout leaves out.
    /// - Returns: nil if it has Refold's own layout, or no store.
    /// - Throws: status 2 if the chosen layout does not fit, or if two fit; `.failed` if the server cannot be reached.
    public static func find(
        _ choice: LayoutChoice, at location: PostgresLocation, waits: WaitPolicy? = nil, times precision: TimePrecision = .exact,
        counting unreadable: UnreadableEvents = UnreadableEvents()
    ) throws(RefoldError) -> PostgresLayoutStore? {
        try find(choice, at: location, waits: waits, times: precision, counting: unreadable, windowSizes: PositionWindows.usualSizes)
    }

    static func find(
        _ choice: LayoutChoice, at location: PostgresLocation, waits: WaitPolicy? = nil, times precision: TimePrecision = .exact,
        counting unreadable: UnreadableEvents = UnreadableEvents(), windowSizes: ClosedRange<Int64>
    ) throws(RefoldError) -> PostgresLayoutStore? {
        guard !choice.isOwn else { return nil }
        let connection = try PostgresConnection(location, settings: settings, readsOnly: true, waits: waits)
        let catalog = try PostgresTableCatalog.read(for: choice.candidates(for: .postgresql), on: connection)
        guard let found = try choice.layout(in: catalog, of: .postgresql, at: location.name, quoting: PostgresName.quoted) else { return nil }
        try connection.enter(found)
        let table = try PostgresLayoutTable(found, on: connection)
        return PostgresLayoutStore(table, at: location, Open(connection), waits: waits, precision, unreadable, windowSizes: windowSizes)
    }

    private init(
        _ table: PostgresLayoutTable, at location: PostgresLocation, _ open: Open, waits: WaitPolicy?, _ precision: TimePrecision,
        _ unreadable: UnreadableEvents, windowSizes: ClosedRange<Int64>
    ) {
        self.table = table
        self.location = location
        self.waits = waits
        self.precision = precision
        self.unreadable = unreadable
        self.windowSizes = windowSizes
        session = Mutex(open)
    }

    /// Single events are found by their indexes, whatever the statistics of a new table say.
    static let settings = ["enable_seqscan": "off", "enable_bitmapscan": "off", "jit": "off"]

    public var name: String { location.name }
    public var traits: StoreTraits { table.traits }

    // MARK: Scans

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let number = unreadable.beginScan()
        let decoder = { @Sendable [self] in makeDecoder(query.columns, scan: number) }
        let open = { @Sendable [self] () throws(RefoldError) in
            try PostgresConnection.reading(table.found, at: location, settings: table.scanSettings(readers: query.readers), waits: waits)
        }
        let transaction = try transaction()
        let statement = PostgresScanStatement(
            list: PostgresLayoutDecoder.list(of: table, query.columns), from: table.from, position: table.position, shift: table.layout.shift,
            filter: query.types.map { " AND " + table.hasType($0) } ?? "", transaction: transaction.text, windows: table.windows, keeping: transaction.kept)
        if let scan = ParallelEventScan(query, by: statement, decoder: decoder, sizes: windowSizes, open: open) { return scan }
        return PostgresEventScan(query, by: statement, decoder(), on: try scans.lend(open))
    }

    /// What opens the transaction of a scan's statement, and what has to last as long as the scan.
    private func transaction() throws(RefoldError) -> (text: String, kept: PostgresNumberedEvents?) {
        guard table.layout.isNumbered else { return (PostgresConnection.fence, nil) }
        let numbered = try withOpen { (open) throws(RefoldError) -> PostgresNumberedEvents in try self.numbered(open) }
        return (numbered.transaction, numbered)
    }

    private func makeDecoder(_ columns: EventColumns, scan: Int) -> PostgresLayoutDecoder {
        PostgresLayoutDecoder(table, LayoutDecoder(table.layout, columns, at: name, precision, .asStated(unreadable, scan: scan)), at: name)
    }

    // MARK: Single events

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try withReader { (reader) throws(RefoldError) in try reader.events(in: stream, where: " AND e.version >= \(version)", limit: limit) }
    }

    public func events(in stream: String, after last: StoredEvent?, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        let condition = last.map { " AND \(table.position) > \($0.position - table.layout.shift)" } ?? ""
        return try withReader { (reader) throws(RefoldError) in try reader.events(in: stream, where: condition, limit: limit) }
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? {
        try withReader { (reader) throws(RefoldError) in try reader.event(id: id) }
    }

    public func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        try withReader { (reader) throws(RefoldError) in
            try positions.map { (position) throws(RefoldError) in try reader.last(upTo: position).map { EventSample($0) } }
        }
    }

    public func version(of stream: String) throws(RefoldError) -> Int64 {
        try withReader { (reader) throws(RefoldError) in try reader.version(of: stream) }
    }

    public func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        try withReader { (reader) throws(RefoldError) in try reader.eventCounts(after: after, through: through) }
    }

    public func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        try withReader { (reader) throws(RefoldError) in try reader.firstPositions(of: types, after: after, through: through) }
    }

    // MARK: Sessions

    private func numbered(_ open: Open) throws(RefoldError) -> PostgresNumberedEvents {
        if let numbered = open.numbered {
            // With other numbers the run would read events twice, or never.
            guard !numbered.connection.isLostWhileIdle else {
                open.numbered = nil
                throw RefoldError(.failed, "the session that numbered the events was lost", at: .named(name), remedy: "run the command again")
            }
            return numbered
        }
        let made = try takeNumbers()
        open.numbered = made
        return made
    }

    /// Numbers the events anew, on a session of its own: scans that are under way keep theirs.
    func takeNumbers() throws(RefoldError) -> PostgresNumberedEvents {
        try PostgresNumberedEvents(try PostgresConnection.reading(table.found, at: location, settings: Self.settings, waits: waits))
    }

    public func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch { PostgresLayoutWatch(self) }

    /// How far the store has come, for a look for new events. Numbered events are numbered for it, and the numbers let go, so that no
    /// transaction stays open between the passes of a run that follows.
    func look() throws(RefoldError) -> Bound {
        guard table.layout.isNumbered else {
            let newest = try samples(upTo: [.max]).first??.position ?? 0
            return Bound(position: newest, newest: newest)
        }
        defer { _ = try? withOpen { (open) throws(RefoldError) in open.numbered = nil } }
        var bound = try numberedBound(remembered: 0, waiting: nil)
        bound.holders = []
        return bound
    }

    private func withReader<Result: Sendable>(_ body: (PostgresLayoutReader) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try withOpen { (open) throws(RefoldError) in
            let connection = table.layout.isNumbered ? try numbered(open).connection : open.connection
            return try body(
                PostgresLayoutReader(table: table, connection: connection, single: .asStated(unreadable, scan: UnreadableEvents.single)) { [self] unreadable in
                    PostgresLayoutDecoder(table, LayoutDecoder(table.layout, .all, at: name, precision, unreadable), at: name)
                })
        }
    }

    func withOpen<Result: Sendable>(_ body: (Open) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try session.withLock { session throws(RefoldError) -> Result in
            if let open = session, !open.connection.isLostWhileIdle { return try body(open) }
            let open = Open(try PostgresConnection.reading(table.found, at: location, settings: Self.settings, waits: waits))
            session = open
            return try body(open)
        }
    }
}
