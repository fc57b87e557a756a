import RefoldStores
import RefoldValues

/// Which runs are at work now.
struct RunLockCheck: PostgresCheck {
    let subject = "locks"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        guard server.use.hasReadModels, server.use.purpose == .build else { return [] }
        let keys = server.use.locks.map { "\(PostgresRunLock.key(of: $0.key))" }
        let found = try server.ask(
            """
            SELECT k.number, l.pid, a.usename, nullif(a.application_name, ''), a.backend_start::text
            FROM unnest($1::bigint[]) WITH ORDINALITY AS k (key, number)
              JOIN pg_locks l ON (l.classid::bigint << 32 | l.objid::bigint) = k.key AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            ORDER BY k.number
            """, [PostgresName.array(keys)])
        guard found.count > 0 else { return [.ok(subject, "no run is at work")] }
        return (0..<found.count).map { row in
            let holder = BoundHolder(
                .session(process: Int32(truncatingIfNeeded: found.integer(row, 1))), user: found.optional(row, 2), application: found.optional(row, 3),
                since: PostgresEventTime.read(found.text(row, 4)))
            return .held(server.use.locks[Int(found.integer(row, 0)) - 1], by: holder.description)
        }
    }
}
