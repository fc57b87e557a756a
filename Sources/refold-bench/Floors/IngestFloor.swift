// Unsafe here: the C interfaces of SQLite and libpq, called as a C program would call them.
import CLibPQ
import CSQLite
import RefoldValues

/// The floor of an ingest: the bare INSERTs of the rows that its commands cause, one per statement, in transactions of the same size, with
/// the same durability, into the same table with the same indexes. Nothing is parsed, loaded or decided, and there are no outcomes.
enum IngestFloor {
    /// - Parameters:
    ///   - store: the events that the commands lead to.
    ///   - output: a database that is not there yet.
    ///   - size: rows a transaction.
    static func sqlite(store: String, output: String, size: Int) throws(RefoldError) -> FloorResult {
        var cells = try unsafe CellMemory(EventTable.selection, of: store)
        let database = try unsafe FloorDatabase(writingTo: output)
        try unsafe database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \(EventTable.creation()) \(EventTable.indexes)")
        let start = ContinuousClock.now
        let insert = try unsafe database.prepare(EventTable.insertion)
        var left = unsafe cells.rowCount
        while left > 0 {
            try unsafe database.execute("BEGIN IMMEDIATE")
            try unsafe database.insert(min(left, size), of: &cells, columns: 9, by: insert)
            try unsafe database.execute("COMMIT")
            left -= size
        }
        let duration = .now - start
        try unsafe database.finish(insert)
        try unsafe database.close()
        return unsafe FloorResult(duration: duration, checksum: cells.rowCount)
    }

    /// - Parameters:
    ///   - store: the events that the commands lead to; their positions are left to the server.
    ///   - database: the URI of a database with an empty store.
    ///   - size: rows a transaction.
    static func postgres(store: String, database: String, size: Int) throws(RefoldError) -> FloorResult {
        var cells = try unsafe CellMemory(EventTable.selection, of: store)
        guard let connection = unsafe PQconnectdb(database) else { throw RefoldError(.failed, "there is not enough memory for a connection") }
        defer { unsafe PQfinish(connection) }
        func check(_ result: OpaquePointer?) throws(RefoldError) {
            defer { unsafe PQclear(result) }
            guard unsafe PQresultStatus(result) == PGRES_COMMAND_OK else {
                throw unsafe RefoldError(.failed, "the floor failed: \(String(cString: PQerrorMessage(connection)))")
            }
        }
        try unsafe check(
            PQprepare(
                connection, "floor",
                """
                INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, 0, nil))
        let start = ContinuousClock.now
        var left = unsafe cells.rowCount
        while left > 0 {
            try unsafe check(PQexec(connection, "BEGIN"))
            for _ in 0..<min(left, size) {
                try unsafe check(
                    cells.withTexts(9) { texts in unsafe PQexecPrepared(connection, "floor", 8, texts.baseAddress.map { unsafe $0 + 1 }, nil, nil, 0) })
            }
            try unsafe check(PQexec(connection, "COMMIT"))
            left -= size
        }
        return unsafe FloorResult(duration: .now - start, checksum: cells.rowCount)
    }
}
