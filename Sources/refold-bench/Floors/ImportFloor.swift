// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The floor of an import: the nine columns of every event, already in memory, written to an empty store in one durable transaction with
/// the same uniqueness, and a checkpoint. No parsing and no checks.
enum ImportFloor {
    /// How the store is filled. In both ways ids, and versions in a stream, are unique in the end, and the file keeps a log.
    enum Way: String {
        /// As Refold fills a new file: with a rollback journal, which is nearly empty, and with the indexes built last.
        case fresh
        /// As a plain program would: through the write-ahead log, with constraints of the table that are checked for every row.
        case plain
    }

    /// - Parameters:
    ///   - store: where the events are.
    ///   - output: a database that is not there yet.
    static func run(store: String, output: String, way: Way) throws(RefoldError) -> FloorResult {
        var cells = try unsafe CellMemory(EventTable.selection, of: store)
        let start = ContinuousClock.now
        let database = try unsafe FloorDatabase(writingTo: output)
        try unsafe database.execute(
            """
            PRAGMA journal_mode = \(way == .plain ? "WAL" : "DELETE");
            PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA threads = 2;
            BEGIN IMMEDIATE;
            \(EventTable.creation(way == .plain ? ", UNIQUE (event_id), UNIQUE (aggregate_id, version)" : ""))
            """)
        let insert = try unsafe database.prepare(EventTable.insertion)
        try unsafe database.insert(cells.rowCount, of: &cells, columns: 9, by: insert)
        try unsafe database.finish(insert)
        if way == .fresh { try unsafe database.execute(EventTable.indexes) }
        try unsafe database.execute("COMMIT; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)")
        try unsafe database.close()
        return unsafe FloorResult(duration: .now - start, checksum: cells.rowCount)
    }
}
