import RefoldCore

/// The catalogue of the schema `read_models`: which generations there are, in what shape, and how far they have come.
struct PostgresReadModelCatalog {
    let connection: PostgresConnection

    private static let generationTable = "\(PostgresReadModelTable.schema).refold_generations"
    private static let columnTable = "\(PostgresReadModelTable.schema).refold_columns"
    private static let indexTable = "\(PostgresReadModelTable.schema).refold_indexes"
    private static let deed = "read the catalogue of read models"

    private static let create = """
        CREATE TABLE IF NOT EXISTS \(generationTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          state       text NOT NULL,       -- building, built, served, previous; removed: its table goes when nobody reads it any more
          version     bigint NOT NULL,
          fingerprint bigint NOT NULL,
          position    bigint NOT NULL,     -- the checkpoint
          row_count   bigint NOT NULL,
          updated_at  timestamptz NOT NULL,
          store       bigint,              -- the mark of the events up to the checkpoint
          PRIMARY KEY (projection, generation)
        );
        CREATE TABLE IF NOT EXISTS \(columnTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          number      bigint NOT NULL,
          role        text NOT NULL,       -- key, folded, computed
          name        text NOT NULL,
          type        text NOT NULL,
          scale       bigint,              -- of a decimal
          currency    text,                -- the column with a money column's currency
          PRIMARY KEY (projection, generation, number),
          FOREIGN KEY (projection, generation) REFERENCES \(generationTable) ON DELETE CASCADE
        );
        CREATE TABLE IF NOT EXISTS \(indexTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          number      bigint NOT NULL,
          columns     text NOT NULL,       -- names, separated by commas
          PRIMARY KEY (projection, generation, number),
          FOREIGN KEY (projection, generation) REFERENCES \(generationTable) ON DELETE CASCADE
        );
        """

    /// Whether the database has a catalogue at all.
    func exists() throws(RefoldError) -> Bool {
        try !connection.query("SELECT to_regclass($1)", [Self.generationTable], to: Self.deed).isNull(0, 0)
    }

