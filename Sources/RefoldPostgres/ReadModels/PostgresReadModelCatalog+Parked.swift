import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about events that projections could not take, and about those that they leave out.
extension PostgresReadModelCatalog {
    static let parkedTable = "\(PostgresReadModelTable.schema).\(CatalogTable.parked)"
    private static let droppedTable = "\(PostgresReadModelTable.schema).\(CatalogTable.dropped)"
    private static let parkedOperation = "read which events are parked"
    /// How many lines one statement writes.
    private static let linesPerStatement = 1000

    static let createParked = """
        CREATE TABLE IF NOT EXISTS \(parkedTable) (
          projection  text COLLATE "C" NOT NULL,
          generation  bigint NOT NULL,
          position    bigint NOT NULL,     -- of the event that could not be taken
          row_hash    bigint NOT NULL,     -- stands for the key in the index
          row_key     text NOT NULL,       -- x and the row's key in hexadecimal digits; - if the key could not be read
          id          text NOT NULL,
          stream      text NOT NULL,
          type        text NOT NULL,
          reason      text NOT NULL,
          held        bigint NOT NULL,     -- how many later events of the row are held after it
          PRIMARY KEY (projection, generation, position, row_hash),
          FOREIGN KEY (projection, generation) REFERENCES \(generationTable) ON DELETE CASCADE
        );
        CREATE TABLE IF NOT EXISTS \(droppedTable) (
          projection  text COLLATE "C" NOT NULL,
          position    bigint NOT NULL,     -- of the event that the projection leaves out
          id          text NOT NULL,
          stream      text NOT NULL,
          type        text NOT NULL,
          reason      text NOT NULL,
          dropped_at  timestamptz NOT NULL,
          PRIMARY KEY (projection, position)
        );
        """

