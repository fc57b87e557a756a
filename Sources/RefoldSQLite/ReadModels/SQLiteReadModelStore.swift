import Foundation
import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// Read models in one SQLite file: a catalog, a table per generation, a view per projection.
///
/// The file is created by the first build. One process writes to it at a time, in short transactions; readers never wait.
public struct SQLiteReadModelStore: ReadModelStore {
    private let path: String
    private let now: @Sendable () -> Timestamp
    private let waits: WaitPolicy?
    private let housekeeping: Housekeeping

    /// - Parameters:
    ///   - path: the path of the file; not that of the event store, so that writing here never delays an append.
    ///   - now: the clock for the times in the catalog.
    ///   - waits: how it waits for locks on the file; nil for up to an hour, without a notice.
    ///   - housekeeping: gets the warnings about work after rows were written, such as emptying the log.
    public init(
        path: String, now: @escaping @Sendable () -> Timestamp, waits: WaitPolicy? = nil,
        housekeeping: Housekeeping = Housekeeping { _ in }
    ) {
        self.path = path
        self.now = now
        self.waits = waits
        self.housekeeping = housekeeping
    }

    public var name: String { "sqlite:\(path)" }

    public func generations() throws(RefoldError) -> [Generation] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).generations()
    }

    public func knownTypes() throws(RefoldError) -> KnownTypes? {
        guard let connection = try openForReading() else { return nil }
        return try ReadModelCatalog(connection: connection).knownTypes()
    }

    public func note(_ types: KnownTypes) throws(RefoldError) {
        let connection = try openForWriting()
        try connection.transaction(.immediate) { () throws(RefoldError) in try ReadModelCatalog(connection: connection).note(types) }
    }

    public func overview() throws(RefoldError) -> ReadModelOverview {
        guard let connection = try openForReading() else { return ReadModelOverview(generations: [], lastRuns: []) }
        return try connection.transaction(.deferred) { () throws(RefoldError) in
            let catalog = ReadModelCatalog(connection: connection)
            return ReadModelOverview(generations: try catalog.generations(), lastRuns: try catalog.lastRuns())
        }
    }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {
        // A run that was cancelled keeps that too: only the busy timeout ends this.
        let connection = try openForWriting(nil, busyTimeout: .seconds(1))
        // The line stays in the log until there are some more, since copying it would take longer than a run that finds nothing.
        try connection.execute("PRAGMA wal_autocheckpoint = 64")
        try connection.transaction(.immediate) { () throws(RefoldError) in try ReadModelCatalog(connection: connection).note(ends, at: now()) }
    }

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).parked(in: generation)
    }

    public func dropped() throws(RefoldError) -> [DroppedEvent] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).dropped()
    }

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock {
        try SQLiteRunLock.waiting(for: subject, in: path, isCancelled: waits?.isCancelled)
    }

    public func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? { try SQLiteRunLock.ifFree(subject, in: path) }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?
    ) throws(RefoldError) -> any GenerationBuilder {
        try CatalogTable.requireOtherName(than: schema.name)
        let connection = try openForWriting()
        let catalog = ReadModelCatalog(connection: connection)
        let (generation, served) = try connection.transaction(.immediate) { () throws(RefoldError) -> (Generation, Generation?) in
            try catalog.makeIfMissing()
            let known = try catalog.generations(of: schema.name)
            let number = try catalog.nextNumber(of: schema.name)
            for leftover in known where leftover.state == .building || leftover.state == .built { try catalog.remove(leftover) }
            let generation = Generation(
                number: number, state: .building, version: version, fingerprint: fingerprint, zones: zones, position: 0, rows: 0, schema: schema,
                updatedAt: now())
            try SQLiteServedView(of: generation, on: connection).requireOwn()
            try catalog.add(generation)
            try connection.execute(ReadModelTable(schema: schema, generation: generation.number).create)
            return (generation, known.first { $0.state == .served })
        }
        return SQLiteGenerationBuilder(generation, beside: served, in: connection, now: now, housekeeping)
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        try generation.requireUnaltered(in: name)
        let connection = try openForWriting()
        try SQLiteServedView.restore(of: generation, in: ReadModelCatalog(connection: connection))
        return SQLiteGenerationUpdater(generation, in: connection, now: now, housekeeping)
    }

    public func snapshot(of projection: String) throws(RefoldError) -> (any ReadModelSnapshot)? {
        guard let connection = try openForReading() else { return nil }
        try connection.execute("BEGIN")
        let served = try ReadModelCatalog(connection: connection).generations(of: projection).first { $0.state == .served }
        try served?.requireUnaltered(in: name)
        return served.map { SQLiteReadModelSnapshot($0, in: connection) }
    }

    private func openForReading() throws(RefoldError) -> SQLiteConnection? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try Self.openForReading(path, watched: waits)
    }

    static func openForReading(
        _ path: String, busyTimeout: Duration = .seconds(3600), watched: WaitPolicy? = nil
    ) throws(RefoldError) -> SQLiteConnection {
        let connection = try SQLiteConnection.forReading(path, busyTimeout: busyTimeout, watched: watched, closing: .leavingLog)
        try connection.requireUTF8()
        return connection
    }

    private func openForWriting() throws(RefoldError) -> SQLiteConnection { try openForWriting(waits, busyTimeout: .seconds(3600)) }

    private func openForWriting(_ waits: WaitPolicy?, busyTimeout: Duration) throws(RefoldError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path, mode: .create, busyTimeout: busyTimeout, watched: waits, closing: .leavingLog)
        try connection.requireUTF8()
        // A small cache and a second thread make the sort for an index twice as fast, because short runs stay in the processor's caches. A
        // run copies the log into the file concurrently, so a commit does it only if the log has grown past 256 MiB. Pages of a dropped
        // generation are not overwritten with zeros before reuse; SQLite as built by Debian does that by default, which writes every
        // generation twice. Deleted rows on a page that is kept are overwritten.
        try connection.execute(
            """
            PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA threads = 1;
            PRAGMA wal_autocheckpoint = 32768; PRAGMA journal_size_limit = 67108864;
            PRAGMA secure_delete = FAST
            """)
        return connection
    }
}
