// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The floor of a query: one prepared statement on the served table, reading every value of its rows.
enum QueryFloor {
    static func run(_ question: PaymentQuestion, of rows: PaymentRows, at path: String, rounds: Int) throws(RefoldError) -> FloorResult {
        let database = try unsafe FloorDatabase(readingFrom: path)
        let sql = question.sql(from: "\"payments#1\"", parameters: ["?1", "?2", "?3"], catalog: "refold_generations")
        let statement = try unsafe database.prepare(sql)
        let keep = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        if question == .cursor {
            unsafe sqlite3_bind_int64(statement, 2, rows.deepTime)
            unsafe sqlite3_bind_text(statement, 3, "~", 1, keep)
        }
        let columns = unsafe sqlite3_column_count(statement)
        let result = try FloorResult.asking(rounds) { round throws(RefoldError) in
            var checksum = 0
            var subject = question.subject(round, of: rows)
            subject.withUTF8 { bytes in
                _ = unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe sqlite3_bind_text(statement, 1, $0.baseAddress, Int32($0.count), keep) }
            }
            while unsafe sqlite3_step(statement) == SQLITE_ROW {
                for column in 0..<columns {
                    if unsafe sqlite3_column_type(statement, column) == SQLITE_TEXT {
                        checksum &+= unsafe sqlite3_column_text(statement, column) == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
                    } else {
                        checksum &+= unsafe Int(sqlite3_column_int64(statement, column) & 0xFF)
                    }
                }
            }
            unsafe sqlite3_reset(statement)
            return checksum
        }
        try unsafe database.finish(statement)
        try unsafe database.close()
        return result
    }
}
