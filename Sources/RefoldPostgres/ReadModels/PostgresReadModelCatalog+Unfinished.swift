import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that say how far generations are written that are not complete.
extension PostgresReadModelCatalog {
    static let writingTable = "\(PostgresReadModelTable.schema).\(CatalogTable.writing)"
    private static let operation = "read how far generations are written"

    private static let createWriting = """
        CREATE TABLE IF NOT EXISTS \(writingTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          row_count   bigint NOT NULL,     -- how many rows are written, in key order
          last_key    bigint NOT NULL,     -- stands for the key of the last one
          mark        text,                -- by what a later run knows whether its rows are the same
          written_at  timestamptz NOT NULL,
          PRIMARY KEY (projection, generation)
        )
        """

    /// Makes the table. Runs that do it at once follow one another.
    func makeWritingIfMissing(to operation: String) throws(RefoldError) {
        guard try !connection.query("SELECT to_regclass($1) IS NOT NULL", [Self.writingTable], to: operation).boolean(0, 0) else { return }
        try connection.transaction(to: operation) { () throws(RefoldError) in
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            try connection.execute(Self.createWriting, to: operation)
            try giveToOwner([Self.writingTable], to: operation)
        }
    }

    /// What is written of generations that are not complete, by projection; of one projection if it is given, and then only what this role may
    /// go on with: to write and index a table takes its owner's rights. Nothing for a role that may not read it.
    func unfinished(of projection: String? = nil) throws(RefoldError) -> [UnfinishedGeneration] {
        let mayRead = try connection.query(
            "SELECT coalesce(has_table_privilege(to_regclass($1)::oid, 'SELECT'), false)", [Self.writingTable], to: Self.operation)
        guard mayRead.boolean(0, 0) else { return [] }
        let lines = try connection.query(
            """
            SELECT w.projection, w.generation, w.row_count, w.last_key, w.mark,
              to_char(w.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM \(Self.writingTable) AS w JOIN pg_class c ON c.relname = w.projection || '#' || w.generation
              JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'read_models'
            WHERE w.row_count > 0 AND ($1::text IS NULL OR w.projection = $1 AND pg_has_role(c.relowner, 'USAGE')) ORDER BY w.projection, w.generation
            """, [projection], to: Self.operation)
        guard lines.count > 0 else { return [] }
        let building = try generations(of: projection).filter { $0.state == .building && !$0.isAltered }
        return (0..<lines.count).compactMap { row in
            building.first { $0.projection == lines.text(row, 0) && $0.number == lines.integer(row, 1) }.map { generation in
                UnfinishedGeneration(
                    generation: generation, rows: lines.integer(row, 2), lastKey: UInt64(bitPattern: lines.integer(row, 3)), mark: lines.optional(row, 4),
                    writtenAt: Timestamp(lines.text(row, 5)) ?? .first)
            }
        }
    }

    /// Begins to keep how far a generation is written. Inside a transaction of the caller, as all that follows.
    func beginWriting(_ generation: Generation, to operation: String) throws(RefoldError) {
        // Also the lines of generations that an earlier version of Refold removed.
        _ = try connection.query("DELETE FROM \(Self.writingTable) WHERE projection = $1", [generation.projection], to: operation)
        _ = try connection.query(
            "INSERT INTO \(Self.writingTable) VALUES ($1, $2, 0, 0, NULL, $3)", place(generation) + [generation.updatedAt.description], to: operation)
    }

    /// Keeps how far a generation is written, in the transaction of its rows.
    ///
    /// - Throws: `.failed` if another run has changed that.
    func note(_ rows: inout WrittenRows, of generation: Generation, at time: Timestamp, to operation: String) throws(RefoldError) {
        let changed = try connection.query(
            """
            UPDATE \(Self.writingTable) SET row_count = $3, last_key = $4, mark = $5, written_at = $6
            WHERE projection = $1 AND generation = $2 AND row_count = $7
            """,
            place(generation) + [
                "\(rows.count)", "\(Int64(bitPattern: rows.lastKey))", try rows.mark(), time.description, "\(rows.durable)",
            ], to: operation)
        guard changed.changes == 1 else { throw Self.overtaken(generation.projection, operation, in: connection) }
    }

    /// Forgets that of a generation that is complete, or that goes.
    func endWriting(_ generation: Generation, to operation: String) throws(RefoldError) {
        guard try connection.query("SELECT to_regclass($1) IS NOT NULL", [Self.writingTable], to: operation).boolean(0, 0) else { return }
        _ = try connection.query("DELETE FROM \(Self.writingTable) WHERE projection = $1 AND generation = $2", place(generation), to: operation)
    }

    private func place(_ generation: Generation) -> [String?] { [generation.projection, "\(generation.number)"] }
}
