import RefoldCore
import RefoldStores
import RefoldValues

/// How a role reads the catalog.
enum CatalogAccess: Hashable, Sendable {
    /// There is none.
    case none
    /// It reads the tables.
    case tables
    /// It reads the views for everybody: see ``CatalogView``.
    case views
}

/// The catalog for roles that may read a projection's view and nothing else: what it says of those projections whose views the role may read.
///
/// Everybody may select from these views, but a line appears only for the role that has SELECT on the view of the line's projection, at that
/// moment. So a grant on the view suffices, and revoking it takes everything away. The views read with the rights of the catalog's owner, are
/// barriers for functions of others, and hold no name that a search path could change.
enum CatalogView: String, CaseIterable {
    case generations = "refold_readable_generations"
    case columns = "refold_readable_columns"
    case indexes = "refold_readable_indexes"
    case runs = "refold_readable_runs"
    case parked = "refold_readable_parked"
    /// Made with its table, when the first report is sealed.
    case seals = "refold_readable_seals"

    /// Those that every catalog has.
    static let allCases: [CatalogView] = [.generations, .columns, .indexes, .runs, .parked]

    /// The view's name in SQL.
    var quoted: String { "\(PostgresReadModelTable.schema).\(rawValue)" }

    /// The statements that make the view and let everybody select from it.
    var create: String {
        "CREATE OR REPLACE VIEW \(quoted) WITH (security_barrier = true) AS \(select); GRANT SELECT ON \(quoted) TO PUBLIC"
    }

    private var select: String {
        switch self {
        case .generations:
            // A view takes further columns only after those that it has.
            "SELECT \(Self.firstColumns), updated_at, parked, outline FROM \(PostgresReadModelCatalog.generationTable) c WHERE state = 'served' AND \(Self.isReadable)"
        case .columns:
            "SELECT projection, generation, number, role, name, type, scale, currency FROM \(PostgresReadModelCatalog.columnTable) c WHERE \(Self.isServed)"
        case .indexes:
            "SELECT projection, generation, number, columns FROM \(PostgresReadModelCatalog.indexTable) c WHERE \(Self.isServed)"
        // The message names events, on which this role may have no right.
        case .runs:
            "SELECT projection, at, status, NULL::text AS message, complete_at FROM \(PostgresReadModelCatalog.runTable) c WHERE \(Self.isReadable)"
        // The same is true of an event's id and stream, and of the reason. The key stands in the rows, or will.
        case .parked:
            """
            SELECT projection, generation, position, row_hash, row_key, ''::text AS id, ''::text AS stream, type, ''::text AS reason, held
            FROM \(PostgresReadModelCatalog.parkedTable) c WHERE \(Self.isServed)
            """
        case .seals: "SELECT * FROM \(PostgresReadModelCatalog.sealTable) c WHERE \(Self.isReadable)"
        }
    }

    private static let firstColumns = "projection, generation, state, version, fingerprint, position, row_count, store, seal, zones"

    private static let isReadable = """
        EXISTS (SELECT FROM pg_catalog.pg_class v JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
          WHERE n.nspname = 'read_models' AND v.relkind = 'v' AND v.relname = c.projection::pg_catalog.name
            AND pg_catalog.has_table_privilege(v.oid, 'SELECT'))
        """

    private static let isServed =
        "EXISTS (SELECT FROM \(Self.generations.quoted) g WHERE g.projection = c.projection AND g.generation = c.generation)"
}

extension PostgresReadModelCatalog {
    /// How this role reads the catalog. If it may do neither, it is the tables that refuse it.
    ///
    /// - Throws: `.failed` for a catalog of a later version of Refold, too.
    ///
    /// The views count only if the owner of the tables made them: whoever may create objects in the schema could make others of these names.
    func access() throws(RefoldError) -> CatalogAccess {
        let known = try connection.query(
            "SELECT to_regclass($1) IS NULL, coalesce(has_table_privilege(to_regclass($1)::oid, 'SELECT'), false), \(Self.isOwn), \(Self.form)",
            [Self.generationTable, CatalogView.generations.quoted], to: "read the catalog of read models")
        if known.boolean(0, 0) { return .none }
        try CatalogVersion.require(known.optional(0, 3), in: connection.location.name)
        return known.boolean(0, 1) || !known.boolean(0, 2) ? .tables : .views
    }

    /// Whether there are read models whose schema this role may not use.
    func isHidden() throws(RefoldError) -> Bool {
        try connection.query(
            "SELECT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = 'read_models' AND NOT has_schema_privilege(n.oid, 'USAGE'))",
            to: "read the catalog of read models"
        ).boolean(0, 0)
    }

    /// Whether this role may read the catalog, by its tables or by the views for everybody.
    func isReadable() throws(RefoldError) -> Bool {
        try connection.query(
            "SELECT coalesce(has_table_privilege(to_regclass($1)::oid, 'SELECT'), false) OR \(Self.isOwn)",
            [Self.generationTable, CatalogView.generations.quoted], to: "read the catalog of read models"
        ).boolean(0, 0)
    }

    /// Whether a view is there, and is one of the owner of the tables.
    func has(_ view: CatalogView) throws(RefoldError) -> Bool {
        try connection.query("SELECT \(Self.isOwn)", [Self.generationTable, view.quoted], to: "read the catalog of read models").boolean(0, 0)
    }

    /// Of the table `$1` and the view `$2`.
    private static let isOwn =
        "coalesce((SELECT v.relkind = 'v' AND v.relowner = t.relowner FROM pg_class v, pg_class t WHERE v.oid = to_regclass($2) AND t.oid = to_regclass($1)), false)"

    /// Makes the views for everybody, and anew one that an earlier program made with fewer columns, if this role owns the catalog. Roles that can read the tables do without them, and so does a run.
    func makeViewsIfMissing() throws(RefoldError) {
        let operation = "make the catalog readable for those who may read a view"
        let known = try connection.query(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_class t
            WHERE n.nspname = 'read_models' AND c.relname = ANY ($1::text[]) AND c.relkind = 'v' AND t.oid = to_regclass($2) AND c.relowner = t.relowner
              AND (c.relname <> '\(CatalogView.generations.rawValue)' OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'outline'))
            """, [PostgresName.array(CatalogView.allCases.map(\.rawValue)), Self.generationTable], to: operation)
        let names = Set((0..<known.count).map { known.text($0, 0) })
        guard names.count < CatalogView.allCases.count else { return }
        let may = try connection.query(
            """
            SELECT has_schema_privilege('read_models', 'CREATE') AND (SELECT relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
              FROM pg_class WHERE oid = to_regclass($1))
            """, [Self.generationTable], to: operation)
        guard may.boolean(0, 0) else { return }
        try connection.transaction(to: operation) { () throws(RefoldError) in
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            for tables in [Self.createRuns, Self.createParked] { try connection.execute(tables, to: operation) }
            for view in CatalogView.allCases where !names.contains(view.rawValue) { try connection.execute(view.create, to: operation) }
        }
    }
}

extension RefoldError {
    /// The error of a role that may not read a read model that is there.
    static func mayNotRead(_ projection: String, in store: String) -> RefoldError {
        let view = PostgresReadModelTable(ReadModelSchema(name: projection, key: [], columns: []), 0).view
        return RefoldError(
            .failed, "this role may not read \"\(projection)\"", at: .named(store), expected: "the right SELECT on its view",
            remedy: "let its owner run: GRANT SELECT ON \(view) TO this role")
    }
}
