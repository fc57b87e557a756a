import RefoldCore

/// Fills a generation's table in key order, in transactions of some megabytes, then indexes it and switches over.
final class SQLiteGenerationBuilder: GenerationBuilder {
    private static let bytesPerTransaction = 32 << 20

    private var generation: Generation
    private let connection: SQLiteConnection
    private let catalog: ReadModelCatalog
    private let table: ReadModelTable
    private let now: () -> Timestamp
    private var feed: RowFeed?
    private var uncommitted = 0

    init(_ generation: Generation, in connection: SQLiteConnection, now: @escaping () -> Timestamp) {
        self.generation = generation
        self.connection = connection
        self.now = now
        catalog = ReadModelCatalog(connection: connection)
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
    }

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
        if connection.isInTransaction { try connection.execute("COMMIT") }
    }

    func finish(at position: Position) throws(RefoldError) -> Generation {
        feed = nil
        try commit()
        generation.position = position
        generation.state = .built
        generation.updatedAt = now()
        for index in table.createIndexes { try connection.execute(index) }
        try connection.transaction(.immediate) { () throws(RefoldError) in try catalog.update(generation) }
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
        try WriteAheadLog.fold(of: connection.path)
    }
}

/// The write-ahead log of a file that readers use all the time.
enum WriteAheadLog {
    /// Makes what was committed durable in the file itself and empties the log; where a reader still needs the log, what it needs stays.
    static func fold(of path: String) throws(RefoldError) {
        let connection = try SQLiteConnection(path, mode: .readWrite, patience: .zero, closing: .leavingLog)
        let statement = try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
        _ = try statement.step()
    }
}
