import RefoldValues

/// The settings of a session before its first query: everything that could call foreign functions, change a result or hide rows.
///
/// Role, database, URI and environment may have set any of these. The search path comes first: under another path, a statement could call a
/// function, operator, type or table that someone else put into a schema on that path.
struct PostgresSessionSettings {
    /// The schemas on the role's own search path, as a `name[]`; ``PostgresEventLayout`` looks for the store in them.
    static let pathOfRole = "SELECT pg_catalog.current_schemas(false)"
    static let path = "SET search_path = pg_catalog, pg_temp"

    /// Complete: any setting left out here is decided by the role or the database.
    private static let pinned = [
        "DateStyle": "ISO, YMD", "IntervalStyle": "postgres", "TimeZone": "UTC", "timezone_abbreviations": "Default", "client_encoding": "UTF8",
        "standard_conforming_strings": "on", "escape_string_warning": "on", "backslash_quote": "safe_encoding", "transform_null_equals": "off",
        "array_nulls": "on", "extra_float_digits": "1", "bytea_output": "hex", "xmlbinary": "base64", "xmloption": "content",
        "quote_all_identifiers": "off", "lc_numeric": "C", "lc_monetary": "C", "lc_time": "C", "row_security": "off",
        "default_transaction_isolation": "read committed", "default_transaction_deferrable": "off", "client_min_messages": "error",
    ]

    /// Settings with which a server skips what it cannot read, and the required values.
    private static let required = [
        ("zero_damaged_pages", "off"), ("ignore_checksum_failure", "off"), ("ignore_system_indexes", "off"), ("session_replication_role", "origin"),
    ]

    /// One message, so one round trip. Its first result is the role's search path, its last one is read by ``mayBeSuperuser(_:at:)``.
    ///
    /// - Parameters:
    ///   - own: further parameters, or other values.
    ///   - lockTimeout: how long it waits for a lock unless a time was configured; nil for no timeout of its own.
    static func message(own: [String: String], readsOnly: Bool, lockTimeout: String?) -> String {
        var all = pinned.merging(own) { _, own in own }
        if readsOnly { all["default_transaction_read_only"] = "on" }
        var statements = [pathOfRole, path] + all.sorted { $0.key < $1.key }.map { "SET \($0.key) = \(PostgresName.literal($0.value))" }
        if let lockTimeout { statements.append(setting("lock_timeout", to: lockTimeout, insteadOf: "0")) }
        // What is reported as durable must be durable. Values other than `off` are kept: they differ only in the treatment of standbys.
        if !readsOnly { statements.append(setting("synchronous_commit", to: "on", insteadOf: "off")) }
        let values = required.map { "current_setting('\($0.0)')" }.joined(separator: ", ")
        statements.append("SELECT current_setting('is_superuser') = 'on' OR session_user <> current_user, \(values)")
        return statements.joined(separator: "; ")
    }

    private static func setting(_ name: String, to value: String, insteadOf other: String) -> String {
        "SELECT set_config('\(name)', '\(value)', false) WHERE current_setting('\(name)') = '\(other)'"
    }

    /// Reads the last result of the message.
    ///
    /// - Returns: whether the session has, or may be able to get, all rights; to be certain would take another query.
    /// - Throws: `.failed` if the server would skip what it cannot read.
    static func mayBeSuperuser(_ result: PostgresResult, at location: PostgresLocation) throws(RefoldError) -> Bool {
        for (column, (name, wanted)) in required.enumerated() where result.text(0, column + 1) != wanted {
            throw RefoldError(
                .failed, "the session has \(name) = \(result.text(0, column + 1)), with which the server may leave rows out or keep triggers from running",
                at: .named(location.name), expected: "\(name) = \(wanted)",
                remedy: "take the setting away from the server, the database, the role (ALTER ROLE … RESET \(name)) and the URI")
        }
        return result.boolean(0, 0)
    }
}
