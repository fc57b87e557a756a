import RefoldCore
import RefoldStores
import RefoldValues

/// What is written into the catalog, inside a transaction of the caller.
extension ReadModelCatalog {
    /// Gives out the number of a projection's next generation, which no earlier one had.
    ///
    /// - Throws: `.failed` if there is no higher number.
    func nextNumber(of projection: String) throws(RefoldError) -> Int64 {
        let taken = Set(try generations(of: projection).map(\.number) + tableNumbers(of: projection))
        let known = try connection.prepare("SELECT last FROM refold_numbers WHERE projection = ?1")
        try known.bind(1, projection)
        let last = try known.step() ? known.integer(0) : Generation.lastNumber(among: taken)
        known.reset()
        let number = try Generation.number(after: last, except: taken, of: projection, in: connection.path)
        let statement = try connection.prepare("REPLACE INTO refold_numbers VALUES (?1, ?2)")
        try statement.bind(1, projection)
        try statement.bind(2, number)
        _ = try statement.step()
        return number
    }

    /// Adds a generation and its shape.
    func add(_ generation: Generation) throws(RefoldError) {
        // Lines of a shape whose generation somebody has removed by hand are in the way.
        try forget(generation)
        let statement = try connection.prepare(
            """
            INSERT INTO refold_generations
              (projection, generation, state, version, fingerprint, position, row_count, updated_at, store, seal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try statement.bind(1, generation.projection)
        try statement.bind(2, generation.number)
        try statement.bind(3, generation.state.rawValue)
        try statement.bind(4, Int64(generation.version))
        try statement.bind(5, Int64(bitPattern: generation.fingerprint))
        try statement.bind(6, generation.position)
        try statement.bind(7, generation.rows)
        try statement.bind(8, generation.updatedAt.microseconds)
        try Self.bind(9, generation.store, of: statement)
        try statement.bind(10, Int64(bitPattern: generation.seal))
        _ = try statement.step()
        guard connection.changes == 1 else { throw notWritten(generation) }
        try addShape(of: generation)
    }

    private func addShape(of generation: Generation) throws(RefoldError) {
        let schema = generation.schema
        let columns = try connection.prepare("INSERT INTO refold_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for (number, column) in schema.allColumns.enumerated() {
            columns.reset()
            try columns.bind(1, schema.name)
            try columns.bind(2, generation.number)
            try columns.bind(3, Int64(number))
            try columns.bind(4, ColumnRole(of: number, in: schema).rawValue)
            try columns.bind(5, column.name)
            try columns.bind(6, column.type.word)
            if let scale = column.type.scaleInCatalog { try columns.bind(7, Int64(scale)) } else { try columns.bindNull(7) }
            if let currency = column.type.currencyInCatalog { try columns.bind(8, currency) } else { try columns.bindNull(8) }
            _ = try columns.step()
        }
        let indexes = try connection.prepare("INSERT INTO refold_indexes VALUES (?, ?, ?, ?)")
        for (number, index) in schema.indexes.enumerated() {
            indexes.reset()
            try indexes.bind(1, schema.name)
            try indexes.bind(2, generation.number)
            try indexes.bind(3, Int64(number))
            try indexes.bind(4, index.joined(separator: ","))
            _ = try indexes.step()
        }
    }

    /// Records what changes in a generation's life: state, checkpoint, store, rows and time.
    ///
    /// - Parameter before: as this run knows it.
    /// - Throws: `.failed` if the catalog says something else, since another run has been at it.
    func update(_ generation: Generation, from before: Generation, to operation: String) throws(RefoldError) {
        try requireUnmoved(before, to: operation)
        let statement = try connection.prepare(
            """
            UPDATE refold_generations SET state = ?3, position = ?4, row_count = ?5, updated_at = ?6, store = ?7, seal = ?8
            WHERE projection = ?1 AND generation = ?2
            """)
        try statement.bind(1, generation.projection)
        try statement.bind(2, generation.number)
        try statement.bind(3, generation.state.rawValue)
        try statement.bind(4, generation.position)
        try statement.bind(5, generation.rows)
        try statement.bind(6, generation.updatedAt.microseconds)
        try Self.bind(7, generation.store, of: statement)
        try statement.bind(8, Int64(bitPattern: generation.seal))
        _ = try statement.step()
        guard connection.changes == 1 else { throw notWritten(generation) }
    }

    /// What to say if the file did not take a line: a trigger of somebody's keeps it out.
    private func notWritten(_ generation: Generation) -> RefoldError {
        RefoldError(
            .failed, "the catalog did not take the checkpoint of \"\(generation.projection)\"", at: .named(connection.path),
            expected: "a table refold_generations without triggers of others", remedy: "drop the triggers on it, and run the command again")
    }

    /// The fence: makes sure, in the transaction that is to write, that a generation's line is the one that this run knows.
    ///
    /// - Parameter generation: as this run read or wrote it last.
    /// - Throws: `.failed` if it is not.
    func requireUnmoved(_ generation: Generation, to operation: String) throws(RefoldError) {
        let statement = try connection.prepare(
            """
            SELECT 1 FROM refold_generations WHERE projection = ?1 AND generation = ?2 AND state = ?3 AND version = ?4 AND fingerprint = ?5
              AND position = ?6 AND row_count = ?7 AND store IS ?8
            """)
        try statement.bind(1, generation.projection)
        try statement.bind(2, generation.number)
        try statement.bind(3, generation.state.rawValue)
        try statement.bind(4, Int64(generation.version))
        try statement.bind(5, Int64(bitPattern: generation.fingerprint))
        try statement.bind(6, generation.position)
        try statement.bind(7, generation.rows)
        try Self.bind(8, generation.store, of: statement)
        guard try statement.step() else { throw overtaken(generation.projection, to: operation) }
    }

    /// What to say if another run has been at a projection.
    func overtaken(_ projection: String, to operation: String) -> RefoldError {
        Generation.overtaken(
            projection, cannot: operation, in: connection.path,
            expected: "one run at a time: two can be where the file has several names or its lock file was removed")
    }

    private static func bind(_ parameter: Int32, _ fingerprint: StoreFingerprint?, of statement: SQLiteStatement) throws(RefoldError) {
        if let fingerprint { try statement.bind(parameter, Int64(bitPattern: fingerprint.value)) } else { try statement.bindNull(parameter) }
    }

    /// Removes a generation, its table with it.
    func remove(_ generation: Generation) throws(RefoldError) {
        try connection.execute(ReadModelTable(schema: generation.schema, generation: generation.number).drop)
        try forget(generation)
    }

    /// Removes the tables of generations that the catalog does not know: somebody has removed their lines.
    func removeUnknownTables(of projection: String) throws(RefoldError) {
        let known = Set(try generations(of: projection).map(\.number))
        for number in try tableNumbers(of: projection) where !known.contains(number) {
            let shape = ReadModelSchema(name: projection, key: [], columns: [])
            try connection.execute(ReadModelTable(schema: shape, generation: number).drop)
        }
    }

    private func forget(_ generation: Generation) throws(RefoldError) {
        for table in ["refold_generations", "refold_columns", "refold_indexes"] {
            let statement = try connection.prepare("DELETE FROM \(table) WHERE projection = ? AND generation = ?")
            try statement.bind(1, generation.projection)
            try statement.bind(2, generation.number)
            _ = try statement.step()
        }
    }
}
