// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The floor under an import: the nine columns of every event, in memory already, into an empty store in one durable transaction with the
/// same uniqueness, and a checkpoint. No parsing and no checks.
enum ImportFloor {
    /// How the store is filled. Ids, and versions within a stream, are unique in the end either way, and the file keeps a log.
    enum Way: String {
        /// As Refold fills a new file: on a rollback journal, which has next to nothing to keep, and with the indexes built last.
        case fresh
        /// As a plain program would: through the write-ahead log, under constraints of the table that are kept up with every row.
        case plain
    }

    /// - Parameters:
    ///   - rows: a file of cells, the columns of the store in order.
    ///   - output: a database that is not there yet.
    static func run(rows: String, output: String, way: Way) throws(RefoldError) -> FloorResult {
        var cells = try unsafe CellMemory(rows)
        let start = ContinuousClock.now
        let database = try unsafe FloorDatabase(writingTo: output)
        try unsafe database.execute(
            """
            PRAGMA journal_mode = \(way == .plain ? "WAL" : "DELETE");
            PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA threads = 2;
            BEGIN IMMEDIATE;
            CREATE TABLE event_store (
              position INTEGER PRIMARY KEY, event_id TEXT NOT NULL, aggregate_id TEXT NOT NULL, version INTEGER NOT NULL,
              event_type TEXT NOT NULL, event_data TEXT NOT NULL, event_metadata TEXT NOT NULL, occurred_at TEXT NOT NULL,
              recorded_at TEXT NOT NULL\(way == .plain ? ", UNIQUE (event_id), UNIQUE (aggregate_id, version)" : ""))
            """)
        let insert = try unsafe database.prepare("INSERT INTO event_store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for _ in unsafe 0..<cells.rowCount {
            unsafe cells.bind(9, to: insert)
            unsafe sqlite3_step(insert)
            try unsafe database.check(sqlite3_reset(insert))
        }
        try unsafe database.finish(insert)
        if way == .fresh {
            try unsafe database.execute(
                """
                CREATE UNIQUE INDEX event_store_id ON event_store (event_id);
                CREATE UNIQUE INDEX event_store_stream ON event_store (aggregate_id, version)
                """)
        }
        try unsafe database.execute("COMMIT; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)")
        try unsafe database.close()
        return unsafe FloorResult(duration: .now - start, checksum: cells.rowCount)
    }
}
