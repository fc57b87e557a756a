import RefoldStores
import RefoldValues

/// Whether the server takes as many sessions as a run opens.
struct ConnectionCheck: PostgresCheck {
    let subject = "connections"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let found = try server.ask(
            """
            WITH s AS (SELECT usename, datname FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid())
            SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - (SELECT count(*) FROM s),
              CASE WHEN a.rolconnlimit >= 0 THEN a.rolconnlimit - (SELECT count(*) FROM s WHERE usename = current_user) END,
              CASE WHEN d.datconnlimit >= 0 THEN d.datconnlimit - (SELECT count(*) FROM s WHERE datname = current_database()) END,
              current_setting('max_connections')
            FROM pg_roles a, pg_database d WHERE a.rolname = current_user AND d.datname = current_database()
            """)
        let free = (0..<3).compactMap { found.isNull(0, $0) ? nil : found.integer(0, $0) }.min() ?? 0
        let wanted = server.use.sessions
        guard free >= wanted else {
            return [
                .warning(
                    subject, "\(max(free, 0)) of max_connections = \(found.text(0, 3)) are free for this role, and a run may open \(wanted)",
                    remedy: "raise max_connections, or the limit of the role or the database, or name fewer projections at a time")
            ]
        }
        return [.ok(subject, "\(free) are free for this role, and a run opens at most \(wanted)")]
    }
}