    /// Makes schema and tables where they are missing; two runs that do so at once follow one another.
    func makeIfMissing() throws(RefoldError) {
        guard try !exists() else { return try extend() }
        let deed = "make the schema read_models"
        try connection.transaction(to: deed) { () throws(RefoldError) in
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: deed)
            // Naming a schema that is there needs no right to make one.
            let known = try connection.query("SELECT FROM pg_namespace WHERE nspname = 'read_models'", to: deed)
            if known.count == 0 { try connection.execute("CREATE SCHEMA \(PostgresReadModelTable.schema)", to: deed) }
            try connection.execute(Self.create, to: deed)
        }
    }

    /// Adds to a catalogue of an earlier version of Refold what it lacks; its generations then come from a store that is not known.
    func extend() throws(RefoldError) {
        let deed = "add the column \"store\" to the catalogue of read models"
        let known = try connection.query(
            "SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'store' AND NOT attisdropped", [Self.generationTable], to: deed)
        guard known.count == 0 else { return }
        try connection.execute("ALTER TABLE \(Self.generationTable) ADD COLUMN IF NOT EXISTS store bigint", to: deed)
    }

    /// All generations, or those of one projection, by projection and number. To be asked in a transaction that sees one state.
    ///
    /// - Parameter removed: whether those come too whose table is to go.
    func generations(of projection: String? = nil, removed: Bool = false) throws(RefoldError) -> [Generation] {
        guard try exists() else { return [] }
        // The mark by way of JSON: a catalogue that nobody has written since it was kept has no such column.
        let known = try connection.query(
            """
            SELECT projection, generation, state, version, fingerprint, position, row_count,
              to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_jsonb(g) ->> 'store'
            FROM \(Self.generationTable) AS g WHERE ($1::text IS NULL OR projection = $1) AND ($2 OR state <> 'removed')
            ORDER BY projection, generation
            """, [projection, removed ? "t" : "f"], to: Self.deed)
        let shapes = try shapes(of: projection)
        return (0..<known.count).map { row in
            let place = Place(projection: known.text(row, 0), generation: known.integer(row, 1))
            return Generation(
                number: place.generation, state: Generation.State(rawValue: known.text(row, 2)) ?? .building,
                version: Int(known.integer(row, 3)), fingerprint: UInt64(bitPattern: known.integer(row, 4)),
                position: known.integer(row, 5),
                store: known.isNull(row, 8) ? nil : StoreMark(value: UInt64(bitPattern: known.integer(row, 8))), rows: known.integer(row, 6),
                schema: shapes[place] ?? ReadModelSchema(name: place.projection, key: [], columns: []),
                updatedAt: Timestamp(known.text(row, 7)) ?? .first)
        }
    }

    private struct Place: Hashable {
        var projection: String
        var generation: Int64
    }

    private func shapes(of projection: String?) throws(RefoldError) -> [Place: ReadModelSchema] {
        var shapes: [Place: ReadModelSchema] = [:]
        let columns = try connection.query(
            """
            SELECT projection, generation, role, name, type, scale, currency FROM \(Self.columnTable)
            WHERE $1::text IS NULL OR projection = $1 ORDER BY projection, generation, number
            """, [projection], to: Self.deed)
        for row in 0..<columns.count {
            let place = Place(projection: columns.text(row, 0), generation: columns.integer(row, 1))
            let scale = columns.isNull(row, 5) ? nil : Int(columns.integer(row, 5))
            guard let type = ColumnType(word: columns.text(row, 4), scale: scale, currency: columns.optional(row, 6)) else {
                throw RefoldError(
                    .failed, "the catalogue describes a column of projection \"\(place.projection)\" with an unknown type",
                    at: .named(connection.location.name), remedy: "use the version of refold that wrote it, or rebuild into another database")
            }
            let column = ColumnSchema(columns.text(row, 3), type)
            var shape = shapes[place] ?? ReadModelSchema(name: place.projection, key: [], columns: [])
            switch columns.text(row, 2) {
            case "key": shape.key.append(column)
            case "computed":
                shape.columns.append(column)
                shape.computedCount += 1
            default: shape.columns.append(column)
            }
            shapes[place] = shape
        }
        let indexes = try connection.query(
            """
            SELECT projection, generation, columns FROM \(Self.indexTable)
            WHERE $1::text IS NULL OR projection = $1 ORDER BY projection, generation, number
            """, [projection], to: Self.deed)
        for row in 0..<indexes.count {
            let place = Place(projection: indexes.text(row, 0), generation: indexes.integer(row, 1))
            shapes[place]?.indexes.append(indexes.text(row, 2).split(separator: ",").map(String.init))
        }
        return shapes
    }

    // MARK: Writing, inside a transaction of the caller

    func add(_ generation: Generation, to deed: String) throws(RefoldError) {
        let schema = generation.schema
        let place: [String?] = [schema.name, "\(generation.number)"]
        _ = try connection.query(
            "INSERT INTO \(Self.generationTable) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            place + [
                generation.state.rawValue, "\(generation.version)", "\(Int64(bitPattern: generation.fingerprint))", "\(generation.position)",
                "\(generation.rows)", generation.updatedAt.description, Self.text(generation.store),
            ], to: deed)
        for (number, column) in schema.allColumns.enumerated() {
            let role = number < schema.key.count ? "key" : number < schema.key.count + schema.foldedCount ? "folded" : "computed"
            var (scale, currency): (String?, String?) = (nil, nil)
            if case .decimal(let digits) = column.type { scale = "\(digits)" }
            if case .money(let name) = column.type { currency = name }
            _ = try connection.query(
                "INSERT INTO \(Self.columnTable) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                place + ["\(number)", role, column.name, column.type.word, scale, currency], to: deed)
        }
        for (number, index) in schema.indexes.enumerated() {
            _ = try connection.query(
                "INSERT INTO \(Self.indexTable) VALUES ($1, $2, $3, $4)", place + ["\(number)", index.joined(separator: ",")], to: deed)
        }
    }

    /// Records what changes in a generation's life: state, checkpoint, store, rows and time; its row stays locked until the transaction ends.
    ///
    /// - Parameter before: as this run knows it.
    /// - Throws: `.failed` where state or checkpoint are no longer what this run knows, since another run has taken over.
    func update(_ generation: Generation, from before: Generation, to deed: String) throws(RefoldError) {
        let changed = try connection.query(
            """
            UPDATE \(Self.generationTable) SET state = $3, position = $4, row_count = $5, updated_at = $6, store = $9
            WHERE projection = $1 AND generation = $2 AND state = $7 AND position = $8
            """,
            [
                generation.projection, "\(generation.number)", generation.state.rawValue, "\(generation.position)", "\(generation.rows)",
                generation.updatedAt.description, before.state.rawValue, "\(before.position)", Self.text(generation.store),
            ], to: deed)
        guard changed.changes == 1 else { throw Self.overtaken(generation.projection, deed, in: connection) }
    }

    private static func text(_ mark: StoreMark?) -> String? { mark.map { "\(Int64(bitPattern: $0.value))" } }

    /// What to say where another run has been at a projection while this one thought that it held the lock.
    static func overtaken(_ projection: String, _ deed: String, in connection: PostgresConnection) -> RefoldError {
        RefoldError(
            .failed, "cannot \(deed): another run has moved \"\(projection)\" on since this one began", at: .named(connection.location.name),
            expected: "the lock to hold until the end: its connection was lost", remedy: "run the command again; nothing is half-done")
    }

    /// Notes that a generation's table is to go; nobody is told of it any more.
    func markRemoved(_ generation: Generation, to deed: String) throws(RefoldError) {
        _ = try connection.query(
            "UPDATE \(Self.generationTable) SET state = 'removed' WHERE projection = $1 AND generation = $2",
            [generation.projection, "\(generation.number)"], to: deed)
    }

    /// Drops a generation's table and forgets it; where somebody reads the table, built upon it or owns it, that is left to a later run.
    func remove(_ generation: Generation, to deed: String) throws(RefoldError) {
        do throws(PostgresFailure) {
            _ = try connection.attempt("BEGIN")
            _ = try connection.attempt(PostgresReadModelTable(generation.schema, generation.number).drop)
            _ = try connection.attempt(
                "DELETE FROM \(Self.generationTable) WHERE projection = $1 AND generation = $2", [generation.projection, "\(generation.number)"])
            _ = try connection.attempt("COMMIT")
        } catch {
            connection.rollBack()
            // A lock that did not come in time, a deadlock, a dependent object, the table of another role that built it.
            guard ["55P03", "40P01", "2BP01", "42501"].contains(error.state) else { throw connection.error(error, to: deed) }
            try connection.transaction(to: deed) { () throws(RefoldError) in try markRemoved(generation, to: deed) }
        }
    }
}
