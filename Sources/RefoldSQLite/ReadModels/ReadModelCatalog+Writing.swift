import RefoldCore
import RefoldStores
import RefoldValues

/// Writes to the catalog, inside a transaction of the caller.
extension ReadModelCatalog {
    /// Assigns the number of a projection's next generation, which no earlier one had.
    ///
    /// - Throws: `.failed` if there is no higher number.
    func nextNumber(of projection: String) throws(RefoldError) -> Int64 {
        let taken = Set(try generations(of: projection).map(\.number) + tableNumbers(of: projection))
        let known = try connection.prepare("SELECT last FROM refold_numbers WHERE projection = ?1")
        try known.bind(1, projection)
        let last = try known.step() ? known.integer(0) : Generation.lastNumber(among: taken)
        known.reset()
        let number = try Generation.number(after: last, except: taken, of: projection, in: connection.path)
        try run("REPLACE INTO refold_numbers VALUES (?, ?)", [projection, "\(number)"])
        return number
    }

    /// Adds a generation and its shape.
    func add(_ generation: Generation) throws(RefoldError) {
        // Rows of the shape of a generation that was removed by hand would collide.
        try forget(generation)
        try run(
            "INSERT INTO refold_generations (\(Self.columns), updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            Self.line(of: generation))
        guard connection.changes == 1 else { throw notWritten(generation) }
        let place: [String?] = [generation.projection, "\(generation.number)"]
        for line in generation.schema.catalogColumns { try run("INSERT INTO refold_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", place + line) }
        for line in generation.schema.catalogIndexes { try run("INSERT INTO refold_indexes VALUES (?, ?, ?, ?)", place + line) }
    }

    /// Records the changes of a generation: state, checkpoint, store, rows and time.
    ///
    /// - Parameter before: the generation as this run knows it.
    /// - Throws: `.failed` if the catalog differs because another run has changed it.
    func update(_ generation: Generation, from before: Generation, to operation: String) throws(RefoldError) {
        try requireUnmoved(before, to: operation)
        try run(
            """
            UPDATE refold_generations SET state = ?3, position = ?6, row_count = ?7, store = ?8, seal = ?9, zones = ?10, parked = ?11, outline = ?12,
              definition = ?13, program = ?14, left_out = ?15, effort = ?16, updated_at = ?17
            WHERE projection = ?1 AND generation = ?2
            """, Self.line(of: generation))
        guard connection.changes == 1 else { throw notWritten(generation) }
    }

    private static func line(of generation: Generation) -> [String?] {
        generation.catalogLine + generation.origin.catalogTexts + ["\(generation.updatedAt.microseconds)"]
    }

    /// Runs a statement that gives no rows. Texts of numbers become numbers by the types of the columns.
    private func run(_ sql: String, _ values: [String?]) throws(RefoldError) {
        let statement = try connection.prepare(sql)
        try statement.bind(values)
        _ = try statement.step()
    }

    /// What to say if the file did not take a line: a trigger of somebody's keeps it out.
    private func notWritten(_ generation: Generation) -> RefoldError {
        RefoldError(
            .failed, "the catalog did not take the checkpoint of \"\(generation.projection)\"", at: .named(connection.path),
            expected: "a table refold_generations without triggers of others", remedy: "drop the triggers on it, and run the command again")
    }

    /// Checks, in the transaction that will write, that a generation's catalog entry is the one that this run knows.
    ///
    /// - Parameter generation: as this run last read or wrote it.
    /// - Throws: `.failed` if it is not.
    func requireUnmoved(_ generation: Generation, to operation: String) throws(RefoldError) {
        // A later version may have extended the catalog since this run began.
        try requireKnownForm()
        let statement = try connection.prepare(
            """
            SELECT 1 FROM refold_generations WHERE projection = ?1 AND generation = ?2 AND state = ?3 AND version = ?4 AND fingerprint = ?5
              AND position = ?6 AND row_count = ?7 AND store IS ?8
            """)
        try statement.bind(generation.knownLine)
        guard try statement.step() else { throw overtaken(generation.projection, to: operation) }
    }

    /// The error if another run has changed a projection.
    func overtaken(_ projection: String, to operation: String) -> RefoldError {
        Generation.overtaken(
            projection, cannot: operation, in: connection.path,
            expected: "one run at a time: two can be at work if the file has several names or its lock file was removed")
    }

    /// Records what is served after a switch, and removes what nobody keeps.
    ///
    /// - Parameters:
    ///   - generation: complete and not served, as this run knows it.
    ///   - before: what was served then.
    /// - Returns: the generation as served.
    /// - Throws: `.failed` if another run has changed the projection, or if the generation's table is gone.
    func turn(to generation: Generation, after before: Generation?, _ turn: GenerationTurn, to operation: String) throws(RefoldError) -> Generation {
        let projection = generation.projection
        try requireUnmoved(generation, to: operation)
        guard try tableNumbers(of: projection).contains(generation.number) else {
            throw GenerationTurn.missingTable(of: generation, in: connection.path)
        }
        var served = generation
        served.state = .served
        try update(served, from: generation, to: operation)
        let others = try generations(of: projection).filter { $0.number != generation.number }
        let servedNow = others.first { $0.state == .served }
        guard servedNow?.number == before?.number, servedNow?.position == before?.position else { throw overtaken(projection, to: operation) }
        let outcome = turn.outcome(for: others)
        for (other, state) in outcome.changed {
            var after = other
            after.state = state
            try update(after, from: other, to: operation)
        }
        for other in outcome.removed { try remove(other) }
        try removeUnknownTables(of: projection)
        return served
    }

    /// Removes a generation, its table with it.
    func remove(_ generation: Generation) throws(RefoldError) {
        try connection.execute(ReadModelTable(schema: generation.schema, generation: generation.number).drop)
        try forget(generation)
    }

    /// Removes the tables of generations that are not in the catalog, because their entries were removed by hand.
    func removeUnknownTables(of projection: String) throws(RefoldError) {
        let known = Set(try generations(of: projection).map(\.number))
        for number in try tableNumbers(of: projection) where !known.contains(number) {
            let shape = ReadModelSchema(name: projection, key: [], columns: [])
            try connection.execute(ReadModelTable(schema: shape, generation: number).drop)
        }
    }

    /// Removes what is kept of a projection beside its generations, which a later projection of its name would go by.
    func forget(_ projection: String) throws(RefoldError) {
        for table in CatalogTable.ofReadModels {
            let own = try connection.prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = 'projection'")
            try own.bind(1, table)
            // Something else may be in the place of a table that runs do without.
            if try own.step() { try run("DELETE FROM \(table) WHERE projection = ?", [projection]) }
        }
    }

    private func forget(_ generation: Generation) throws(RefoldError) {
        var tables = ["refold_generations", "refold_columns", "refold_indexes"]
        if try has(CatalogTable.parked) { tables.append(CatalogTable.parked) }
        for table in tables {
            try run("DELETE FROM \(table) WHERE projection = ? AND generation = ?", [generation.projection, "\(generation.number)"])
        }
        try endWriting(generation)
        guard try has(CatalogTable.proofs) else { return }
        // Those of generations that an earlier program removed, which knows no proofs.
        try run(
            """
            DELETE FROM \(CatalogTable.proofs) WHERE projection = ?1
              AND generation NOT IN (SELECT generation FROM refold_generations WHERE projection = ?1)
            """, [generation.projection])
    }
}
