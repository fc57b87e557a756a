import RefoldCore
import RefoldStores
import RefoldValues

/// The catalog of the schema `read_models`: the generations, their shapes and their checkpoints.
struct PostgresReadModelCatalog {
    let connection: PostgresConnection

    static let generationTable = "\(PostgresReadModelTable.schema).refold_generations"
    static let columnTable = "\(PostgresReadModelTable.schema).refold_columns"
    static let indexTable = "\(PostgresReadModelTable.schema).refold_indexes"
    static let numberTable = "\(PostgresReadModelTable.schema).refold_numbers"
    private static let operation = "read the catalog of read models"

    private static let create = """
        CREATE TABLE IF NOT EXISTS \(generationTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          state       text NOT NULL,       -- building, undecided, built, served, previous; removed: its table goes when nobody reads it any more
          version     bigint NOT NULL,
          fingerprint bigint NOT NULL,
          position    bigint NOT NULL,     -- the checkpoint
          row_count   bigint NOT NULL,
          updated_at  timestamptz NOT NULL,
          store       bigint,              -- the fingerprint of the events up to the checkpoint
          seal        bigint,              -- stands for the line and its shape, so that a change by hand is noticed
          zones       bigint,              -- stands for the rules of the time zones, and the added currencies, that the rows go by
          parked      bigint,              -- stands for the list of its parked events, so that a lost one is noticed; 0 for none
          outline     bigint,              -- as store, parked events without their payloads
          definition  text,                -- from which it can be brought forward: JSON5, or the word swift
          program     text,                -- stands for the program that made it
          left_out    text,                -- the positions of dropped events that it does not hold
          effort      text,                -- the events folded by the run that built it, and the microseconds that it took
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
        CREATE TABLE IF NOT EXISTS \(numberTable) (
          projection  text COLLATE "C" PRIMARY KEY,
          last        bigint NOT NULL      -- the last number that a generation was given; none is given twice
        );
        """

    /// Creates missing schema, tables and columns, if the catalog is of an earlier version of Refold or if something was dropped.
    /// Concurrent runs do this one after the other.
    ///
    /// - Throws: `.failed` for a catalog of a later version.
    func makeIfMissing() throws(RefoldError) {
        let (isIncomplete, form) = try state()
        try CatalogVersion.require(form, in: connection.location.name)
        if isIncomplete { try make() }
        // A run does without.
        if CatalogVersion.isEarlier(form) { try? keepForm() }
    }

    static let formTable = "\(PostgresReadModelTable.schema).\(CatalogTable.form)"

    /// The catalog's form is the name of the one column of a table: every role may read that, without a grant, and whether the table is there or
    /// not. It counts if the owner of the catalog made it. See ``CatalogVersion``.
    static let form = """
        (SELECT a.attname::text FROM pg_attribute a JOIN pg_class f ON f.oid = a.attrelid JOIN pg_class t ON t.relowner = f.relowner
          WHERE f.oid = to_regclass('\(formTable)') AND t.oid = to_regclass('\(generationTable)') AND a.attnum > 0 AND NOT a.attisdropped
          ORDER BY a.attnum LIMIT 1)
        """

    /// Of another role's catalog it is left to that role.
    private func keepForm() throws(RefoldError) {
        let operation = "keep the form of the catalog"
        try connection.transaction(to: operation) { () throws(RefoldError) in
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            let own = try connection.query(
                "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass($1)", [Self.generationTable], to: operation)
            guard own.count > 0, own.boolean(0, 0) else { return }
            let column = PostgresName.quoted(CatalogVersion.text)
            try connection.execute("DROP TABLE IF EXISTS \(Self.formTable); CREATE TABLE \(Self.formTable) (\(column) text)", to: operation)
            try giveToOwner([Self.formTable], to: operation)
        }
    }

    private func make() throws(RefoldError) {
        let operation = "make the schema read_models"
        try connection.transaction(to: operation) { () throws(RefoldError) in
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            // Naming an existing schema needs no privilege to create one.
            let known = try connection.query("SELECT FROM pg_namespace WHERE nspname = 'read_models'", to: operation)
            if known.count == 0 { try connection.execute("CREATE SCHEMA \(PostgresReadModelTable.schema)", to: operation) }
            try connection.execute(Self.create, to: operation)
            for column in Generation.laterCatalogColumns {
                try connection.execute("ALTER TABLE \(Self.generationTable) ADD COLUMN IF NOT EXISTS \(column) bigint", to: operation)
            }
            for column in GenerationOrigin.catalogColumns {
                try connection.execute("ALTER TABLE \(Self.generationTable) ADD COLUMN IF NOT EXISTS \(column) text", to: operation)
            }
        }
    }

