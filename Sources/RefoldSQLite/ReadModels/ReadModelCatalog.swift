import RefoldCore

/// The catalogue of a read-model file: which generations there are, in what shape, and how far they have come.
struct ReadModelCatalog {
    let connection: SQLiteConnection

    private static let creation = """
        CREATE TABLE IF NOT EXISTS refold_generations (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          state       TEXT NOT NULL,       -- building, built, served, previous
          version     INTEGER NOT NULL,
          fingerprint INTEGER NOT NULL,
          position    INTEGER NOT NULL,    -- the checkpoint
          row_count   INTEGER NOT NULL,
          updated_at  INTEGER NOT NULL,    -- microseconds since 1970, UTC
          store       INTEGER,             -- the mark of the events up to the checkpoint
          PRIMARY KEY (projection, generation)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refold_columns (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          number      INTEGER NOT NULL,
          role        TEXT NOT NULL,       -- key, folded, computed
          name        TEXT NOT NULL,
          type        TEXT NOT NULL,
          scale       INTEGER,             -- of a decimal
          currency    TEXT,                -- the column with a money column's currency
          PRIMARY KEY (projection, generation, number)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refold_indexes (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          number      INTEGER NOT NULL,
          columns     TEXT NOT NULL,       -- names, separated by commas
          PRIMARY KEY (projection, generation, number)
        ) WITHOUT ROWID;
        """

    /// Whether the file has a catalogue at all.
    func exists() throws(RefoldError) -> Bool {
        try connection.integer("SELECT 1 FROM sqlite_master WHERE name = 'refold_generations'") != nil
    }

    private func hasStores() throws(RefoldError) -> Bool {
        try connection.integer("SELECT 1 FROM pragma_table_info('refold_generations') WHERE name = 'store'") != nil
    }

    /// Makes the tables where they are missing, and adds to those of an earlier version of Refold what they lack: their generations then
    /// come from a store that is not known. Inside a transaction of the caller.
    func makeIfMissing() throws(RefoldError) {
        try connection.execute(Self.creation)
        if try !hasStores() { try connection.execute("ALTER TABLE refold_generations ADD COLUMN store INTEGER") }
    }

    /// All generations, or those of one projection, by projection and number.
    func generations(of projection: String? = nil) throws(RefoldError) -> [Generation] {
        guard try exists() else { return [] }
        let statement = try connection.prepare(
            """
            SELECT projection, generation, state, version, fingerprint, position, row_count, updated_at, \(try hasStores() ? "store" : "NULL")
            FROM refold_generations WHERE ?1 IS NULL OR projection = ?1 ORDER BY projection, generation
            """)
        if let projection { try statement.bind(1, projection) }
        var generations: [Generation] = []
        while try statement.step() {
            let number = statement.integer(1)
            generations.append(
                Generation(
                    number: number, state: Generation.State(rawValue: statement.text(2)) ?? .building,
                    version: Int(statement.integer(3)), fingerprint: UInt64(bitPattern: statement.integer(4)),
                    position: statement.integer(5),
                    store: statement.isNull(8) ? nil : StoreMark(value: UInt64(bitPattern: statement.integer(8))),
                    rows: statement.integer(6), schema: try schema(of: statement.text(0), number),
                    updatedAt: Timestamp(microseconds: statement.integer(7)) ?? .first))
        }
        return generations
    }

    private func schema(of projection: String, _ generation: Int64) throws(RefoldError) -> ReadModelSchema {
        var schema = ReadModelSchema(name: projection, key: [], columns: [])
        let columns = try connection.prepare(
            "SELECT role, name, type, scale, currency FROM refold_columns WHERE projection = ? AND generation = ? ORDER BY number")
        try columns.bind(1, projection)
        try columns.bind(2, generation)
        while try columns.step() {
            let type = ColumnType(
                word: columns.text(2), scale: columns.isNull(3) ? nil : Int(columns.integer(3)),
                currency: columns.isNull(4) ? nil : columns.text(4))
            guard let type else {
                throw RefoldError(
                    .failed, "the catalogue describes a column of projection \"\(projection)\" with an unknown type", at: .named(connection.path),
                    remedy: "use the version of refold that wrote it, or rebuild into a new file")
            }
            let column = ColumnSchema(columns.text(1), type)
            switch columns.text(0) {
            case "key": schema.key.append(column)
            case "computed":
                schema.columns.append(column)
                schema.computedCount += 1
            default: schema.columns.append(column)
            }
        }
        let indexes = try connection.prepare(
            "SELECT columns FROM refold_indexes WHERE projection = ? AND generation = ? ORDER BY number")
        try indexes.bind(1, projection)
        try indexes.bind(2, generation)
        while try indexes.step() { schema.indexes.append(indexes.text(0).split(separator: ",").map(String.init)) }
        return schema
    }

