import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues
import Synchronization

/// A store of another framework in a SQLite file, read by a layout.
public final class SQLiteLayoutStore: ForeignEventStore {
    private let path: String
    private let waits: WaitPolicy?
    private let table: SQLiteLayoutTable
    private let precision: TimePrecision
    private let unreadable: UnreadableEvents
    /// The connection for everything except scans.
    private let session: Mutex<Open?>

    /// Passed from thread to thread, used by one at a time.
    private final class Open: @unchecked Sendable {
        let connection: SQLiteConnection
        let file: SQLiteStoreFile

        init(_ connection: SQLiteConnection) {
            self.connection = connection
            file = SQLiteStoreFile(connection.path)
        }
    }

    /// Finds out how a file is read.
    ///
    /// - Parameters:
    ///   - times: what becomes of times that are finer than microseconds.
    ///   - unreadable: counts the events that the layout leaves out.
    /// - Returns: nil if it has Refold's own layout, or no store.
    /// - Throws: status 2 if the chosen layout does not fit, or if two fit; `.failed` if the file cannot be read.
    public static func find(
        _ choice: LayoutChoice, path: String, waits: WaitPolicy? = nil, times precision: TimePrecision = .exact,
        counting unreadable: UnreadableEvents = UnreadableEvents()
    ) throws(RefoldError) -> SQLiteLayoutStore? {
        guard !choice.isOwn else { return nil }
        let connection = try SQLiteConnection.forReading(path, watched: waits)
        let catalog = try SQLiteTableCatalog.read(on: connection)
        guard let found = try choice.layout(in: catalog, of: .sqlite, at: "sqlite:" + path, quoting: SQLiteName.quoted) else { return nil }
        return SQLiteLayoutStore(try SQLiteLayoutTable(found, on: connection), path: path, Open(connection), waits: waits, precision, unreadable)
    }

    private init(
        _ table: SQLiteLayoutTable, path: String, _ open: Open, waits: WaitPolicy?, _ precision: TimePrecision, _ unreadable: UnreadableEvents
    ) {
        self.table = table
        self.path = path
        self.waits = waits
        self.precision = precision
        self.unreadable = unreadable
        session = Mutex(open)
    }

    public var name: String { "sqlite:" + path }
    public var traits: StoreTraits { table.traits }

    /// SQLite has one writer at a time, so no event can appear below the last visible one.
    public func bound(remembered: Position) throws(RefoldError) -> Bound {
        let newest = try withReader { (reader) throws(RefoldError) in try reader.newest() }
        return Bound(position: newest, newest: newest)
    }

    public func writers() throws(RefoldError) -> [BoundHolder] { SQLiteLockHolders.writers(of: path) }

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let decoder = LayoutDecoder(table.layout, query.columns, at: name, precision, .asStated(unreadable, scan: unreadable.beginScan()), wanted: query.types)
        return try SQLiteLayoutScan(query, of: table, decoder, on: SQLiteConnection.forReading(path, watched: waits))
    }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try withReader { (reader) throws(RefoldError) in try reader.events(in: stream, where: "e.version >= ?2", version, limit: limit) }
    }

    public func events(in stream: String, after last: StoredEvent?, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try withReader { (reader) throws(RefoldError) in
            try reader.events(in: stream, where: "\(table.position) > ?2", (last?.position ?? 0) - table.layout.shift, limit: limit)
        }
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

    public func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch {
        try SQLiteEventWatch { [path, waits] () throws(RefoldError) in try SQLiteConnection.forReading(path, watched: waits) }
    }

    private func withReader<Result: Sendable>(_ body: (SQLiteLayoutReader) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try session.withLock { session throws(RefoldError) -> Result in
            let current: Open
            // Another file may be in its place.
            if let open = session, open.file.isInPlace, open.connection.isCurrent {
                current = open
            } else {
                current = Open(try SQLiteConnection.forReading(path, watched: waits))
                session = current
            }
            return try body(
                SQLiteLayoutReader(table: table, connection: current.connection, single: .asStated(unreadable, scan: UnreadableEvents.single)) { [table, name, precision] unreadable in
                    LayoutDecoder(table.layout, .all, at: name, precision, unreadable)
                })
        }
    }
}
