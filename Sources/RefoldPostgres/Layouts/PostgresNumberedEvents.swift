import Foundation
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// One snapshot of a store whose events are numbered as they are read: all statements of a run see the same numbers.
final class PostgresNumberedEvents {
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
    func bound(of table: PostgresLayoutTable) throws(RefoldError) -> Bound {
        let settled = table.isSettled.map { "FILTER (WHERE \($0))" } ?? ""
        let found = try connection.query("SELECT count(*) \(settled), count(*) FROM \(table.from)", to: Self.operation)
        let bound = Bound(position: found.integer(0, 0), newest: found.integer(0, 1))
        guard bound.position < bound.newest else { return bound }
        return Bound(position: bound.position, newest: bound.newest, holders: try holders(of: table))
    }

    /// Who keeps the horizon back: those who write to the store, else whoever has the oldest transaction of the server.
    private func holders(of table: PostgresLayoutTable) throws(RefoldError) -> [BoundHolder] {
        let source = try PostgresPositionSource(of: table.found.writers.first ?? "", roots: table.roots, .none, on: connection)
        let writers = PostgresWriters(of: source.relations, on: connection)
        let names = try writers.holders()
        if !names.isEmpty { return try writers.described(names.sorted()) }
        let oldest = try connection.query(
            """
            SELECT pid, usename, application_name, xact_start::text, state FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY age(backend_xid) DESC LIMIT 1
            """, to: Self.operation)
        return (0..<oldest.count).map { row in
            BoundHolder(
                .session(process: Int32(truncatingIfNeeded: oldest.integer(row, 0))), user: oldest.optional(row, 1), application: oldest.optional(row, 2),
                since: oldest.optional(row, 3).flatMap(PostgresEventTime.read), state: oldest.optional(row, 4))
        }
    }
}