    // MARK: Writing, inside a transaction of the caller

    func add(_ generation: Generation) throws(RefoldError) {
        let statement = try connection.prepare("INSERT INTO refold_generations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.bind(1, generation.projection)
        try statement.bind(2, generation.number)
        try statement.bind(3, generation.state.rawValue)
        try statement.bind(4, Int64(generation.version))
        try statement.bind(5, Int64(bitPattern: generation.fingerprint))
        try statement.bind(6, generation.position)
        try statement.bind(7, generation.rows)
        try statement.bind(8, generation.updatedAt.microseconds)
        try Self.bind(9, generation.store, of: statement)
        _ = try statement.step()
        try addShape(of: generation)
    }

    private func addShape(of generation: Generation) throws(RefoldError) {
        let schema = generation.schema
        let columns = try connection.prepare("INSERT INTO refold_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for (number, column) in schema.allColumns.enumerated() {
            let isKey = number < schema.key.count
            let isComputed = number >= schema.key.count + schema.foldedCount
            columns.reset()
            try columns.bind(1, schema.name)
            try columns.bind(2, generation.number)
            try columns.bind(3, Int64(number))
            try columns.bind(4, isKey ? "key" : isComputed ? "computed" : "folded")
            try columns.bind(5, column.name)
            try columns.bind(6, column.type.word)
            if case .decimal(let scale) = column.type { try columns.bind(7, Int64(scale)) } else { try columns.bindNull(7) }
            if case .money(let currency) = column.type { try columns.bind(8, currency) } else { try columns.bindNull(8) }
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
    func update(_ generation: Generation) throws(RefoldError) {
        let statement = try connection.prepare(
            """
            UPDATE refold_generations SET state = ?3, position = ?4, row_count = ?5, updated_at = ?6, store = ?7
            WHERE projection = ?1 AND generation = ?2
            """)
        try statement.bind(1, generation.projection)
        try statement.bind(2, generation.number)
        try statement.bind(3, generation.state.rawValue)
        try statement.bind(4, generation.position)
        try statement.bind(5, generation.rows)
        try statement.bind(6, generation.updatedAt.microseconds)
        try Self.bind(7, generation.store, of: statement)
        _ = try statement.step()
    }

    private static func bind(_ parameter: Int32, _ mark: StoreMark?, of statement: SQLiteStatement) throws(RefoldError) {
        if let mark { try statement.bind(parameter, Int64(bitPattern: mark.value)) } else { try statement.bindNull(parameter) }
    }

    /// Makes ready to bring a served generation forward: adds to the catalogue of an earlier version of Refold what it lacks, and makes a view
    /// anew that somebody has dropped. Takes the write lock only where there is something to do.
    ///
    /// - Throws: `.failed` where the generation's table is gone.
    func mend(for generation: Generation) throws(RefoldError) {
        let table = ReadModelTable(schema: generation.schema, generation: generation.number)
        func isThere(_ name: String) throws(RefoldError) -> Bool {
            let found = try connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?1")
            try found.bind(1, name)
            return try found.step()
        }
        guard try isThere(table.name) else {
            throw RefoldError(
                .failed, "the table of the served generation of \"\(generation.projection)\" is missing", at: .named(connection.path),
                remedy: "run refold rebuild \(generation.projection)")
        }
        if try !hasStores() { try connection.transaction(.immediate) { () throws(RefoldError) in try makeIfMissing() } }
        if try !isThere(generation.projection) { try connection.execute(table.createView) }
    }

    /// Removes a generation, its table with it.
    func remove(_ generation: Generation) throws(RefoldError) {
        try connection.execute(ReadModelTable(schema: generation.schema, generation: generation.number).drop)
        for table in ["refold_generations", "refold_columns", "refold_indexes"] {
            let statement = try connection.prepare("DELETE FROM \(table) WHERE projection = ? AND generation = ?")
            try statement.bind(1, generation.projection)
            try statement.bind(2, generation.number)
            _ = try statement.step()
        }
    }
}
