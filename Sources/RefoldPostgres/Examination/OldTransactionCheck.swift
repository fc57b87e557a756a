import RefoldStores
import RefoldValues

/// Transactions that are open for long, and replication slots that nobody reads: they hold back events, or what the server may tidy up.
struct OldTransactionCheck: PostgresCheck {
    let subject = "transactions"
    /// From which age on, as an interval in SQL.
    var age = "1 hour"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let prepared = try server.ask(
            "SELECT gid, owner, prepared::text FROM pg_prepared_xacts WHERE database = current_database() AND prepared <= now() - $1::interval ORDER BY prepared, gid", [age])
        let open = try server.ask(
            """
            SELECT pid, usename, nullif(application_name, ''), xact_start::text, state FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= now() - $1::interval
              AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY xact_start, pid
            """, [age])
        let slots = try server.ask("SELECT slot_name FROM pg_replication_slots WHERE NOT active ORDER BY slot_name")
        let held = (0..<prepared.count).map { row in
            let holder = BoundHolder(
                .prepared(name: prepared.text(row, 0)), user: prepared.optional(row, 1), since: PostgresEventTime.read(prepared.text(row, 2)))
            return ExaminationFinding.warning(
                subject, "\(holder) holds its locks until somebody ends it, and may hold events back",
                remedy: "let its owner commit it, or run the SQL below", sql: ["ROLLBACK PREPARED \(PostgresName.literal(prepared.text(row, 0)));"])
        }
        let sessions = (0..<open.count).map { row in
            let holder = BoundHolder(
                .session(process: Int32(truncatingIfNeeded: open.integer(row, 0))), user: open.optional(row, 1), application: open.optional(row, 2),
                since: PostgresEventTime.read(open.text(row, 3)), state: open.optional(row, 4))
            return ExaminationFinding.warning(
                subject, "\(holder) is in one transaction all that time, and may hold events back",
                remedy: "look what it does, and end it with the SQL below if nobody needs it", sql: ["SELECT pg_terminate_backend(\(open.integer(row, 0)));"])
        }
        let unread = (0..<slots.count).map { row in
            ExaminationFinding.warning(
                subject, "nobody reads the replication slot \"\(slots.text(row, 0))\", for which the server keeps its log until its disk is full",
                remedy: "start its reader, or drop it with the SQL below", sql: ["SELECT pg_drop_replication_slot(\(PostgresName.literal(slots.text(row, 0))));"])
        }
        let all = held + sessions + unread
        guard all.isEmpty else { return all }
        // Of other roles' sessions everybody sees that they have a transaction, and few since when.
        let hidden = try server.ask(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NULL
              AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
            """).integer(0, 0)
        let unseen = hidden > 0 ? "; of \(hidden) of other roles this role may not see the age, which pg_read_all_stats lets it see" : ""
        return [.ok(subject, "none in this database is older than \(age)\(unseen), and every replication slot is read")]
    }
}
