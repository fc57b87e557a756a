import RefoldStores
import RefoldValues

/// The SQL that gives a role what it needs, ready to paste. Right for PostgreSQL 13 to 15.
public struct PostgresGrants: Sendable {
    private let role: String
    private var quotedRole: String { Self.name(role) }

    /// - Parameter role: the name of the role, unquoted.
    public init(role: String) { self.role = role }

    /// Whether a server makes a role of this name and keeps it as it is. To `public` every role belongs.
    public static func mayBeMade(_ role: String) -> Bool {
        (1...63).contains(role.utf8.count) && !["public", "none"].contains(role) && !role.hasPrefix("pg_") && role.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// The usual name of a role for a purpose.
    public static func usualRole(for purpose: RolePurpose) -> String { "refold_\(purpose.rawValue)" }

    /// The statements that make a role for a purpose.
    ///
    /// - Parameters:
    ///   - builder: the role that builds read models, for read models that are built later.
    ///   - models: the read models that a reader of reports is to see; all if empty.
    public func statements(
        for purpose: RolePurpose, store: PostgresStorePlace = PostgresStorePlace(), builder: String, models: [String] = []
    ) -> [String] {
        var all = ["CREATE ROLE \(quotedRole) LOGIN;"]
        switch purpose {
        case .build: all += reading(store) + [schema]
        case .read: all += reading(store)
        case .write:
            all += store.closedSchemas.map(usage(of:))
            all += store.tables.map { grant(["SELECT", "INSERT"], on: $0.schema, $0.name) } + store.sequences.map { usage(ofSequence: $0.name) }
        case .report where models.isEmpty:
            all += [
                usage(of: "read_models"), "GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(quotedRole);",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \(Self.name(builder)) IN SCHEMA read_models GRANT SELECT ON TABLES TO \(quotedRole);",
            ]
        case .report: all += [usage(of: "read_models")] + models.map { grant(["SELECT"], on: "read_models", $0) }
        }
        return all
    }

    /// The role that builds read models in a database: the owner of their schema; nil if there is none, or the server cannot be asked.
    public static func builder(in location: PostgresLocation, waits: WaitPolicy? = nil) -> String? {
        guard let connection = try? PostgresConnection(location, readsOnly: true, waits: waits),
            let found = try? connection.query("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'read_models'", to: "look who builds read models")
        else { return nil }
        return found.count > 0 ? found.text(0, 0) : nil
    }

    private func reading(_ store: PostgresStorePlace) -> [String] {
        store.closedSchemas.map(usage(of:)) + store.tables.map { grant(["SELECT"], on: $0.schema, $0.name) }
            + (store.hasLargeObjects ? [Self.largeObjectNote, largeObjects] : [])
            + (store.isWhole ? [] : ["-- Further tables that the SELECT of the layout reads: GRANT SELECT ON each of them, too."])
    }

    func grant(_ rights: [String], on schema: String, _ table: String) -> String {
        "GRANT \(rights.joined(separator: ", ")) ON \(Self.name(schema)).\(Self.name(table)) TO \(quotedRole);"
    }

    func usage(of schema: String) -> String { "GRANT USAGE ON SCHEMA \(Self.name(schema)) TO \(quotedRole);" }

    /// - Parameter sequence: its name in SQL.
    func usage(ofSequence sequence: String) -> String { "GRANT USAGE ON SEQUENCE \(sequence) TO \(quotedRole);" }

    /// The one setting that holds for the large objects of later events too: PostgreSQL 13 to 15 have no default rights on them.
    ///
    /// Source: https://www.postgresql.org/docs/15/runtime-config-compatible.html#GUC-LO-COMPAT-PRIVILEGES
    var largeObjects: String { setting("lo_compat_privileges", to: "on") }

    static let largeObjectNote = "-- As a superuser: the payloads are large objects, each with rights of its own. The role may then change large objects, too."

    func path(to schema: String) -> String { "ALTER ROLE \(quotedRole) SET search_path = \(Self.name(schema));" }

    /// Also of a view: the server takes both.
    func ownership(of table: String, to owner: String) -> String { "ALTER TABLE read_models.\(Self.name(table)) OWNER TO \(Self.name(owner));" }

    var schema: String { "CREATE SCHEMA read_models AUTHORIZATION \(quotedRole);" }

    var creation: String { "GRANT USAGE, CREATE ON SCHEMA read_models TO \(quotedRole);" }

    func setting(_ name: String, to value: String) -> String { "ALTER ROLE \(quotedRole) SET \(name) = \(value);" }

    /// A name in SQL, in quotes only if it needs them.
    static func name(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0) }
            && name.utf8.first.map { !(48...57).contains($0) } ?? false
        return isPlain && !reserved.contains(name) ? name : PostgresName.quoted(name)
    }

    /// The words that are no names of tables or roles without quotes.
    ///
    /// Source: https://www.postgresql.org/docs/15/sql-keywords-appendix.html
    private static let reserved = Set(
        """
        all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create
        cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end
        except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
        localtime localtimestamp natural none not notnull null offset on only or order outer overlaps placing primary references returning right select
        session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}

/// Where the events are, as far as rights go.
public struct PostgresStorePlace: Hashable, Sendable {
    /// A table or view by its schema and name, unquoted.
    public struct Table: Hashable, Sendable {
        /// The schema.
        public var schema: String
        /// The name in it.
        public var name: String

        public init(schema: String, name: String) {
            self.schema = schema
            self.name = name
        }
    }

    struct Sequence: Hashable, Sendable {
        /// The name in SQL.
        var name: String
        /// The OID, for which no right is needed.
        var number: String
    }

    /// The tables that hold the events; Refold's own where it is usually made, if nobody knows better.
    public var tables = [Table(schema: "public", name: "event_store")]
    /// Those of their schemas that not everybody may use.
    public var closedSchemas: [String] = []
    /// Sequences that a default draws numbers from: these need a right of their own.
    var sequences: [Sequence] = []
    /// What another framework's store is, in its words; nil for Refold's own.
    public var description: String?
    /// Whether payloads are large objects, each with rights of its own.
    public var hasLargeObjects = false
    /// Whether these are all tables that are read: a layout file may read others.
    public var isWhole = true
    /// How many schemas have a table of Refold's own.
    public var places = 1

    /// The usual place.
    public init() {}
}
