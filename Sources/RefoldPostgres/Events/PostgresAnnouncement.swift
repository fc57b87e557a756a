import RefoldValues

/// How appended events are announced to sessions that listen. [The decisions](../../Decisions.md) say why it is done after the commit.
enum PostgresAnnouncement {
    /// The channel; what is sent is the number of the relation that was written to.
    static let channel = "refold_events"

    /// The statement by which this program announces what it has committed. On its own after the commit it waits for no disk and keeps no
    /// other commit waiting, as it would inside the transaction. If it is lost, a follower finds the events at its next look.
    static func statement(for table: PostgresEventTable) -> String { "NOTIFY \(channel), '\(table.number)'" }

    /// The body of the trigger function by which a database announces the events of every writer, with single blanks.
    private static let body = "BEGIN PERFORM pg_catalog.pg_notify('\(channel)', TG_RELID::pg_catalog.text); RETURN NULL; END"

    /// A condition on `pg_trigger t`: whether it only announces. It comes after the statement, and does nothing with its rows.
    static let isAnnouncement = """
        (t.tgtype & 3 = 0 AND EXISTS (SELECT FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang
          WHERE f.oid = t.tgfoid AND l.lanname = 'plpgsql' AND btrim(regexp_replace(f.prosrc, '[[:space:];]+', ' ', 'g'))
            = btrim(regexp_replace(\(PostgresName.literal(body)), '[[:space:];]+', ' ', 'g'))))
        """

    /// Whether every insertion into the table is announced, whoever makes it: also with another `session_replication_role`, not past it into a
    /// table that is part of it, and not by a subscription, which fires no trigger for a statement.
    static func isComplete(for table: PostgresEventTable, on connection: PostgresConnection) throws(RefoldError) -> Bool {
        try connection.query(
            """
            SELECT EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgrelid = $1::oid AND c.relkind = 'r'
              AND t.tgtype & 4 <> 0 AND t.tgenabled = 'A' AND t.tgqual IS NULL AND \(isAnnouncement)
              AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AND NOT EXISTS (SELECT FROM pg_subscription_rel WHERE srrelid = c.oid))
            """, ["\(table.number)"], to: "look whether events are announced"
        ).boolean(0, 0)
    }
}
