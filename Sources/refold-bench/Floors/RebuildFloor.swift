// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The floor of a rebuild: reads the columns of every event in position order, then writes the finished rows in key order beside the served
/// table, through the write-ahead log, with one index, one switch and a checkpoint. No JSON and no fold.
enum RebuildFloor {
    /// The layout of the rows.
    enum Shape: String {
        /// As Refold stores them: a table without row ids, times as integers.
        case clustered
        /// As a plain program would: a table with a separate key index, times as text.
        case plain

        fileprivate var definition: String {
            let time = self == .clustered ? "INTEGER" : "TEXT"
            return """
                (id TEXT NOT NULL, organization_id TEXT, customer_name TEXT, customer_email TEXT, amount INTEGER, currency TEXT, status TEXT,
                created_at \(time), created_by TEXT, updated_at \(time), updated_by TEXT, failure_reason TEXT, refund_reason TEXT,
                PRIMARY KEY (id))\(self == .clustered ? " WITHOUT ROWID" : "")
                """
        }
    }

    /// - Parameters:
    ///   - readModels: where the finished rows are.
    ///   - table: their table or view, not quoted.
    static func run(store: String, readModels: String, table: String, output: String, shape: Shape) throws(RefoldError) -> FloorResult {
        let cells = try unsafe CellMemory("SELECT \(PaymentQuestion.columns) FROM \"\(table)\" ORDER BY 1", of: readModels)
        let start = ContinuousClock.now
        let checksum = try read(store)
        try unsafe write(cells, shape, to: output)
        return FloorResult(duration: .now - start, checksum: checksum)
    }

    private static func read(_ path: String) throws(RefoldError) -> Int {
        let database = try unsafe FloorDatabase(readingFrom: path)
        try unsafe database.execute("PRAGMA mmap_size = 8000000000")
        let events = try unsafe database.prepare(
            "SELECT position, aggregate_id, version, event_type, event_data, occurred_at FROM event_store ORDER BY position")
        var sum = 0
        while unsafe sqlite3_step(events) == SQLITE_ROW {
            sum &+= unsafe Int(sqlite3_column_int64(events, 0)) &+ Int(sqlite3_column_text(events, 1)[3])
            sum &+= unsafe Int(sqlite3_column_int64(events, 2)) &+ Int(sqlite3_column_text(events, 3)[8])
            guard let data = unsafe sqlite3_column_text(events, 4) else { continue }
            let count = unsafe Int(sqlite3_column_bytes(events, 4))
            var offset = 0
            while offset < count {
                sum &+= unsafe Int(data[offset])
                offset += 64
            }
            sum &+= unsafe Int(sqlite3_column_text(events, 5)[4])
        }
        try unsafe database.finish(events)
        try unsafe database.close()
        return sum
    }

    private static func write(_ rows: CellMemory, _ shape: Shape, to path: String) throws(RefoldError) {
        var rows = unsafe rows
        let database = try unsafe FloorDatabase(writingTo: path)
        try unsafe database.execute(
            """
            PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;
            BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS payments \(shape.definition);
            DROP TABLE IF EXISTS old_payments; CREATE TABLE new_payments \(shape.definition)
            """)
        let insert = try unsafe database.prepare("INSERT INTO new_payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try unsafe database.insert(rows.rowCount, of: &rows, columns: 13, by: insert)
        try unsafe database.finish(insert)
        // An index keeps its name when its table is renamed, so every run needs a new name.
        try unsafe database.execute(
            """
            CREATE INDEX payments_\(UInt64.random(in: 0 ... .max)) ON new_payments (organization_id, created_at, id);
            ALTER TABLE payments RENAME TO old_payments; ALTER TABLE new_payments RENAME TO payments; COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE)
            """)
        try unsafe database.close()
    }
}
