import RefoldCore
import RefoldDomains
import RefoldSQLite

/// The table of accesses beside the events of a SQLite file. Times are whole microseconds since 1970 in UTC, as in read models.
struct SQLiteUserAccessTable: UserAccessTable {
    let transaction: SQLiteEventTransaction

    var events: any EventTransaction { transaction }

    func make() throws(RefoldError) {
        let columns = try transaction.prepared("SELECT name FROM pragma_table_info('\(UserAccessColumns.table)')")
        var found: [String] = []
        while try columns.step() { found.append(columns.text(0)) }
        guard found.isEmpty else {
            let kind = try transaction.prepared("SELECT 1 FROM sqlite_schema WHERE name = '\(UserAccessColumns.table)' AND type = 'table'")
            defer { kind.reset() }
            try UserAccessColumns.requireTable(try kind.step(), at: .named(kind.connection.path))
            return try UserAccessColumns.require(found, at: .named(kind.connection.path))
        }
        try columns.connection.execute(
            """
            CREATE TABLE \(UserAccessColumns.table) (
              user_id           TEXT NOT NULL PRIMARY KEY,
              granted_at        INTEGER,
              granted_by        TEXT,
              suspended_at      INTEGER,
              suspended_by      TEXT,
              suspension_reason TEXT,
              version           INTEGER NOT NULL
            ) WITHOUT ROWID
            """)
        try fill()
    }

    func find(_ user: String) throws(RefoldError) -> (row: UserAccess?, version: Int64) {
        let statement = try transaction.prepared(
            """
            SELECT \(UserAccessColumns.list), stream.last
            FROM (SELECT max(version) AS last FROM event_store WHERE aggregate_id = ?2) AS stream
              LEFT JOIN \(UserAccessColumns.table) ON user_id = ?1
            """)
        try statement.bind(1, user)
        try statement.bind(2, UserAccess.stream(of: user))
        defer { statement.reset() }
        guard try statement.step() else { return (nil, 0) }
        let last = statement.integer(7)
        guard !statement.isNull(0) else { return (nil, last) }
        let row = UserAccess(
            user: user, grantedAt: try time(statement, 1), grantedBy: text(statement, 2), suspendedAt: try time(statement, 3),
            suspendedBy: text(statement, 4), suspensionReason: text(statement, 5), version: statement.integer(6))
        return (row, last)
    }

    private func text(_ row: SQLiteStatement, _ column: Int32) -> String? { row.isNull(column) ? nil : row.text(column) }

    private func time(_ row: SQLiteStatement, _ column: Int32) throws(RefoldError) -> Timestamp? {
        if row.isNull(column) { return nil }
        if row.isInteger(column), let time = Timestamp(microseconds: row.integer(column)) { return time }
        throw RefoldError(
            .failed, "a time of the table \(UserAccessColumns.table) cannot be read", at: .named(row.connection.path),
            expected: "whole microseconds since 1970 in the years 1 to 9999",
            remedy: "drop the table; it is made again from the events")
    }

    func apply(_ event: UserAccessEvent, at time: Timestamp, version: Int64, after last: Int64) throws(RefoldError) -> Bool {
        let update = "UPDATE \(UserAccessColumns.table) SET version = ?2"
        let sql =
            switch event.kind {
            case .granted where last == 0:
                """
                INSERT INTO \(UserAccessColumns.table) (user_id, version, granted_at, granted_by) VALUES (?1, ?2, ?4, ?5)
                ON CONFLICT (user_id) DO NOTHING
                """
            case .granted: update + ", granted_at = ?4, granted_by = ?5 WHERE user_id = ?1 AND version = ?3"
            case .suspended:
                update + ", suspended_at = ?4, suspended_by = ?5, suspension_reason = ?6 WHERE user_id = ?1 AND version = ?3"
            case .reactivated:
                update + ", suspended_at = NULL, suspended_by = NULL, suspension_reason = NULL WHERE user_id = ?1 AND version = ?3"
            }
        let statement = try transaction.prepared(sql)
        try statement.bind(1, event.user)
        try statement.bind(2, version)
        try statement.bind(3, last)
        if event.kind != .reactivated {
            try statement.bind(4, time.microseconds)
            try statement.bind(5, event.by)
        }
        if event.kind == .suspended { try bind(6, event.reason, to: statement) }
        while try statement.step() {}
        return statement.connection.changes == 1
    }

    func write(_ access: UserAccess) throws(RefoldError) {
        let updates = UserAccessColumns.names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let statement = try transaction.prepared(
            """
            INSERT INTO \(UserAccessColumns.table) (\(UserAccessColumns.list)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (user_id) DO UPDATE SET \(updates) WHERE version < excluded.version
            """)
        try statement.bind(1, access.user)
        try bind(2, access.grantedAt, to: statement)
        try bind(3, access.grantedBy, to: statement)
        try bind(4, access.suspendedAt, to: statement)
        try bind(5, access.suspendedBy, to: statement)
        try bind(6, access.suspensionReason, to: statement)
        try statement.bind(7, access.version)
        while try statement.step() {}
    }

    private func bind(_ parameter: Int32, _ text: String?, to statement: SQLiteStatement) throws(RefoldError) {
        if let text { try statement.bind(parameter, text) } else { try statement.bindNull(parameter) }
    }

    private func bind(_ parameter: Int32, _ time: Timestamp?, to statement: SQLiteStatement) throws(RefoldError) {
        if let time { try statement.bind(parameter, time.microseconds) } else { try statement.bindNull(parameter) }
    }

    func remove(_ user: String, at version: Int64) throws(RefoldError) {
        let statement = try transaction.prepared("DELETE FROM \(UserAccessColumns.table) WHERE user_id = ?1 AND version = ?2")
        try statement.bind(1, user)
        try statement.bind(2, version)
        while try statement.step() {}
    }

    func events(behind stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try transaction.events(behind: stream, version, before: UserAccess.endOfStreams, limit: limit)
    }
}
