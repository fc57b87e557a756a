// Unsafe here: libpq, called as a C program would call it.
import CLibPQ
import RefoldValues

/// The floor of a query on PostgreSQL: one prepared statement on the view, in a session with libpq's defaults, with its result in binary
/// format, reading every value.
/// every value looked at.
enum PostgresQueryFloor {
    static func run(_ question: PaymentQuestion, of rows: PaymentRows, at uri: String, rounds: Int) throws(RefoldError) -> FloorResult {
        guard let connection = unsafe PQconnectdb(uri), unsafe PQstatus(connection) == CONNECTION_OK else {
            throw RefoldError(.failed, "the floor cannot connect")
        }
        defer { unsafe PQfinish(connection) }
        let sql = question.sql(
            from: "read_models.payments", parameters: ["$1", "to_timestamp($2::float8)", "$3"], catalog: "read_models.refold_generations")
        unsafe PQclear(PQprepare(connection, "question", sql, 0, nil))
        let parameters = question == .cursor ? ["\(rows.deepTime / 1_000_000)", "~"] : []
        return try .asking(rounds) { round throws(RefoldError) in
            var checksum = 0
            let texts = unsafe ([question.subject(round, of: rows)] + parameters).map { unsafe strdup($0) }
            defer { unsafe texts.forEach { unsafe free($0) } }
            let values = unsafe texts.map { unsafe UnsafePointer<CChar>($0) }
            let result = unsafe PQexecPrepared(connection, "question", Int32(texts.count), values, nil, nil, 1)
            defer { unsafe PQclear(result) }
            guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
                throw unsafe RefoldError(.failed, "the floor failed: \(String(cString: PQerrorMessage(connection)))")
            }
            for row in unsafe 0..<PQntuples(result) {
                for column in unsafe 0..<PQnfields(result) where unsafe PQgetisnull(result, row, column) == 0 {
                    checksum &+= unsafe Int(PQgetlength(result, row, column)) + (PQgetvalue(result, row, column) == nil ? 1 : 0)
                }
            }
            return checksum
        }
    }
}
