import RefoldCore
import RefoldValues

/// Keeps a session that has all rights from running code that a role without them wrote.
///
/// The functions of a view, trigger, rule, default, check or index run with the privileges of the user of the table. For a user with no
/// more privileges than their author that is the server's normal behaviour; a superuser would give the author control of the server.
struct PostgresTrust {
    let connection: PostgresConnection

    /// Refuses to read, or to append to, a store that runs code of its owner.
    ///
    /// - Throws: `.failed` with the object and its owner. Does nothing unless the session is a superuser's.
    func requireStore(_ table: PostgresEventTable, toAppend: Bool) throws(RefoldError) {
        guard try isNeeded() else { return }
        try require("SELECT '\(table.number)'::oid", kinds: toAppend ? "'v', 'f', 'm'" : "'v', 'f'", writes: toAppend)
    }

    /// Refuses to read relations that run code of their owners.
    ///
    /// - Parameter numbers: their OIDs.
    func requireRelations(_ numbers: [String]) throws(RefoldError) {
        guard !numbers.isEmpty, try isNeeded() else { return }
        try require("SELECT unnest(\(PostgresName.literal(PostgresName.array(numbers)))::oid[])", kinds: "'v', 'f'", writes: false)
    }

    /// Refuses a table beside the store that runs code of its owner.
    func requireTable(_ name: String, in schema: String) throws(RefoldError) {
        guard try isNeeded() else { return }
        try require(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = \(PostgresName.literal(schema))"
                + " AND c.relname = \(PostgresName.literal(name))", kinds: "'v', 'f', 'm'", writes: true)
    }

    /// Refuses a schema of read models whose tables run code of their owner.
    func requireReadModels() throws(RefoldError) {
        guard try isNeeded() else { return }
        try require(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'read_models'"
                + " AND (c.relkind IN ('r', 'p') AND c.relname LIKE 'refold\\_%' OR c.relname = ANY (\(catalog)) OR c.relname LIKE '%#%')",
            kinds: "'v', 'f', 'm'", writes: true)
    }

    /// A view or a foreign table may stand in the place of any of them.
    private var catalog: String { "\(PostgresName.literal(PostgresName.array(CatalogTable.names)))::name[]" }

    /// Refuses the view of a read model that another role may change at any time.
    func requireView(of model: String) throws(RefoldError) {
        guard try isNeeded() else { return }
        try require(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'read_models' AND c.relname = "
                + PostgresName.literal(model), kinds: "'v', 'f', 'm'", writes: false)
    }

    /// Whether the session has or can get all rights, and a role without them owns anything in this database. The full query is expensive.
    private func isNeeded() throws(RefoldError) -> Bool {
        guard connection.mayBeSuperuser else { return false }
        return try connection.query(
            """
            SELECT EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND c.relowner = ANY (ARRAY(SELECT a.oid FROM pg_roles a WHERE NOT a.rolsuper)))
              AND EXISTS (SELECT FROM pg_roles a WHERE a.rolsuper AND a.rolname IN (session_user, current_user))
            """, to: Self.operation).boolean(0, 0)
    }

    private static let operation = "look who owns what is to be used"

    private func require(_ roots: String, kinds: String, writes: Bool) throws(RefoldError) {
        let found = try connection.query(Self.question(roots, kinds: kinds, writes: writes), to: Self.operation)
        guard found.count > 0 else { return }
        let name = PostgresName.quoted(found.text(0, 0)) + "." + PostgresName.quoted(found.text(0, 1))
        throw RefoldError(
            .failed,
            "\(name) belongs to the role \"\(found.text(0, 2))\", which is no superuser, and \(found.text(0, 3)): what that role wrote there would run with the rights of a superuser",
            at: .named(connection.location.name), expected: "a role with no more rights than it needs",
            remedy: "connect as \"\(found.text(0, 2))\", or as another role that is no superuser")
    }

