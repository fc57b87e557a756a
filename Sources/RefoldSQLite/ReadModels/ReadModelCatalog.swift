import RefoldCore
import RefoldStores
import RefoldValues

/// The catalog of a read-model file: the generations, their shapes and their checkpoints.
struct ReadModelCatalog {
    let connection: SQLiteConnection

    private static let creation = """
        CREATE TABLE IF NOT EXISTS refold_generations (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          state       TEXT NOT NULL,       -- building, undecided, built, served, previous
          version     INTEGER NOT NULL,
          fingerprint INTEGER NOT NULL,
          position    INTEGER NOT NULL,    -- the checkpoint
          row_count   INTEGER NOT NULL,
          updated_at  INTEGER NOT NULL,    -- microseconds since 1970, UTC
          store       INTEGER,             -- the fingerprint of the events up to the checkpoint
          seal        INTEGER,             -- stands for the line and its shape, so that a change by hand is noticed
          zones       INTEGER,             -- stands for the rules of the time zones, and the added currencies, that the rows go by
          parked      INTEGER,             -- stands for the list of its parked events, so that a lost one is noticed; 0 for none
          outline     INTEGER,             -- as store, parked events without their payloads
          definition  TEXT,                -- from which it can be brought forward: JSON5, or the word swift
          program     TEXT,                -- stands for the program that made it
          left_out    TEXT,                -- the positions of dropped events that it does not hold
          effort      TEXT,                -- the events folded by the run that built it, and the microseconds that it took
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
        CREATE TABLE IF NOT EXISTS refold_numbers (
          projection  TEXT PRIMARY KEY,
          last        INTEGER NOT NULL     -- the last number that a generation was given; none is given twice
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS \(CatalogTable.form) (
          number      INTEGER PRIMARY KEY, -- 1
          form        TEXT NOT NULL        -- the form of the catalog, and the version of Refold that reads it
        );
        """

    /// Whether the file has a catalog at all.
    func exists() throws(RefoldError) -> Bool { try has("refold_generations") }

    func has(_ table: String) throws(RefoldError) -> Bool {
        let found = try connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")
        try found.bind(1, table)
        return try found.step()
    }

    private func has(column: String) throws(RefoldError) -> Bool {
        let found = try connection.prepare("SELECT 1 FROM pragma_table_info('refold_generations') WHERE name = ?1")
        try found.bind(1, column)
        return try found.step()
    }

    /// Whether tables or columns of the catalog are missing: it is of an earlier version of Refold, or something was dropped.
    func isIncomplete() throws(RefoldError) -> Bool {
        for table in CatalogTable.generations where try !has(table) { return true }
        for column in Self.laterColumns where try !has(column: column) { return true }
        return CatalogVersion.isEarlier(try form())
    }

    /// What is kept of the catalog's form.
    private func form() throws(RefoldError) -> String? {
        guard try has(CatalogTable.form) else { return nil }
        let line = try connection.prepare("SELECT form FROM \(CatalogTable.form) WHERE number = 1")
        return try line.step() ? line.text(0) : nil
    }

    /// Refuses a catalog of a later version of Refold.
    func requireKnownForm() throws(RefoldError) { try CatalogVersion.require(form(), in: connection.path) }

    /// Creates missing tables and columns. Inside a transaction of the caller.
    func makeIfMissing() throws(RefoldError) {
        try requireKnownForm()
        try connection.execute(Self.creation)
        for column in Generation.laterCatalogColumns where try !has(column: column) {
            try connection.execute("ALTER TABLE refold_generations ADD COLUMN \(column) INTEGER")
        }
        for column in GenerationOrigin.catalogColumns where try !has(column: column) {
            try connection.execute("ALTER TABLE refold_generations ADD COLUMN \(column) TEXT")
        }
        let line = try connection.prepare("REPLACE INTO \(CatalogTable.form) VALUES (1, ?1)")
        try line.bind(1, CatalogVersion.text)
        _ = try line.step()
    }

    private static let laterColumns = Generation.laterCatalogColumns + GenerationOrigin.catalogColumns

    /// The columns that describe a generation, in the order of the catalog's lines.
    static let columns = ([Generation.catalogColumns] + GenerationOrigin.catalogColumns).joined(separator: ", ")

    /// All generations, or those of one projection, by projection and number.
    func generations(of projection: String? = nil) throws(RefoldError) -> [Generation] {
        guard try exists() else { return [] }
        try requireKnownForm()
        var columns = Self.columns
        for column in Self.laterColumns where try !has(column: column) { columns.replace(column, with: "NULL") }
        columns += try has(column: GenerationOrigin.earlierColumn) ? ", \(GenerationOrigin.earlierColumn)" : ", NULL"
        let lines = try connection.prepare(
            "SELECT \(columns), updated_at FROM refold_generations WHERE ?1 IS NULL OR projection = ?1 ORDER BY projection, generation")
        if let projection { try lines.bind(1, projection) }
        let hasShapes = (try has("refold_columns"), try has("refold_indexes"))
        var generations: [Generation] = []
        while try lines.step() {
            let schema = try schema(of: lines.text(0), lines.integer(1), hasShapes)
            generations.append(Generation(catalogLine: lines.texts(0..<17), updatedAt: Timestamp(microseconds: lines.integer(17)), schema: schema))
        }
        return generations
    }

    /// - Parameter has: whether the tables of columns and of indexes exist.
    private func schema(
        of projection: String, _ generation: Int64, _ has: (columns: Bool, indexes: Bool)
    ) throws(RefoldError) -> ReadModelSchema {
        var schema = ReadModelSchema(name: projection, key: [], columns: [])
        guard has.columns else { return schema }
        let place = "WHERE projection = ? AND generation = ? ORDER BY number"
        let columns = try connection.prepare("SELECT role, name, type, scale, currency FROM refold_columns \(place)")
        try columns.bind([projection, "\(generation)"])
        while try columns.step() { try schema.append(catalogColumn: columns.texts(0..<5), in: connection.path) }
        guard has.indexes else { return schema }
        let indexes = try connection.prepare("SELECT columns FROM refold_indexes \(place)")
        try indexes.bind([projection, "\(generation)"])
        while try indexes.step() { schema.append(catalogIndex: indexes.text(0)) }
        return schema
    }

    /// The numbers of the tables of a projection's generations, whether the catalog lists them or not.
    func tableNumbers(of projection: String) throws(RefoldError) -> [Int64] {
        let found = try connection.prepare("SELECT substr(name, length(?1) + 2) FROM sqlite_schema WHERE type = 'table' AND name GLOB ?1 || '#*'")
        try found.bind(1, projection)
        var numbers: [Int64] = []
        while try found.step() {
            if let number = Int64(found.text(0)), "\(number)" == found.text(0) { numbers.append(number) }
        }
        return numbers
    }
}
