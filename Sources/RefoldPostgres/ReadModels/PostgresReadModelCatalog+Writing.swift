import RefoldCore
import RefoldStores
import RefoldValues

/// Writes to the catalog, inside a transaction of the caller unless a method says otherwise.
extension PostgresReadModelCatalog {
    /// Assigns the number of a projection's next generation, which no earlier one had.
    ///
    /// - Throws: `.failed` if there is no higher number.
    func nextNumber(of projection: String, to operation: String) throws(RefoldError) -> Int64 {
        // Concurrent runs do this one after the other.
        _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: "numbers of \(projection)"))"], to: operation)
        let taken = Set(try generations(of: projection, removed: true).map(\.number) + tableNumbers(of: projection, to: operation))
        let known = try connection.query("SELECT last FROM \(Self.numberTable) WHERE projection = $1", [projection], to: operation)
        let last = known.count > 0 ? known.integer(0, 0) : Generation.lastNumber(among: taken)
        let number = try Generation.number(after: last, except: taken, of: projection, in: connection.location.name)
        _ = try connection.query(
            "INSERT INTO \(Self.numberTable) VALUES ($1, $2) ON CONFLICT (projection) DO UPDATE SET last = excluded.last",
            [projection, "\(number)"], to: operation)
        return number
    }

    /// The numbers of the tables of a projection's generations, whether the catalog lists them or not.
    func tableNumbers(of projection: String, to operation: String) throws(RefoldError) -> [Int64] {
        let found = try connection.query(
            """
            SELECT substr(c.relname, length($1) + 2) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relkind IN ('r', 'p') AND starts_with(c.relname, $1 || '#')
            """, [projection], to: operation)
        return (0..<found.count).compactMap { row in Int64(found.text(row, 0)).flatMap { "\($0)" == found.text(row, 0) ? $0 : nil } }
    }

    /// Adds a generation and its shape.
    func add(_ generation: Generation, to operation: String) throws(RefoldError) {
        let place: [String?] = [generation.projection, "\(generation.number)"]
        // Lines of a shape whose generation somebody has removed by hand are in the way.
        for table in [Self.columnTable, Self.indexTable] {
            _ = try connection.query("DELETE FROM \(table) WHERE projection = $1 AND generation = $2", place, to: operation)
        }
        _ = try connection.query(
            """
            INSERT INTO \(Self.generationTable) (\(Self.columns), updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """, generation.catalogLine + generation.origin.catalogTexts + [generation.updatedAt.description], to: operation)
        for line in generation.schema.catalogColumns {
            _ = try connection.query("INSERT INTO \(Self.columnTable) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", place + line, to: operation)
        }
        for line in generation.schema.catalogIndexes {
            _ = try connection.query("INSERT INTO \(Self.indexTable) VALUES ($1, $2, $3, $4)", place + line, to: operation)
        }
    }

    /// Records the changes of a generation: state, checkpoint, store, rows and time; its row stays locked until the transaction ends.
    ///
    /// - Parameter before: the generation as this run knows it.
    /// - Throws: `.failed` if the catalog differs because another run has changed it.
    func update(_ generation: Generation, from before: Generation, to operation: String) throws(RefoldError) {
        let changed = try connection.query(
            """
            UPDATE \(Self.generationTable) SET state = $3, position = $6, row_count = $7, store = $8, seal = $9, zones = $10, parked = $11,
              outline = $12, definition = $13, program = $14, left_out = $15, effort = $16, updated_at = $17
            WHERE projection = $1 AND generation = $2 AND version = $4 AND fingerprint = $5
              AND state = $18 AND position = $19 AND row_count = $20 AND store IS NOT DISTINCT FROM $21
              AND coalesce((regexp_match(\(Self.form), '^\(CatalogVersion.start)([0-9]{1,9}):'))[1]::bigint, 0) <= \(CatalogVersion.current)
            """,
            generation.catalogLine + generation.origin.catalogTexts + [generation.updatedAt.description]
                + [before.knownLine[2], before.knownLine[5], before.knownLine[6], before.knownLine[7]], to: operation)
        guard changed.changes == 1 else {
            // A later version may have extended the catalog since this run began.
            _ = try access()
            throw Self.overtaken(generation.projection, operation, in: connection)
        }
    }

    /// Checks, before any work, that a generation's catalog entry is the one that this run knows. Takes no lock.
    ///
    /// - Throws: `.failed` if it is not.
    func requireUnmoved(_ generation: Generation, to operation: String) throws(RefoldError) {
        let known = try generations(of: generation.projection).first { $0.number == generation.number }
        guard let known, known.state == generation.state, known.position == generation.position, known.rows == generation.rows else {
            throw Self.overtaken(generation.projection, operation, in: connection)
        }
    }

    /// What to say if another run has been at a projection while this one thought that it held the lock.
    static func overtaken(_ projection: String, _ operation: String, in connection: PostgresConnection) -> RefoldError {
        Generation.overtaken(
            projection, cannot: operation, in: connection.location.name, expected: "the lock to hold until the end: its connection was lost")
    }

    /// Marks a generation's table for removal; the generation is no longer listed.
    func markRemoved(_ generation: Generation, to operation: String) throws(RefoldError) {
        try endWriting(generation, to: operation)
        _ = try connection.query(
            "UPDATE \(Self.generationTable) SET state = 'removed' WHERE projection = $1 AND generation = $2",
            [generation.projection, "\(generation.number)"], to: operation)
    }

    /// Drops a generation's table and its entry. If the table is in use, has dependents or another owner, this is left to a later run.
    func remove(_ generation: Generation, to operation: String) throws(RefoldError) {
        do throws(PostgresFailure) {
            _ = try connection.attempt("BEGIN")
            _ = try connection.attempt(PostgresReadModelTable(generation.schema, generation.number).drop)
            _ = try connection.attempt(
                "DELETE FROM \(Self.generationTable) WHERE projection = $1 AND generation = $2", [generation.projection, "\(generation.number)"])
            if try connection.attempt("SELECT to_regclass($1) IS NOT NULL", [Self.writingTable]).boolean(0, 0) {
                _ = try connection.attempt(
                    "DELETE FROM \(Self.writingTable) WHERE projection = $1 AND generation = $2", [generation.projection, "\(generation.number)"])
            }
            _ = try connection.attempt("COMMIT")
        } catch {
            connection.rollBack()
            // A lock timeout, a deadlock, a dependent object, or a table that another role owns.
            guard ["55P03", "40P01", "2BP01", "42501"].contains(error.state) else { throw connection.error(error, to: operation) }
            try connection.transaction(to: operation) { () throws(RefoldError) in try markRemoved(generation, to: operation) }
        }
    }

    /// Drops a generation's table and its entry with the transaction of the caller.
    func drop(_ generation: Generation, to operation: String) throws(RefoldError) {
        try connection.execute(PostgresReadModelTable(generation.schema, generation.number).drop, to: operation)
        try endWriting(generation, to: operation)
        _ = try connection.query(
            "DELETE FROM \(Self.generationTable) WHERE projection = $1 AND generation = $2", [generation.projection, "\(generation.number)"], to: operation)
    }

    /// Removes what is kept of a projection beside its generations, which a later projection of its name would go by.
    func forget(_ projection: String, to operation: String) throws(RefoldError) {
        // Something else may be in the place of a table that runs do without.
        let own = try connection.query(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'projection'
            WHERE n.nspname = 'read_models' AND c.relkind IN ('r', 'p') AND c.relname = ANY ($1::text[])
            """, [PostgresName.array(CatalogTable.ofReadModels)], to: operation)
        for row in 0..<own.count {
            _ = try connection.query(
                "DELETE FROM \(PostgresReadModelTable.schema).\(own.text(row, 0)) WHERE projection = $1", [projection], to: operation)
        }
    }

    /// Drops the tables of generations that are not in the catalog, because their entries were removed by hand. What cannot be dropped now
    /// is left to a later run.
    func removeUnknownTables(of projection: String, to operation: String) throws(RefoldError) {
        let known = Set(try generations(of: projection, removed: true).map(\.number))
        for number in try tableNumbers(of: projection, to: operation) where !known.contains(number) {
            let table = PostgresReadModelTable(ReadModelSchema(name: projection, key: [], columns: []), number)
            _ = try? connection.attempt(table.drop)
        }
    }
}
