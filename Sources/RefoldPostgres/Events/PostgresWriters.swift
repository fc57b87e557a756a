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

    /// The names of transactions that are seen at a first look and at every further one.
    ///
    /// A transaction that is prepared goes on under another name, so that every prepared one counts, first seen or not.
    func firstSeenThatStay(looks: Int) throws(RefoldError) -> [String] {
        var first = try holders()
        for _ in 1..<looks where !first.isEmpty {
            let now = try holders()
            first = now.filter { first.contains($0) || $0.hasPrefix(Self.prepared) }
        }
        return first.sorted()
    }

    /// How the names of prepared transactions begin.
    private static let prepared = "prepared "
    /// Prepared transactions have no process. Some servers let them keep the number that they had in their session, some do not.
    private static let name = "(CASE WHEN l.pid IS NULL THEN '\(prepared)' ELSE '' END || l.virtualtransaction)"

    private func holders() throws(RefoldError) -> Set<String> {
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
    /// - Parameter relation: its name as it stands in SQL, schema and all.
    static func holding(_ relation: String, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder] {
        let found = try connection.query(
            """
            SELECT DISTINCT \(name) FROM pg_locks l WHERE l.granted AND l.relation = to_regclass($1) AND l.pid IS DISTINCT FROM pg_backend_pid()
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, [relation], to: "ask who holds a lock")
        return try PostgresWriters(of: [], on: connection).described((0..<found.count).map { found.text($0, 0) })
    }

    /// For whom a server process waits; nil if it waits for nobody.
    static func blocking(_ process: Int32, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder]? {
        let lock = ["locktype", "database", "relation", "page", "tuple", "transactionid", "classid", "objid", "objsubid"]
        func columns(_ table: String) -> String { lock.map { "\(table).\($0)" }.joined(separator: ", ") }
        // A prepared transaction has no process: it is found by the lock.
        let found = try connection.query(
            """
            SELECT DISTINCT \(name) FROM pg_locks l, (SELECT pg_blocking_pids($1) AS pids) AS b
            WHERE l.granted AND (l.pid = ANY (b.pids) OR l.pid IS NULL AND 0 = ANY (b.pids) AND EXISTS (
              SELECT FROM pg_locks w WHERE w.pid = $1 AND NOT w.granted AND (\(columns("w"))) IS NOT DISTINCT FROM (\(columns("l")))))
            """, ["\(process)"], to: "ask who holds a lock")
        guard found.count > 0 else { return nil }
        return try PostgresWriters(of: [], on: connection).described((0..<found.count).map { found.text($0, 0) })
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
