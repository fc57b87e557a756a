import RefoldCore
import RefoldDomains
import RefoldPostgres

/// The table of accesses beside the events in PostgreSQL, in the schema of `event_store`.
struct PostgresUserAccessTable: UserAccessTable {
    private let transaction: PostgresEventTransaction
    private let name: String
    private let schema: String
    private let eventStore: String
    private static let deed = "keep the table of accesses"

    init(_ transaction: PostgresEventTransaction) throws(RefoldError) {
        self.transaction = transaction
        schema = try transaction.schemaName()
        name = PostgresName.quoted(schema) + "." + UserAccessColumns.table
        eventStore = try transaction.tableName()
    }

    var events: any EventTransaction { transaction }

    func make() throws(RefoldError) {
        if try isThere() { return }
        _ = try transaction.query("SELECT pg_advisory_xact_lock($1)", ["\(Self.creationLock)"], to: Self.deed)
        if try isThere() { return }
        _ = try transaction.query(
            """
            CREATE TABLE \(name) (
              user_id           text COLLATE "C" PRIMARY KEY,
              granted_at        timestamptz,
              granted_by        text COLLATE "C",
              suspended_at      timestamptz,
              suspended_by      text COLLATE "C",
              suspension_reason text COLLATE "C",
              version           bigint NOT NULL
            )
            """, to: Self.deed)
        try fill()
    }

    /// Asks the catalog's rows: `to_regclass` would not see, within one transaction, what another one made meanwhile.
    private func isThere() throws(RefoldError) -> Bool {
        let found = try transaction.query(
            """
            SELECT c.relkind IN ('r', 'p'), a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname = $1 AND c.relname = '\(UserAccessColumns.table)'
            """, [schema], to: Self.deed)
        guard found.count > 0 else { return false }
        try UserAccessColumns.requireTable(found.boolean(0, 0), at: .named(transaction.storeName))
        try transaction.requireTrust(in: UserAccessColumns.table)
        try UserAccessColumns.require((0..<found.count).map { found.text($0, 1) }, at: .named(transaction.storeName))
        return true
    }

    /// The number of the advisory lock under which the table is made.
    private static let creationLock = Int64(bitPattern: Array("refold user_access".utf8).span.stableHash)

    func find(_ user: String) throws(RefoldError) -> (row: UserAccess?, version: Int64) {
        let found = try transaction.query(
            """
            SELECT \(UserAccessColumns.names.map { "a." + $0 }.joined(separator: ", ")), s.last
            FROM (SELECT max(version) AS last FROM \(eventStore) WHERE aggregate_id = $2) AS s LEFT JOIN \(name) AS a ON a.user_id = $1
            """, [user, UserAccess.stream(of: user)], to: Self.deed)
        guard found.count > 0 else { return (nil, 0) }
        let last = found.integer(0, 7)
        guard !found.isNull(0, 0) else { return (nil, last) }
        let row = UserAccess(
            user: user, grantedAt: try time(found, 1), grantedBy: found.optional(0, 2), suspendedAt: try time(found, 3),
            suspendedBy: found.optional(0, 4), suspensionReason: found.optional(0, 5), version: found.integer(0, 6))
        return (row, last)
    }

    private func time(_ row: PostgresResult, _ column: Int) throws(RefoldError) -> Timestamp? {
        if row.isNull(0, column) { return nil }
        if let time = row.time(0, column) { return time }
        throw RefoldError(
            .failed, "a time of the table \(UserAccessColumns.table) cannot be read", at: .named(transaction.storeName),
            expected: "times in the years 1 to 9999", remedy: "drop the table; it is made again from the events")
    }

    func apply(_ event: UserAccessEvent, at time: Timestamp, version: Int64, after last: Int64) throws(RefoldError) -> Bool {
        let sql: String
        var parameters: [String?] = [event.user, "\(version)"]
        if event.kind != .reactivated { parameters += [time.description, event.by] }
        switch event.kind {
        case .granted where last == 0:
            sql = """
                INSERT INTO \(name) (user_id, version, granted_at, granted_by) VALUES ($1, $2::bigint, $3, $4)
                ON CONFLICT (user_id) DO NOTHING
                """
        case .granted:
            sql = """
                UPDATE \(name) SET version = $2::bigint, granted_at = $3, granted_by = $4
                WHERE user_id = $1 AND version = $5::bigint
                """
            parameters.append("\(last)")
        case .suspended:
            sql = """
                UPDATE \(name) SET version = $2::bigint, suspended_at = $3, suspended_by = $4, suspension_reason = $5
                WHERE user_id = $1 AND version = $6::bigint
                """
            parameters += [event.reason, "\(last)"]
        case .reactivated:
            sql = """
                UPDATE \(name) SET version = $2::bigint, suspended_at = NULL, suspended_by = NULL, suspension_reason = NULL
                WHERE user_id = $1 AND version = $3::bigint
                """
            parameters.append("\(last)")
        }
        return try transaction.query(sql, parameters, to: Self.deed).changes == 1
    }

    func write(_ access: UserAccess) throws(RefoldError) {
        let updates = UserAccessColumns.names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let parameters: [String?] = [
            access.user, access.grantedAt?.description, access.grantedBy, access.suspendedAt?.description, access.suspendedBy,
            access.suspensionReason, "\(access.version)",
        ]
        _ = try transaction.query(
            """
            INSERT INTO \(name) AS a (\(UserAccessColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (user_id) DO UPDATE SET \(updates) WHERE a.version < excluded.version
            """, parameters, to: Self.deed)
    }

    func remove(_ user: String, at version: Int64) throws(RefoldError) {
        _ = try transaction.query("DELETE FROM \(name) WHERE user_id = $1 AND version = $2::bigint", [user, "\(version)"], to: Self.deed)
    }

    func events(behind stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try transaction.events(behind: stream, version, before: UserAccess.endOfStreams, limit: limit)
    }
}
