import RefoldStores
import RefoldValues

/// The transactions that hold a lock with which they may have written events, or drawn their numbers.
struct PostgresWriters {
    private let relations: String
    private let connection: PostgresConnection

    init(of relations: [String], on connection: PostgresConnection) {
        self.relations = PostgresName.array(relations)
        self.connection = connection
    }

    /// How the names of prepared transactions begin.
    static let prepared = "prepared "
    /// Prepared transactions have no process. Some servers let them keep the number that they had in their session, some do not.
    private static let name = "(CASE WHEN l.pid IS NULL THEN '\(prepared)' ELSE '' END || l.virtualtransaction)"

    /// The names of those who hold such a lock now.
    func holders() throws(RefoldError) -> Set<String> {
        let found = try connection.query(
            """
            SELECT \(Self.name) FROM pg_locks l
            WHERE locktype = 'relation' AND relation = ANY ($1::oid[]) AND granted AND pid IS DISTINCT FROM pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            """, [relations], to: PostgresBound.operation)
        return Set((0..<found.count).map { found.text($0, 0) })
    }

    /// Who holds any lock on a relation.
    ///
    /// - Parameter relation: its name in SQL, with the schema.
    static func holding(_ relation: String, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder] {
        let found = try connection.query(
            """
            SELECT DISTINCT \(name) FROM pg_locks l WHERE l.granted AND l.relation = to_regclass($1) AND l.pid IS DISTINCT FROM pg_backend_pid()
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, [relation], to: "ask who holds a lock")
        return try PostgresWriters(of: [], on: connection).described((0..<found.count).map { found.text($0, 0) })
    }

    /// Whom a server process waits for; nil if it waits for nobody.
    static func blocking(_ process: Int32, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder]? {
        let lock = ["locktype", "database", "relation", "page", "tuple", "transactionid", "classid", "objid", "objsubid"]
        func columns(_ table: String) -> String { lock.map { "\(table).\($0)" }.joined(separator: ", ") }
        // A prepared transaction has no process: it is found by its lock.
        let found = try connection.query(
            """
            SELECT DISTINCT \(name) FROM pg_locks l, (SELECT pg_blocking_pids($1) AS pids) AS b
            WHERE l.granted AND (l.pid = ANY (b.pids) OR l.pid IS NULL AND 0 = ANY (b.pids) AND EXISTS (
              SELECT FROM pg_locks w WHERE w.pid = $1 AND NOT w.granted AND (\(columns("w"))) IS NOT DISTINCT FROM (\(columns("l")))))
            """, ["\(process)"], to: "ask who holds a lock")
        guard found.count > 0 else { return nil }
        return try PostgresWriters(of: [], on: connection).described((0..<found.count).map { found.text($0, 0) })
    }

    /// When each of some sessions' transactions began, by its name, earliest first, as a text for this session alone. Without those of which
    /// this role may not see it, and the prepared ones, of which nobody knows it.
    func starts(of names: Set<String>) throws(RefoldError) -> [(name: String, start: String)] {
        let found = try connection.query(
            """
            SELECT DISTINCT \(Self.name) AS name, a.xact_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE \(Self.name) = ANY ($1::text[]) AND a.xact_start IS NOT NULL ORDER BY a.xact_start
            """, [PostgresName.array(names.sorted())], to: PostgresBound.operation)
        return (0..<found.count).map { (found.text($0, 0), found.text($0, 1)) }
    }

    /// Who they are, as far as this role may see it. Never what they are doing: a statement may hold what events hold.
    func described(_ names: [String]) throws(RefoldError) -> [BoundHolder] {
        let found = try connection.query(
            """
            SELECT DISTINCT ON (\(Self.name)) l.pid, p.gid, coalesce(a.usename, p.owner), nullif(a.application_name, ''),
              coalesce(a.xact_start, p.prepared)::text, a.state
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
              LEFT JOIN pg_prepared_xacts p ON l.pid IS NULL AND p.transaction = l.transactionid
            WHERE \(Self.name) = ANY ($1::text[]) ORDER BY \(Self.name), p.gid NULLS LAST
            """, [PostgresName.array(names)], to: PostgresBound.operation)
        return (0..<found.count).map { row in
            BoundHolder(
                found.optional(row, 1).map { .prepared(name: $0) } ?? .session(process: Int32(truncatingIfNeeded: found.integer(row, 0))),
                user: found.optional(row, 2), application: found.optional(row, 3), since: found.optional(row, 4).flatMap(PostgresEventTime.read),
                state: found.optional(row, 5))
        }
    }
}
