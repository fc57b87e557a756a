import RefoldCore
import RefoldStores
import RefoldValues

/// The view of a projection for readers, as it is on the server.
struct ServedView {
    private let connection: PostgresConnection
    private let name: String
    private let state: State?

    private struct State {
        var number: String
        var isView: Bool
        /// Whether it reads a generation's table, so Refold created it.
        var isOfGeneration: Bool
        /// As the server stores them: `security_barrier=true`.
        var options: [String]
        var owner: String
        var isOwn: Bool
        var comment: String?
        var columns: [[String]]
    }

    /// Looks up the view, in the transaction that will change it.
    init(of generation: Generation, on connection: PostgresConnection) throws(RefoldError) {
        let operation = "look at the view of \"\(generation.projection)\""
        self.connection = connection
        name = generation.projection
        let known = try connection.query(
            """
            SELECT c.oid, c.relkind = 'v', a.rolname, a.rolname = current_user, obj_description(c.oid, 'pg_class'),
              EXISTS (SELECT FROM pg_rewrite w
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
                JOIN pg_class t ON t.oid = d.refobjid AND t.relnamespace = c.relnamespace
                WHERE w.ev_class = c.oid AND t.relname ~ ('^' || c.relname || '#[0-9]+$'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles a ON a.oid = c.relowner
            WHERE n.nspname = 'read_models' AND c.relname = $1
            """, [generation.projection], to: operation)
        guard known.count > 0 else {
            state = nil
            return
        }
        let columns = try connection.query(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(c.collname, '') FROM pg_attribute a
            LEFT JOIN pg_collation c ON c.oid = a.attcollation WHERE a.attrelid = $1::oid AND a.attnum > 0 ORDER BY a.attnum
            """, [known.text(0, 0)], to: operation)
        let options = try connection.query(
            "SELECT o FROM pg_class c, unnest(c.reloptions) AS o WHERE c.oid = $1::oid", [known.text(0, 0)], to: operation)
        state = State(
            number: known.text(0, 0), isView: known.boolean(0, 1), isOfGeneration: known.boolean(0, 5),
            options: (0..<options.count).map { options.text($0, 0) }, owner: known.text(0, 2), isOwn: known.boolean(0, 3),
            comment: known.optional(0, 4), columns: (0..<columns.count).map { row in (0..<3).map { columns.text(row, $0) } })
    }

    /// Creates the view of a served generation again if it was dropped. Its grants were lost with it.
    ///
    /// - Throws: `.failed` if the generation's table is gone.
    static func restore(of generation: Generation, on connection: PostgresConnection) throws(RefoldError) {
        let table = PostgresReadModelTable(generation.schema, generation.number)
        let operation = "make the view of \"\(generation.projection)\" anew"
        let known = try connection.query("SELECT to_regclass($1) IS NOT NULL, to_regclass($2) IS NOT NULL", [table.quoted, table.view], to: operation)
        guard known.boolean(0, 0) else {
            throw GenerationTurn.missingTable(of: generation, in: connection.location.name)
        }
        guard generation.state == .served else { return }
        if known.boolean(0, 1) {
            try ServedView(of: generation, on: connection).requireOwn()
            guard try !shows(table, on: connection, to: operation) else { return }
        }
        try connection.transaction(to: operation) { () throws(RefoldError) in
            try ServedView(of: generation, on: connection).point(to: generation, instead: nil, operation: operation)
        }
    }

    /// Whether the view reads the table, whatever else it reads.
    private static func shows(_ table: PostgresReadModelTable, on connection: PostgresConnection, to operation: String) throws(RefoldError) -> Bool {
        try connection.query(
            """
            SELECT FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
              AND d.refclassid = 'pg_class'::regclass
            WHERE w.ev_class = to_regclass($1) AND d.refobjid = to_regclass($2)
            """, [table.view, table.quoted], to: operation).count > 0
    }

    /// Checks that only a view of Refold's own has the name.
    ///
    /// - Throws: `.refused` with the object that has it.
    func requireOwn() throws(RefoldError) {
        guard let state, !(state.isView && state.isOfGeneration) else { return }
        let reason = state.isView ? "reads no generation of the projection" : "is no view"
        throw RefoldError(
            .refused, "\"\(name)\" in the schema read_models \(reason), so Refold did not make it", at: .named(connection.location.name),
            expected: "the view of the projection, or nothing", remedy: "rename it or move it to another schema")
    }

    /// Points the view to a generation's table. Grants, options and dependents of the view stay; grants on the previous table are repeated
    /// on the new one.
    ///
    /// - Throws: `.refused` if another object has its name, or if an existing column changes or is removed and something depends on the
    ///   view; the message names it.
    func point(to generation: Generation, instead before: Generation?, operation: String) throws(RefoldError) {
        let table = PostgresReadModelTable(generation.schema, generation.number)
        if let before {
            let old = PostgresReadModelTable(before.schema, before.number)
            try grant(try grants(on: "to_regclass(\(PostgresName.literal(old.quoted)))", to: table, table.quoted, operation: operation), operation: operation)
        }
        guard let state else {
            try connection.execute(table.createView(replacing: false, options: []), to: operation)
            try PostgresReadModelCatalog(connection: connection).giveToOwner([table.view], to: operation)
            return
        }
        try requireOwn()
        // The view reads with the privileges of its owner.
        if !state.isOwn { try connection.execute("GRANT SELECT ON \(table.quoted) TO \(PostgresName.quoted(state.owner))", to: operation) }
        if Self.columns(of: generation.schema).starts(with: state.columns) {
            try connection.execute(table.createView(replacing: true, options: state.options), to: operation)
        } else {
            try replace(state, by: table, operation: operation)
        }
    }

    /// The view's columns as the server describes them: name, type, collation.
    private static func columns(of schema: ReadModelSchema) -> [[String]] {
        schema.allColumns.map { [$0.name, ColumnStorage($0.type).view, $0.type.content == .text ? "C" : ""] }
    }

    /// Refuses a shape for which the view would have to be made anew, if something depends on it. Nothing is changed.
    ///
    /// - Throws: `.refused` with what depends on the view.
    func requireSwitchable(to schema: ReadModelSchema, operation: String) throws(RefoldError) {
        guard let state, state.isView, !Self.columns(of: schema).starts(with: state.columns) else { return }
        try requireNoDependents(on: state, operation: operation)
    }

    private func requireNoDependents(on state: State, operation: String) throws(RefoldError) {
        let dependents = try dependents(on: state, operation: operation)
        guard dependents.isEmpty else {
            throw RefoldError(
                .refused,
                "columns of \"\(name)\" change, and \(dependents.joined(separator: ", ")) \(dependents.count == 1 ? "depends" : "depend") on the view",
                at: .named(connection.location.name), expected: "nothing that stands on columns that change",
                remedy: "drop what depends on it, run this again, and make it anew; what was served still is")
        }
    }

    /// Drops the view. Inside a transaction of the caller.
    ///
    /// - Throws: `.refused` with what depends on it; as ``requireOwn()``.
    func drop(operation: String) throws(RefoldError) {
        guard let state else { return }
        try requireOwn()
        let dependents = try dependents(on: state, operation: operation)
        guard dependents.isEmpty else { throw GenerationTurn.isNeeded(name, by: dependents, in: connection.location.name) }
        try connection.execute("DROP VIEW \(PostgresReadModelTable.schema).\(PostgresName.quoted(name))", to: operation)
    }

    private func replace(_ state: State, by table: PostgresReadModelTable, operation: String) throws(RefoldError) {
        try requireNoDependents(on: state, operation: operation)
        let grants = try grants(on: "\(state.number)::oid", to: table, table.view, operation: operation)
        try connection.execute("DROP VIEW \(table.view)", to: operation)
        try connection.execute(table.createView(replacing: false, options: state.options), to: operation)
        try grant(grants, operation: operation)
        if !state.isOwn { try connection.execute("GRANT SELECT ON \(table.view) TO \(PostgresName.quoted(state.owner))", to: operation) }
        if let comment = state.comment {
            try connection.execute("COMMENT ON VIEW \(table.view) IS \(PostgresName.literal(comment))", to: operation)
        }
    }

    /// The objects that depend on the view or on its row type: `view finance.totals`.
    private func dependents(on state: State, operation: String) throws(RefoldError) -> [String] {
        let found = try connection.query(
            """
            SELECT DISTINCT CASE WHEN r.oid IS NULL THEN pg_describe_object(d.classid, d.objid, 0)
              ELSE pg_describe_object('pg_class'::regclass, r.ev_class, 0) END AS dependent
            FROM pg_depend d LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
            WHERE d.deptype IN ('n', 'a') AND coalesce(r.ev_class, 0) <> $1::oid
              AND ((d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid)
                OR (d.refclassid = 'pg_type'::regclass AND d.refobjid IN (
                  SELECT t.oid FROM pg_type t JOIN pg_class c ON t.oid = c.reltype OR t.typelem = c.reltype WHERE c.oid = $1::oid)))
            ORDER BY dependent
            """, [state.number], to: operation)
        return (0..<found.count).map { found.text($0, 0) }
    }

    /// The privileges on a table or view; only these constants, never the server's words, become part of a statement.
    private static let privileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]

    /// Statements that repeat the grants of another relation on `target`, also those on columns that the new table has.
    private func grants(
        on relation: String, to table: PostgresReadModelTable, _ target: String, operation: String
    ) throws(RefoldError) -> [String] {
        let found = try connection.query(
            """
            SELECT g.privilege_type, g.part, r.rolname, g.is_grantable
            FROM (
              SELECT (aclexplode(c.relacl)).*, NULL::name AS part, c.relowner FROM pg_class c WHERE c.oid = \(relation)
              UNION ALL
              SELECT (aclexplode(t.attacl)).*, t.attname, c.relowner FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
              WHERE c.oid = \(relation) AND t.attnum > 0 AND NOT t.attisdropped AND t.attname = ANY ($1::text[])
            ) AS g LEFT JOIN pg_roles r ON r.oid = g.grantee
            WHERE g.grantee <> g.relowner AND (g.grantee = 0 OR r.oid IS NOT NULL)
            """, [PostgresName.array(table.shape.allColumns.map(\.name))], to: operation)
        return (0..<found.count).compactMap { row in
            guard let privilege = Self.privileges.first(where: { $0 == found.text(row, 0) }) else { return nil }
            let part = found.optional(row, 1).map { " (\(PostgresName.quoted($0)))" } ?? ""
            let grantee = found.optional(row, 2).map(PostgresName.quoted) ?? "PUBLIC"
            return "GRANT \(privilege)\(part) ON \(target) TO \(grantee)" + (found.boolean(row, 3) ? " WITH GRANT OPTION" : "")
        }
    }

    private func grant(_ statements: [String], operation: String) throws(RefoldError) {
        for statement in statements { try connection.execute(statement, to: operation) }
    }
}
