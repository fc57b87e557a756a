import RefoldCore

/// Fills a generation's table in key order, in transactions of some megabytes, then indexes it and switches over.
final class SQLiteGenerationBuilder: GenerationBuilder {
    private static let bytesPerTransaction = 32 << 20

    private var generation: Generation
    private let connection: SQLiteConnection
    private let catalog: ReadModelCatalog
    private let table: ReadModelTable
    private let now: () -> Timestamp
    private let housekeeping: Housekeeping
    private var feed: RowFeed?
    private var uncommitted = 0
    /// Folds what is committed while the next rows, and then the indexes, are written.
    private var folding: LogFolding?

    init(_ generation: Generation, in connection: SQLiteConnection, now: @escaping () -> Timestamp, _ housekeeping: Housekeeping) {
        self.generation = generation
        self.connection = connection
        self.now = now
        self.housekeeping = housekeeping
        catalog = ReadModelCatalog(connection: connection)
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
    }

    deinit { folding?.end() }

    func write(_ rows: RowBlock) throws(RefoldError) {
        if !connection.isInTransaction { try connection.execute("BEGIN IMMEDIATE") }
        let feed: RowFeed
        if let known = self.feed { feed = known } else { feed = try RowFeed(generation.schema, into: table.quoted, on: connection) }
        self.feed = feed
        try feed.write(rows)
        generation.rows += Int64(rows.count)
        uncommitted += rows.byteCount
        if uncommitted >= Self.bytesPerTransaction { try commit() }
    }

    private func commit() throws(RefoldError) {
        uncommitted = 0
        guard connection.isInTransaction else { return }
        let folding: LogFolding
        if let known = self.folding { folding = known } else { folding = try LogFolding(of: connection.path) }
        self.folding = folding
        // Waited for before the commit, which folds the log itself where that has grown long and nobody else is at it: so it stays bounded.
        try folding.wait()
        try connection.execute("COMMIT")
        folding.begin()
    }

    func finish(at position: Position, store: StoreMark?) throws(RefoldError) -> Generation {
        feed = nil
        try commit()
        generation.position = position
        generation.store = store
        generation.state = .built
        generation.updatedAt = now()
        for index in table.createIndexes { try connection.execute(index) }
        try connection.transaction(.immediate) { () throws(RefoldError) in try catalog.update(generation) }
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in try folding?.wait() }
        folding?.begin()
        return generation
    }

    func promote() throws(RefoldError) {
        try connection.transaction(.immediate) { () throws(RefoldError) in
            for var other in try catalog.generations(of: generation.projection) where other.number != generation.number {
                switch other.state {
                case .served:
                    other.state = .previous
                    try catalog.update(other)
                case .previous, .built, .building: try catalog.remove(other)
                }
            }
            generation.state = .served
            try catalog.update(generation)
            try connection.execute(table.dropView)
            try connection.execute(table.createView)
        }
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in
            try folding?.wait()
            try WriteAheadLog.fold(of: connection.path)
        }
    }
}
