// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import Foundation
import RefoldValues

/// The floors of a comparison and of a switch.
enum CompareFloor {
    /// Goes through two tables of one shape side by side in the order of their key, and compares every value of rows with equal keys.
    ///
    /// - Parameters:
    ///   - from: the table of a generation, not quoted.
    ///   - to: that of the other one.
    static func compare(readModels: String, from: String, to: String) throws(RefoldError) -> FloorResult {
        let start = ContinuousClock.now
        let database = try unsafe FloorDatabase(readingFrom: readModels)
        let one = try unsafe database.prepare("SELECT * FROM \"\(from)\" ORDER BY 1")
        let other = try unsafe database.prepare("SELECT * FROM \"\(to)\" ORDER BY 1")
        let columns = unsafe sqlite3_column_count(one)
        var (differing, sum) = (0, 0)
        var (hasOne, hasOther) = unsafe (sqlite3_step(one) == SQLITE_ROW, sqlite3_step(other) == SQLITE_ROW)
        while hasOne, hasOther {
            var column: Int32 = 0
            while column < columns {
                if unsafe !isEqual(sqlite3_column_value(one, column), sqlite3_column_value(other, column)) { differing += 1 }
                column += 1
            }
            sum &+= unsafe Int(sqlite3_column_int64(one, 4))
            hasOne = unsafe sqlite3_step(one) == SQLITE_ROW
            hasOther = unsafe sqlite3_step(other) == SQLITE_ROW
        }
        try unsafe database.finish(one)
        try unsafe database.finish(other)
        try unsafe database.close()
        return FloorResult(duration: .now - start, checksum: sum &+ differing)
    }

    @inline(__always)
    private static func isEqual(_ one: OpaquePointer?, _ other: OpaquePointer?) -> Bool {
        let type = unsafe sqlite3_value_type(one)
        guard unsafe type == sqlite3_value_type(other) else { return false }
        if type == SQLITE_NULL { return true }
        if type == SQLITE_INTEGER { return unsafe sqlite3_value_int64(one) == sqlite3_value_int64(other) }
        let count = unsafe sqlite3_value_bytes(one)
        guard unsafe count == sqlite3_value_bytes(other), let bytes = unsafe sqlite3_value_text(one), let others = unsafe sqlite3_value_text(other) else { return false }
        return unsafe memcmp(bytes, others, Int(count)) == 0
    }

    /// A switch by hand: a line of the catalog and a view in one transaction, and the log copied into the file.
    static func change(readModels: String, table: String) throws(RefoldError) -> FloorResult {
        let start = ContinuousClock.now
        let database = try unsafe FloorDatabase(writingTo: readModels)
        try unsafe database.execute(
            """
            BEGIN IMMEDIATE; UPDATE refold_generations SET updated_at = updated_at + 0; DROP VIEW IF EXISTS bench_floor;
            CREATE VIEW bench_floor AS SELECT * FROM "\(table)"; COMMIT; PRAGMA wal_checkpoint(PASSIVE);
            """)
        try unsafe database.close()
        return FloorResult(duration: .now - start, checksum: 0)
    }
}
