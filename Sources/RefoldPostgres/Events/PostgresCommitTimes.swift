import RefoldCore
import RefoldValues

/// When events were committed, by what the server itself kept of it. What follows from it stands in the decisions, under "An old hole".
struct PostgresCommitTimes {
    private let table: PostgresEventTable
    private let connection: PostgresConnection

    init(of table: PostgresEventTable, on connection: PostgresConnection) {
        self.table = table
        self.connection = connection
    }

    /// The last event in a range of positions that was committed before a moment; nil if there is none, or the server does not know.
    ///
    /// Reads the range down to that event. Events that came by replication do not count, since they bring their times from elsewhere.
    ///
    /// - Parameter moment: as ``PostgresFirstSeen/earliestStart()`` gives it.
    func last(before moment: String, after: Position, through: Position) throws(RefoldError) -> Position? {
        let known = try connection.query(
            "SELECT current_setting('track_commit_timestamp') = 'on' AND to_regprocedure('pg_catalog.pg_xact_commit_timestamp_origin(xid)') IS NOT NULL",
            to: PostgresBound.operation)
        guard known.boolean(0, 0) else { return nil }
        let found = try connection.query(
            """
            SELECT position::bigint FROM \(table.name)
            WHERE position > $2::bigint AND position <= $3::bigint AND pg_catalog.pg_xact_commit_timestamp(xmin) < $1::timestamptz
              AND (pg_catalog.pg_xact_commit_timestamp_origin(xmin)).roident = 0
            ORDER BY position DESC LIMIT 1
            """, [moment, "\(after)", "\(through)"], to: PostgresBound.operation)
        return found.count > 0 ? found.integer(0, 0) : nil
    }
}