    private func state() throws(RefoldError) -> (isIncomplete: Bool, form: String?) {
        let known = try connection.query(
            """
            SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'read_models' AND c.relkind IN ('r', 'p') AND c.relname = ANY ($1::text[])),
              (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($2) AND attname = ANY ($3::text[]) AND NOT attisdropped), \(Self.form)
            """, [PostgresName.array(CatalogTable.generations), Self.generationTable, PostgresName.array(Self.laterColumns)], to: Self.operation)
        return (known.integer(0, 0) < CatalogTable.generations.count || known.integer(0, 1) < Self.laterColumns.count, known.optional(0, 2))
    }

    private static let laterColumns = Generation.laterCatalogColumns + GenerationOrigin.catalogColumns

    /// The columns that describe a generation, in the order of the catalog's lines.
    static let columns = ([Generation.catalogColumns] + GenerationOrigin.catalogColumns).joined(separator: ", ")

    /// All generations, or those of one projection, by projection and number. Call it in a transaction with one snapshot.
    ///
    /// - Parameters:
    ///   - removed: whether to include those whose table is marked for removal.
    ///   - access: as ``access()`` found it. By the views one sees what is served of the projections whose views one may read.
    func generations(of projection: String? = nil, removed: Bool = false, _ access: CatalogAccess? = nil) throws(RefoldError) -> [Generation] {
        let access = if let access { access } else { try self.access() }
        guard access != .none else { return [] }
        // Later columns by way of JSON: a catalog that nobody has written since they were kept has no such columns, and the views for everybody
        // hold no definition.
        var names = Self.columns
        for name in Self.laterColumns { names.replace(name, with: "to_jsonb(g) ->> '\(name)'") }
        let known = try connection.query(
            """
            SELECT \(names), to_jsonb(g) ->> '\(GenerationOrigin.earlierColumn)', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM \(access == .views ? CatalogView.generations.quoted : Self.generationTable) AS g WHERE ($1::text IS NULL OR projection = $1) AND ($2 OR state <> 'removed')
            ORDER BY projection, generation
            """, [projection, removed ? "t" : "f"], to: Self.operation)
        let shapes = try shapes(of: projection, access)
        return (0..<known.count).map { row in
            let place = Place(projection: known.text(row, 0), generation: known.integer(row, 1))
            return Generation(
                catalogLine: known.texts(row, 0..<17), updatedAt: Timestamp(known.text(row, 17)),
                schema: shapes[place] ?? ReadModelSchema(name: place.projection, key: [], columns: []))
        }
    }

    private struct Place: Hashable {
        var projection: String
        var generation: Int64
    }

    private func shapes(of projection: String?, _ access: CatalogAccess) throws(RefoldError) -> [Place: ReadModelSchema] {
        let (columnTable, indexTable) =
            access == .views ? (CatalogView.columns.quoted, CatalogView.indexes.quoted) : (Self.columnTable, Self.indexTable)
        var shapes: [Place: ReadModelSchema] = [:]
        let there = try connection.query(
            "SELECT to_regclass($1) IS NOT NULL, to_regclass($2) IS NOT NULL", [columnTable, indexTable], to: Self.operation)
        guard there.boolean(0, 0) else { return shapes }
        let columns = try connection.query(
            """
            SELECT projection, generation, role, name, type, scale, currency FROM \(columnTable)
            WHERE $1::text IS NULL OR projection = $1 ORDER BY projection, generation, number
            """, [projection], to: Self.operation)
        for row in 0..<columns.count {
            let place = Place(projection: columns.text(row, 0), generation: columns.integer(row, 1))
            try shapes[place, default: ReadModelSchema(name: place.projection, key: [], columns: [])]
                .append(catalogColumn: columns.texts(row, 2..<7), in: connection.location.name)
        }
        guard there.boolean(0, 1) else { return shapes }
        let indexes = try connection.query(
            """
            SELECT projection, generation, columns FROM \(indexTable)
            WHERE $1::text IS NULL OR projection = $1 ORDER BY projection, generation, number
            """, [projection], to: Self.operation)
        for row in 0..<indexes.count {
            let place = Place(projection: indexes.text(row, 0), generation: indexes.integer(row, 1))
            shapes[place]?.append(catalogIndex: indexes.text(row, 2))
        }
        return shapes
    }
}