    /// Finds the first relation, from the roots down, that belongs to a role without all rights and runs that role's code.
    private static func question(_ roots: String, kinds: String, writes: Bool) -> String {
        var reasons = [
            ("o.relkind = 'v' AND 'v' IN (\(kinds))", "is a view"), ("o.relkind = 'm' AND 'm' IN (\(kinds))", "is a materialized view"),
            ("o.relkind = 'f' AND 'f' IN (\(kinds))", "is a foreign table"),
            (
                """
                EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
                  WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND (\(isForeign("t.typowner")) OR \(isForeign("e.typowner"))))
                """, "has columns of a type that is not the server's"
            ),
            (
                """
                EXISTS (SELECT FROM pg_depend d LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
                  LEFT JOIN pg_operator q ON d.refclassid = 'pg_operator'::regclass AND q.oid = d.refobjid
                  LEFT JOIN pg_opclass k ON d.refclassid = 'pg_opclass'::regclass AND k.oid = d.refobjid
                  LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
                  WHERE (d.classid, d.objid) IN (
                    SELECT 'pg_class'::regclass::oid, o.oid UNION ALL SELECT 'pg_class'::regclass::oid, i.indexrelid FROM pg_index i WHERE i.indrelid = o.oid
                    UNION ALL SELECT 'pg_constraint'::regclass::oid, c.oid FROM pg_constraint c WHERE c.conrelid = o.oid
                    UNION ALL SELECT 'pg_attrdef'::regclass::oid, f.oid FROM pg_attrdef f WHERE f.adrelid = o.oid)
                  AND (\(["p.proowner", "q.oprowner", "k.opcowner", "t.typowner"].map(isForeign).joined(separator: " OR "))))
                """, "has indexes, checks or defaults with functions that are not the server's"
            ),
        ]
        if writes {
            reasons += [
                ("EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = o.oid AND NOT t.tgisinternal)", "has triggers"),
                ("o.relkind <> 'v' AND EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = o.oid)", "has rules"),
                (
                    """
                    EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = o.oid AND c.contype IN ('c', 'x')
                        AND \(calls("pg_get_expr(c.conbin, c.conrelid)")))
                      OR EXISTS (SELECT FROM pg_attrdef f WHERE f.adrelid = o.oid AND \(calls("pg_get_expr(f.adbin, f.adrelid)")))
                      OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = o.oid
                        AND (\(calls("pg_get_expr(i.indexprs, i.indrelid)")) OR \(calls("pg_get_expr(i.indpred, i.indrelid)"))))
                    """, "has indexes, checks or defaults that call functions"
                ),
            ]
        }
        let words = reasons.map { "WHEN \($0.0) THEN \(PostgresName.literal($0.1))" }.joined(separator: "\n")
        return """
            WITH RECURSIVE r (oid) AS (
              \(roots)
              UNION
              SELECT x.oid FROM r CROSS JOIN LATERAL (
                SELECT h.inhrelid FROM pg_inherits h WHERE h.inhparent = r.oid
                UNION ALL
                SELECT d.refobjid FROM pg_rewrite w
                  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
                WHERE w.ev_class = r.oid) AS x (oid)),
            s AS (SELECT array_agg(a.oid) AS roles FROM pg_roles a WHERE NOT a.rolsuper),
            o AS (
              SELECT c.oid, c.relkind, c.relname, n.nspname, a.rolname FROM r JOIN pg_class c ON c.oid = r.oid
                JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles a ON a.oid = c.relowner
              WHERE NOT a.rolsuper AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))
            SELECT * FROM (SELECT o.nspname, o.relname, o.rolname, CASE \(words) END AS reason FROM o) AS f
            WHERE f.reason IS NOT NULL ORDER BY f.nspname, f.relname LIMIT 1
            """
    }

    private static func isForeign(_ owner: String) -> String { "\(owner) = ANY ((SELECT roles FROM s)::oid[])" }

    /// Functions of the server, and types with a length, that only return a value.
    private static let harmless = [
        "nextval", "now", "gen_random_uuid", "jsonb_typeof", "json_typeof", "length", "char_length", "lower", "upper", "btrim", "varying",
        "character", "numeric", "timestamp", "bit",
    ]

    /// Whether an expression, as the server prints it, calls a function that is not in the list of harmless ones.
    private static func calls(_ expression: String) -> String {
        "regexp_replace(\(expression), '\\m(\(harmless.joined(separator: "|")))\\(', '', 'g') ~ '[a-zA-Z0-9_\"]\\('"
    }
}
