import FoundationEssentials
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// One snapshot of a store whose events are numbered as they are read: all statements of a run see the same numbers.
///
/// Its session is passed from thread to thread, and used by one at a time; scans only keep it open.
final class PostgresNumberedEvents: @unchecked Sendable {
    let connection: PostgresConnection
    /// The snapshot's name, for the sessions of scans.
    let name: String

    private static let operation = "number the events"

    /// Takes a snapshot, which lasts as long as this.
    init(_ connection: PostgresConnection) throws(RefoldError) {
        self.connection = connection
        try connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", to: Self.operation)
        name = try connection.query("SELECT pg_export_snapshot()", to: Self.operation).text(0, 0)
    }

    /// What opens a transaction that sees the same.
    var transaction: String {
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT \(PostgresName.literal(name))"
    }

    /// How many events are settled, and how many there are.
    ///
    /// - Throws: `.refused` if their transactions are those of another server.
    func bound(of table: PostgresLayoutTable) throws(RefoldError) -> Bound {
        if table.layout.horizon != nil {
            try PostgresPositionSource.requireOwnWriters(
                of: PostgresPositionSource.subscribed(among: table.roots, on: connection), at: connection.location.name)
        }
        let settled = table.isSettled.map { "FILTER (WHERE \($0))" } ?? ""
        let lost = table.isUnknown.map { "count(*) FILTER (WHERE \($0))" } ?? "0"
        let foreign = table.isForeign.map { "count(*) FILTER (WHERE \($0))" } ?? "0"
        let found = try connection.fenced { () throws(RefoldError) in
            try connection.query("SELECT count(*) \(settled), count(*), \(lost), \(foreign) FROM \(table.from)", to: Self.operation)
        }
        guard found.integer(0, 2) == 0 else {
            throw .doesNotFit(table.layout, "\(table.layout.horizon ?? "") is null in \(found.integer(0, 2)) rows, which would never be read", at: connection.location.name)
        }
        guard found.integer(0, 3) == 0 else { throw try ofAnotherServer(found.integer(0, 3), in: table) }
        let bound = Bound(position: found.integer(0, 0), newest: found.integer(0, 1))
        guard bound.position < bound.newest else { return bound }
        return Bound(position: bound.position, newest: bound.newest, holders: try holders(of: table))
    }

    /// Events of a server that has counted more transactions, as a restored dump brings them. Those would never be settled here, or only when
    /// as many transactions have come, and what is appended until then would be ordered before them.
    private func ofAnotherServer(_ count: Int64, in table: PostgresLayoutTable) throws(RefoldError) -> RefoldError {
        let column = "e.\(PostgresName.quoted(table.layout.horizon ?? ""))"
        let found = try connection.fenced { () throws(RefoldError) in
            try connection.query("SELECT max(\(column)::text::numeric), div(max(\(column)::text::numeric), 4294967296) + 1 FROM \(table.from)", to: Self.operation)
        }
        return RefoldError(
            .refused, "\(count) events are of transactions up to \(found.text(0, 0)), and this server has not had as many: they come from another server",
            at: .named(connection.location.name), expected: "transaction numbers of this server",
            remedy: "stop the server, run pg_resetwal --epoch=\(found.text(0, 1)) on its data folder, and start it, before events are appended")
    }

    /// Who keeps the horizon back: whoever has the oldest transaction of the server, and those who write to the store.
    private func holders(of table: PostgresLayoutTable) throws(RefoldError) -> [BoundHolder] {
        let oldest = try Self.transactions("LIMIT 1", on: connection)
        let writers = try Self.named(by: table, on: connection) ?? []
        return oldest + writers.filter { writer in !oldest.contains { $0.transaction == writer.transaction } }
    }

    /// Who has an open transaction that may add events: those with a lock on the tables that the layout names as written; without such tables,
    /// all that have written anything in this database.
    static func writers(to table: PostgresLayoutTable, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder] {
        // What the server says about sessions stays the same within a transaction.
        _ = try connection.query("SELECT pg_stat_clear_snapshot()", to: operation)
        if let named = try named(by: table, on: connection) { return named }
        return try transactions("", inDatabase: true, on: connection)
    }

    /// The writers of the tables that the layout names; nil if it names none.
    private static func named(by table: PostgresLayoutTable, on connection: PostgresConnection) throws(RefoldError) -> [BoundHolder]? {
        guard let name = table.found.writers.first else { return nil }
        let source = try PostgresPositionSource(of: name, roots: table.roots, .none, on: connection)
        let writers = PostgresWriters(of: source.relations, on: connection)
        return try writers.described(writers.holders().sorted())
    }

    /// Transactions of the server that have a number, the oldest first.
    private static func transactions(
        _ end: String, inDatabase: Bool = false, on connection: PostgresConnection
    ) throws(RefoldError) -> [BoundHolder] {
        let found = try connection.query(
            """
            SELECT pid, NULL, usename, nullif(application_name, ''), xact_start::text, state, age(backend_xid) FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()\(inDatabase ? " AND datname = current_database()" : "")
            UNION ALL
            SELECT NULL, gid, owner, NULL, prepared::text, NULL, age(transaction) FROM pg_prepared_xacts\(inDatabase ? " WHERE database = current_database()" : "")
            ORDER BY 7 DESC \(end)
            """, to: operation)
        return (0..<found.count).map { row in
            BoundHolder(
                found.optional(row, 1).map { .prepared(name: $0) } ?? .session(process: Int32(truncatingIfNeeded: found.integer(row, 0))),
                user: found.optional(row, 2), application: found.optional(row, 3), since: found.optional(row, 4).flatMap(PostgresEventTime.read),
                state: found.optional(row, 5))
        }
    }
}