    /// Through the views without id, stream and reason: see ``CatalogView``.
    ///
    /// - Parameter snapshot: whether the caller is in a transaction with one snapshot, from which the generation comes.
    /// - Throws: `.refused` if the list is not as a run wrote it.
    func parked(in generation: Generation, snapshot: Bool) throws(RefoldError) -> [ParkedEvent] {
        let listed = try listedParked(in: generation)
        if snapshot || generation.lists(listed) { return try generation.checked(listed, in: connection.location.name) }
        // Another run may have changed both since.
        return try connection.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY", to: Self.parkedOperation) { () throws(RefoldError) in
            let now = try generations(of: generation.projection).first { $0.number == generation.number }
            return try now?.checked(listedParked(in: generation), in: connection.location.name) ?? []
        }
    }

    private func listedParked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        var isThroughView = false
        if try access() == .views { isThroughView = try has(.parked) }
        if !isThroughView { guard try hasTable(CatalogTable.parked) else { return [] } }
        let lines = try connection.query(
            """
            SELECT \(ParkedEvent.catalogColumns) FROM \(isThroughView ? CatalogView.parked.quoted : Self.parkedTable)
            WHERE projection = $1 AND generation = $2 ORDER BY position, row_hash
            """, [generation.projection, "\(generation.number)"], to: Self.parkedOperation)
        return (0..<lines.count).map { row in ParkedEvent(catalogLine: (0..<8).map { lines.text(row, $0) }) }
    }

    func dropped() throws(RefoldError) -> [DroppedEvent] {
        guard try hasTable(CatalogTable.dropped) else { return [] }
        let lines = try connection.query(
            """
            SELECT projection, position, id, stream, type, reason, to_char(dropped_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM \(Self.droppedTable) ORDER BY projection, position
            """, to: Self.parkedOperation)
        return (0..<lines.count).map { row in
            DroppedEvent(
                projection: lines.text(row, 0), position: lines.integer(row, 1), id: lines.text(row, 2), stream: lines.text(row, 3),
                type: lines.text(row, 4), reason: lines.text(row, 5), droppedAt: Timestamp(lines.text(row, 6)) ?? .first)
        }
    }

    /// Whether a table is there.
    ///
    /// - Throws: `.failed` if it is there and this role may not read it.
    func hasTable(_ table: String) throws(RefoldError) -> Bool {
        let found = try connection.query(
            """
            SELECT has_table_privilege(c.oid, 'SELECT'), has_schema_privilege(n.oid, 'USAGE') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relname = $1 AND c.relkind IN ('r', 'p')
            """, [table], to: Self.parkedOperation)
        guard found.count > 0 else { return false }
        guard found.boolean(0, 0), found.boolean(0, 1) else {
            let usage = found.boolean(0, 1) ? "" : "GRANT USAGE ON SCHEMA read_models TO this role; "
            throw RefoldError(
                .failed, "this role may not read read_models.\(table)", at: .named(connection.location.name), expected: "the right SELECT on it",
                remedy: "let its owner run: \(usage)GRANT SELECT ON read_models.\(table) TO this role")
        }
        return true
    }

    /// Gives tables to the role that owns the catalog, if another one made them that may do so: else the owner's next run could not read them.
    func giveToOwner(_ tables: [String], to operation: String) throws(RefoldError) {
        let owner = try connection.query(
            """
            SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass($1) AND pg_get_userbyid(relowner) <> current_user
              AND pg_has_role(relowner, 'MEMBER')
            """, [Self.generationTable], to: operation)
        guard owner.count > 0 else { return }
        let role = PostgresName.quoted(owner.text(0, 0))
        for table in tables { try connection.execute("ALTER TABLE \(table) OWNER TO \(role)", to: operation) }
    }

    /// Writes changes, inside a transaction of the caller.
    func write(_ changes: ParkedChanges, of generation: Generation, to operation: String) throws(RefoldError) {
        guard !changes.isEmpty else { return }
        let there = try connection.query(
            "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL", [Self.parkedTable, Self.droppedTable], to: operation)
        if !there.boolean(0, 0) {
            // Two runs that make the tables at once follow one another.
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            try connection.execute(Self.createParked, to: operation)
            try giveToOwner([Self.parkedTable, Self.droppedTable], to: operation)
        }
        let place: [String?] = [generation.projection, "\(generation.number)"]
        for lines in CatalogLines.pages(changes.removed, of: Self.linesPerStatement, \.catalogLine) {
            _ = try connection.query(
                """
                DELETE FROM \(Self.parkedTable) AS p USING jsonb_array_elements($3::jsonb) AS e
                WHERE p.projection = $1 AND p.generation = $2 AND p.position = (e ->> 0)::bigint AND p.row_hash = (e ->> 1)::bigint AND p.row_key = e ->> 2
                """, place + [lines], to: operation)
        }
        for lines in CatalogLines.pages(changes.parked, of: Self.linesPerStatement, \.catalogLine) {
            _ = try connection.query(
                """
                INSERT INTO \(Self.parkedTable) (projection, generation, \(ParkedEvent.catalogColumns))
                SELECT $1, $2, (e ->> 0)::bigint, (e ->> 1)::bigint, e ->> 2, e ->> 3, e ->> 4, e ->> 5, e ->> 6, (e ->> 7)::bigint
                FROM jsonb_array_elements($3::jsonb) AS e
                ON CONFLICT (projection, generation, position, row_hash) DO UPDATE SET row_key = excluded.row_key, id = excluded.id,
                  stream = excluded.stream, type = excluded.type, reason = excluded.reason, held = excluded.held
                """, place + [lines], to: operation)
        }
        for event in changes.dropped {
            _ = try connection.query(
                """
                INSERT INTO \(Self.droppedTable) (projection, position, id, stream, type, reason, dropped_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (projection, position) DO UPDATE SET id = excluded.id, stream = excluded.stream, type = excluded.type,
                  reason = excluded.reason, dropped_at = excluded.dropped_at
                """,
                [event.projection, "\(event.position)", event.id, event.stream, event.type, event.reason, event.droppedAt.description],
                to: operation)
        }
    }
}
