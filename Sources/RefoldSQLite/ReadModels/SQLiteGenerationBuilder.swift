import RefoldCore
import RefoldStores
import RefoldValues

/// Fills a generation's table in key order, in transactions of some megabytes, then indexes it and switches to it. Each transaction notes how
/// far the rows are written.
final class SQLiteGenerationBuilder: GenerationBuilder {
    private static let bytesPerTransaction = 32 << 20

    /// The generation as the catalog has it.
    private var recorded: Generation
    /// The generation served when this one was begun.
    private let served: Generation?
    private var rows: WrittenRows
    private let connection: SQLiteConnection
    private let catalog: ReadModelCatalog
    private let table: ReadModelTable
    private let now: () -> Timestamp
    private let housekeeping: Housekeeping
    private let file: SQLiteStoreFile
    private var feed: RowFeed?
    private var uncommitted = 0
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?
    /// Copies committed pages from the log into the file while the next rows, and then the indexes, are written.
    private var copying: LogCopying?

    /// - Parameter unfinished: what an interrupted run wrote of the generation.
    init(
        _ generation: Generation, beside served: Generation?, after unfinished: UnfinishedGeneration? = nil, in connection: SQLiteConnection,
        now: @escaping () -> Timestamp, _ housekeeping: Housekeeping
    ) {
        rows = WrittenRows(after: unfinished)
        recorded = generation
        self.served = served
        self.connection = connection
        self.now = now
        self.housekeeping = housekeeping
        file = SQLiteStoreFile(connection.path, of: .readModels)
        catalog = ReadModelCatalog(connection: connection)
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
    }

    deinit { copying?.end() }

    func mark(_ make: @escaping () throws(RefoldError) -> String) { rows.mark(make) }

    func write(_ rows: RowBlock) throws(RefoldError) {
        guard rows.count > 0 else { return }
        if !connection.isInTransaction { try begin() }
        let feed: RowFeed
        if let known = self.feed { feed = known } else { feed = try RowFeed(recorded.schema, into: table.quoted, on: connection) }
        self.feed = feed
        try feed.write(rows)
        self.rows.add(rows)
        uncommitted += rows.byteCount
        if uncommitted >= Self.bytesPerTransaction { try commit() }
    }

    func keep() throws(RefoldError) { try commit() }

    private var operation: String { "write the rows of \"\(recorded.projection)\"" }

    private func begin() throws(RefoldError) {
        try connection.execute("BEGIN IMMEDIATE")
        try catalog.requireUnmoved(recorded, to: operation)
    }

    private func commit() throws(RefoldError) {
        uncommitted = 0
        guard connection.isInTransaction else { return }
        try catalog.note(&rows, of: recorded, at: now())
        let copying: LogCopying
        if let known = self.copying { copying = known } else { copying = try LogCopying(of: connection.path) }
        self.copying = copying
        // Wait before the commit: if the log has grown long and no copy is running, the commit copies it itself, so its size stays bounded.
        try copying.wait()
        try connection.execute("COMMIT")
        rows.commit()
        copying.begin()
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    /// Ranges belong to nothing that can be read until the generation is complete.
    private func writeProof(at position: Position) throws(RefoldError) {
        guard let proof else { return }
        try catalog.writeRanges(of: recorded, at: position, proof) { (bytes) throws(RefoldError) in
            uncommitted += bytes
            guard uncommitted >= Self.bytesPerTransaction else { return }
            try commit()
            try begin()
        } begin: { () throws(RefoldError) in
            if !connection.isInTransaction { try begin() }
        }
        self.proof = nil
    }

    func finish(
        at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
    ) throws(RefoldError) -> Generation {
        feed = nil
        try writeProof(at: position)
        try commit()
        for index in table.createIndexes {
            try connection.transaction(.immediate) { () throws(RefoldError) in
                try catalog.requireUnmoved(recorded, to: operation)
                try connection.execute(index)
            }
        }
        let built = recorded.complete(
            at: position, store: store, as: state, effort: effort, rows: rows.count, parked: parked.record, updatedAt: now())
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try catalog.update(built, from: recorded, to: operation)
            try catalog.endWriting(built)
            try catalog.write(parked, of: built)
        }
        parked = ParkedChanges()
        recorded = built
        // A failure is not reported: only the switch ends the work, and it copies the log again.
        copying?.begin()
        return built
    }

    func promote(keeping count: Int) throws(RefoldError) {
        recorded = try SQLiteSwitch(connection: connection, file: file).serve(recorded, after: served, .promotion(keeping: count))
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in
            copying?.end()
            try WriteAheadLog.copy(of: connection.path)
        }
    }
}
