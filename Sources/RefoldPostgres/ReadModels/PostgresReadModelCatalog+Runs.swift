import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that say when the last run for each projection ended, and how.
extension PostgresReadModelCatalog {
    static let runTable = "\(PostgresReadModelTable.schema).\(CatalogTable.lastRuns)"
    private static let operation = "keep how the run ended"

    static let createRuns = """
        CREATE TABLE IF NOT EXISTS \(runTable) (
          projection  text COLLATE "C" PRIMARY KEY,
          at          timestamptz NOT NULL,  -- when it ended
          status      integer NOT NULL,      -- its exit status for this projection
          message     text,                  -- why that is not 0
          complete_at timestamptz            -- when the last one ended that left nothing out
        )
        """

    /// By projection. Empty if nothing is kept, if this role may not read it, and where something else is in its place.
    ///
    /// - Parameter access: as ``access()`` found it.
    func lastRuns(_ access: CatalogAccess) throws(RefoldError) -> [LastRun] {
        let operation = "read how the last runs ended"
        if access == .views { guard try has(.runs) else { return [] } }
        let table = access == .views ? CatalogView.runs.quoted : Self.runTable
        let known = try connection.query(
            """
            SELECT coalesce(has_table_privilege(to_regclass($1)::oid, 'SELECT'), false), (SELECT count(*) FROM pg_attribute
              WHERE attrelid = to_regclass($1) AND attname IN ('projection', 'at', 'status', 'message', 'complete_at') AND NOT attisdropped) = 5
            """, [table], to: operation)
        guard known.boolean(0, 0), known.boolean(0, 1) else { return [] }
        func time(_ column: String) -> String { "to_char(\(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')" }
        let lines = try connection.query(
            "SELECT projection, \(time("at")), status, message, \(time("complete_at")) FROM \(table) ORDER BY projection COLLATE \"C\"", to: operation)
        return (0..<lines.count).map { row in
            LastRun(
                projection: lines.text(row, 0), at: Timestamp(lines.text(row, 1)) ?? .first, status: Int(lines.integer(row, 2)),
                message: lines.optional(row, 3), completeAt: lines.optional(row, 4).flatMap { Timestamp($0) })
        }
    }

    func note(_ runs: [RunEnd], at time: Timestamp) throws(RefoldError) {
        let lines = runs.map { $0.lastRun(at: time) }
        let sql = """
            INSERT INTO \(Self.runTable) AS r (projection, at, status, message, complete_at)
            SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::integer[], $4::text[], $5::timestamptz[])
            ON CONFLICT (projection) DO UPDATE SET at = excluded.at, status = excluded.status, message = excluded.message,
              complete_at = coalesce(excluded.complete_at, r.complete_at)
            """
        let columns = ([
            lines.map(\.projection), lines.map { $0.at.description }, lines.map { "\($0.status)" }, lines.map(\.message),
            lines.map { $0.completeAt?.description },
        ] as [[String?]]).map(PostgresName.array)
        do throws(PostgresFailure) {
            _ = try connection.attempt(sql, columns)
        } catch {
            guard ["3F000", "42P01"].contains(error.state) else { throw connection.error(error, to: Self.operation) }
            try makeIfMissing()
            try connection.transaction(to: Self.operation) { () throws(RefoldError) in
                // Two runs that make the table at once follow one another.
                _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: Self.operation)
                try connection.execute(Self.createRuns, to: Self.operation)
                _ = try connection.query(sql, columns, to: Self.operation)
            }
        }
    }
}
