import Foundation
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues
import Synchronization

/// A store of another framework in a PostgreSQL database, read by a layout.
public final class PostgresLayoutStore: ForeignEventStore {
    private let location: PostgresLocation
    private let waits: WaitPolicy?
    private let table: PostgresLayoutTable
    private let precision: TimePrecision
    private let unreadable: UnreadableEvents
    private let windowSizes: ClosedRange<Int64>
    private let session: Mutex<Open?>
    private let scans = PostgresSessions(capacity: 1)

    /// The session for everything except scans. Passed from thread to thread, used by one at a time.
    private final class Open: @unchecked Sendable {
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
    private static let settings = ["enable_seqscan": "off", "enable_bitmapscan": "off", "jit": "off"]

    public var name: String { location.name }
    public var traits: StoreTraits { table.traits }

    // MARK: Bound

    public func bound(remembered: Position) throws(RefoldError) -> Bound { try bound(remembered: remembered, waiting: nil) }

    public func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        if table.layout.isNumbered { return try numberedBound(waiting: waits) }
        guard let waits else {
            return try withOpen { (open) throws(RefoldError) in try positionBound(remembered: remembered, waiting: nil, on: open.connection) }
        }
        // On a connection of its own, so that nobody who uses the store meanwhile has to wait too.
        let connection = try PostgresConnection.reading(table.found, at: location, settings: Self.settings, waits: self.waits)
        return try positionBound(remembered: remembered, waiting: waits, on: connection)
    }

    private func positionBound(
        remembered: Position, waiting waits: WaitPolicy?, on connection: PostgresConnection
    ) throws(RefoldError) -> Bound {
        let writers = table.found.writers.first ?? table.layout.name
        let source = try PostgresPositionSource(of: writers, roots: table.roots, table.numbering, on: connection)
        let positions = PostgresPositions(
            from: table.from, column: table.position, shift: table.layout.shift, name: writers, source: source, commitTimes: nil,
            isOfLayout: true)
        let bound = PostgresBound(of: positions, on: connection)
        // No range of positions would have it.
        let lost = try connection.query("SELECT 1 FROM \(table.from) WHERE \(table.position) IS NULL LIMIT 1", to: PostgresBound.operation)
        guard lost.count == 0 else { throw .noPosition("null", at: name) }
        // Where the writers themselves keep the order, and where nobody can, what can be seen is all there is.
        guard table.traits.isStable, !table.layout.isSerialized else {
            let newest = try bound.newest()
            return Bound(position: newest, newest: newest)
        }
        var found = try bound.find(remembered: remembered, waiting: waits)
        if table.layout.gapWait > 0 { found.position = try beforeYoungGaps(bound, found.position, remembered: remembered, on: connection) }
        return found
    }

    /// The last position up to which no gap is so young that it may still be filled.
    ///
    /// Looks back from the last event over those that were recorded within the time, and at most over ``youngest``.
    private func beforeYoungGaps(
        _ bound: PostgresBound, _ position: Position, remembered: Position, on connection: PostgresConnection
    ) throws(RefoldError) -> Position {
        guard position > remembered else { return position }
        let first = try connection.query(
            """
            SELECT min(p) FROM (SELECT \(table.position)::bigint AS p, \(table.recordedAt) AS t FROM \(table.from)
              WHERE \(table.position) > $1::bigint AND \(table.position) <= $2::bigint ORDER BY \(table.position) DESC LIMIT \(Self.youngest)) AS l
            WHERE t > clock_timestamp() - interval '\(table.layout.gapWait) seconds'
            """, ["\(remembered - table.layout.shift)", "\(position - table.layout.shift)"], to: PostgresBound.operation)
        guard let young = first.optional(0, 0) else { return position }
        let before = try connection.query(
            "SELECT \(table.position)::bigint FROM \(table.from) WHERE \(table.position) < $1::bigint ORDER BY \(table.position) DESC LIMIT 1", [young],
            to: PostgresBound.operation)
        let settled = before.count > 0 ? before.integer(0, 0) + table.layout.shift : 0
        return try bound.contiguous(after: max(settled, remembered), through: position)
    }

