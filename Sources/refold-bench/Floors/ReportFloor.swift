// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The floor of a report: a bare scan of the columns that it uses.
enum ReportFloor {
    /// - Parameters:
    ///   - table: the table of the served generation, unquoted.
    ///   - columns: their names, separated by commas.
    static func run(readModels: String, table: String, columns: String) throws(RefoldError) -> FloorResult {
        let start = ContinuousClock.now
        let database = try unsafe FloorDatabase(readingFrom: readModels)
        let rows = try unsafe database.prepare("SELECT \(columns) FROM \"\(table)\"")
        let count = unsafe sqlite3_column_count(rows)
        var sum = 0
        while unsafe sqlite3_step(rows) == SQLITE_ROW {
            var column: Int32 = 0
            while column < count {
                switch unsafe sqlite3_column_type(rows, column) {
                case SQLITE_INTEGER: sum &+= unsafe Int(sqlite3_column_int64(rows, column))
                case SQLITE_NULL: sum &+= 1
                default:
                    let text = unsafe sqlite3_column_text(rows, column)
                    let bytes = unsafe sqlite3_column_bytes(rows, column)
                    if bytes > 0, let text = unsafe text { sum &+= unsafe Int(text[0]) &+ Int(bytes) }
                }
                column += 1
            }
        }
        try unsafe database.finish(rows)
        try unsafe database.close()
        return FloorResult(duration: .now - start, checksum: sum)
    }
}
