import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// Read models in one SQLite file: a catalog, a table per generation, a view per projection.
///
/// The file is created by the first build. One process writes to it at a time, in short transactions; readers never wait.
public struct SQLiteReadModelStore: ReadModelStore {
    let path: String
    private let now: @Sendable () -> Timestamp
    private let waits: WaitPolicy?
    let housekeeping: Housekeeping

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
            return ReadModelOverview(generations: try catalog.generations(), lastRuns: try catalog.lastRuns(), unfinished: try catalog.unfinished())
        }
    }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {
        try writeLines { (catalog) throws(RefoldError) in try catalog.note(ends, at: now()) }
    }

    /// Writes a few lines about runs in one transaction.
    ///
    /// - Parameter busyTimeout: how long it waits for others who hold the file. A run that was cancelled keeps its lines too: nothing else ends
    ///   the wait.
    private func writeLines(busyTimeout: Duration = .seconds(1), _ write: (ReadModelCatalog) throws(RefoldError) -> Void) throws(RefoldError) {
        let connection = try openForWriting(nil, busyTimeout: busyTimeout)
        // The line stays in the log until there are some more, since copying it would take longer than a run that finds nothing.
        try connection.execute("PRAGMA wal_autocheckpoint = 64")
        try connection.transaction(.immediate) { () throws(RefoldError) in try write(ReadModelCatalog(connection: connection)) }
    }

    public func runs() throws(RefoldError) -> [RunRecord] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).runs()
    }

    public func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) {
        // Nothing is written into a file of somebody else.
        if !makes { guard try hasCatalog() else { return } }
        // Without its last line a run is taken to have been killed. One that found others at work has waited already. The file is opened and
        // written to, each of which waits so long.
        let busy = Int(RefoldError.Status.busy.rawValue)
        let isLast = runs.contains { $0.step == nil && $0.state == .ended && $0.status != busy }
        try writeLines(busyTimeout: .seconds(isLast ? 5 : 1)) { (catalog) throws(RefoldError) in try catalog.note(runs) }
    }

    private func hasCatalog() throws(RefoldError) -> Bool {
        guard let connection = try openForReading() else { return false }
        let catalog = ReadModelCatalog(connection: connection)
        if try catalog.exists() { return true }
        return try catalog.has(CatalogTable.runs)
    }

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).parked(in: generation)
    }

    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).ranges(of: generation, from: first, limit: limit, lists: lists)
    }

    public func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? {
        guard let connection = try openForReading() else { return nil }
        return try ReadModelCatalog(connection: connection).lastRange(of: generation)
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
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        try CatalogTable.requireOtherName(than: schema.name)
        let connection = try openForWriting()
        let catalog = ReadModelCatalog(connection: connection)
        let (generation, served) = try connection.transaction(.immediate) { () throws(RefoldError) -> (Generation, Generation?) in
            try catalog.makeIfMissing()
            let known = try catalog.generations(of: schema.name)
            let number = try catalog.nextNumber(of: schema.name)
            for leftover in known where leftover.state.isReplaced { try catalog.remove(leftover) }
            var generation = Generation(
                number: number, state: .building, version: version, fingerprint: fingerprint, zones: zones, position: 0, rows: 0, schema: schema,
                updatedAt: now())
            generation.origin = origin
            try SQLiteServedView(of: generation, on: connection).requireOwn()
            try catalog.removeUnknownTables(of: schema.name)
            try catalog.add(generation)
            try catalog.beginWriting(generation)
            try connection.execute(ReadModelTable(schema: schema, generation: generation.number).create)
            return (generation, known.first { $0.state == .served })
        }
        return SQLiteGenerationBuilder(generation, beside: served, in: connection, now: now, housekeeping)
    }

    public func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) {
        guard let connection = try openForReading(), try ReadModelCatalog(connection: connection).exists() else { return }
        try SQLiteDependents(on: schema.name, in: connection).requireSwitchable(to: schema, in: name)
    }

    public func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration? {
        guard let connection = try openForReading() else { return nil }
        return try ReadModelCatalog(connection: connection).unfinished(of: projection).last
    }

    public func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder {
        let connection = try openForWriting()
        let served = try ReadModelCatalog(connection: connection).generations(of: unfinished.projection).first { $0.state == .served }
        try SQLiteServedView(of: unfinished.generation, on: connection).requireOwn()
        return SQLiteGenerationBuilder(unfinished.generation, beside: served, after: unfinished, in: connection, now: now, housekeeping)
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        try generation.requireUnaltered(in: name)
        let connection = try openForWriting()
        try SQLiteServedView.restore(of: generation, in: ReadModelCatalog(connection: connection))
        return SQLiteGenerationUpdater(generation, in: connection, now: now, housekeeping)
    }

    public func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        // A connection shows one moment, and each snapshot has its own. They show the same one if the catalog says the same in all: no run
        // changes rows without its line.
        for _ in 1..<10 {
            guard let first = try snapshotConnection() else { return projections.map { _ in [] } }
            let known = try generations(of: projections, first)
            let chosen = known.map(choose)
            for generation in chosen.joined() { try GenerationTurn.requireServable(generation, in: name) }
            var connections = [first]
            for _ in chosen.joined().dropFirst() { if let more = try snapshotConnection() { connections.append(more) } }
            var isOneMoment = true
            for connection in connections.dropFirst() where try generations(of: projections, connection) != known { isOneMoment = false }
            guard isOneMoment, connections.count >= chosen.joined().count else { continue }
            for (projection, generations) in zip(projections, chosen) where !generations.isEmpty {
                let tables = try ReadModelCatalog(connection: first).tableNumbers(of: projection)
                for generation in generations where !tables.contains(generation.number) { throw GenerationTurn.missingTable(of: generation, in: path) }
            }
            var free = connections.makeIterator()
            return chosen.map { $0.compactMap { generation in free.next().map { SQLiteReadModelSnapshot(generation, in: $0) } } }
        }
        let names = projections.map { "\"\($0)\"" }.joined(separator: ", ")
        throw RefoldError(
            .busy, "\(names) \(projections.count == 1 ? "changes" : "change") too often to be read as of one moment", at: .named(name), remedy: "run it again")
    }

    private func generations(of projections: [String], _ connection: SQLiteConnection) throws(RefoldError) -> [[Generation]] {
        let catalog = ReadModelCatalog(connection: connection)
        return try projections.map { (projection) throws(RefoldError) in try catalog.generations(of: projection) }
    }

    private func snapshotConnection() throws(RefoldError) -> SQLiteConnection? {
        let connection = try openForReading()
        try connection?.execute("BEGIN")
        return connection
    }

    @discardableResult
    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try GenerationTurn.requireServable(generation, in: name)
        let connection = try openForWriting()
        let catalog = ReadModelCatalog(connection: connection)
        if try catalog.isIncomplete() { try connection.transaction(.immediate) { () throws(RefoldError) in try catalog.makeIfMissing() } }
        let served = try SQLiteSwitch(connection: connection, file: SQLiteStoreFile(path, of: .readModels)).serve(generation, after: before, turn)
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in try WriteAheadLog.copy(of: path) }
        return served
    }

    /// Looks at every page of the table.
    public func diskBytes(of generation: Generation) throws(RefoldError) -> Int64? {
        guard let connection = try openForReading(), let pages = try? connection.prepare(
            "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?1)")
        else { return nil }
        try pages.bind(1, "\(generation.projection)#\(generation.number)")
        return try pages.step() && !pages.isNull(0) ? pages.integer(0) : nil
    }

    public func setAside(_ generation: Generation) throws(RefoldError) -> Generation {
        let connection = try openForWriting()
        var waiting = generation
        waiting.state = .built
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try ReadModelCatalog(connection: connection).update(
                waiting, from: generation, to: "set generation \(generation.number) of \"\(generation.projection)\" aside")
        }
        return waiting
    }

    public func discard(_ generation: Generation) throws(RefoldError) {
        let connection = try openForWriting()
        let catalog = ReadModelCatalog(connection: connection)
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try catalog.requireUnmoved(generation, to: "remove generation \(generation.number) of \"\(generation.projection)\"")
            if generation.state.isWaiting { try catalog.remove(generation) }
        }
    }

    @discardableResult
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let dropped = try SQLiteSwitch(connection: openForWriting(), file: SQLiteStoreFile(path, of: .readModels)).drop(projection)
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in try WriteAheadLog.copy(of: path) }
        return dropped
    }

    func openForReading() throws(RefoldError) -> SQLiteConnection? {
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

    func openForWriting() throws(RefoldError) -> SQLiteConnection { try openForWriting(waits, busyTimeout: .seconds(3600)) }

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