    private static let youngest = 1 << 17

    /// How often the horizon is looked at, in microseconds.
    private static let pause: UInt32 = 100_000

    private func numberedBound(waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        let began = ContinuousClock.now
        var (first, isTold) = (Position?.none, false)
        while true {
            let bound = try withOpen { (open) throws(RefoldError) in
                open.numbered = nil
                open.connection.rollBack()
                let numbered = try PostgresNumberedEvents(open.connection)
                open.numbered = numbered
                return try numbered.bound(of: table)
            }
            // Those who come later are not waited for.
            let wanted = first ?? bound.newest
            first = wanted
            guard let waits, bound.position < wanted, began.duration(to: .now) < waits.limit else { return bound }
            guard !waits.isCancelled() else {
                throw RefoldError(
                    .incomplete, "interrupted while it waited for transactions that may still add events before those that can be seen", at: .named(name),
                    remedy: "run the command again; with --wait 0 it does not wait")
            }
            if !isTold {
                waits.notice(WriteWait(database: name, holders: bound.holders, limit: waits.limit))
                isTold = true
            }
            usleep(Self.pause)
        }
    }

    public func writers() throws(RefoldError) -> [BoundHolder] {
        try withOpen { (open) throws(RefoldError) in
            guard !table.layout.isNumbered else { return try PostgresNumberedEvents.writers(to: table, on: open.connection) }
            guard !table.roots.isEmpty else { return [] }
            let source = try PostgresPositionSource(of: table.found.writers[0], roots: table.roots, table.numbering, on: open.connection)
            let writers = PostgresWriters(of: source.relations, on: open.connection)
            return try writers.described(writers.holders().sorted())
        }
    }

    // MARK: Scans

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let number = unreadable.beginScan()
        let decoder = { @Sendable [self] in makeDecoder(query.columns, scan: number) }
        let open = { @Sendable [self] () throws(RefoldError) in
            try PostgresConnection.reading(table.found, at: location, settings: table.scanSettings(readers: query.readers), waits: waits)
        }
        let statement = PostgresScanStatement(
            list: PostgresLayoutDecoder.list(of: table, query.columns), from: table.from, position: table.position, shift: table.layout.shift,
            filter: query.types.map { " AND " + table.hasType($0) } ?? "", transaction: try transaction(), windows: table.windows)
        if let scan = ParallelEventScan(query, by: statement, decoder: decoder, sizes: windowSizes, open: open) { return scan }
        return PostgresEventScan(query, by: statement, decoder(), on: try scans.lend(open))
    }

    /// What opens the transaction of a scan's statement.
    private func transaction() throws(RefoldError) -> String {
        guard table.layout.isNumbered else { return PostgresConnection.fence }
        return try withOpen { (open) throws(RefoldError) in try numbered(open).transaction }
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
        if let numbered = open.numbered { return numbered }
        let made = try PostgresNumberedEvents(open.connection)
        open.numbered = made
        return made
    }

    private func withReader<Result: Sendable>(_ body: (PostgresLayoutReader) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try withOpen { (open) throws(RefoldError) in
            if table.layout.isNumbered { _ = try numbered(open) }
            return try body(
                PostgresLayoutReader(table: table, connection: open.connection) { [self] unreadable in
                    PostgresLayoutDecoder(table, LayoutDecoder(table.layout, .all, at: name, precision, unreadable), at: name)
                })
        }
    }

    private func withOpen<Result: Sendable>(_ body: (Open) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try session.withLock { session throws(RefoldError) -> Result in
            if let open = session, !open.connection.isLostWhileIdle { return try body(open) }
            let open = Open(try PostgresConnection.reading(table.found, at: location, settings: Self.settings, waits: waits))
            session = open
            return try body(open)
        }
    }
}
