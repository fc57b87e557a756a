import Foundation
import RefoldTesting
import Testing

/// A role or a database may set anything for the sessions of others. No byte of an output depends on it.
@Suite("Settings of a server's sessions")
struct SessionSettingTests {
    private static let settings = [
        "DateStyle = 'German'", "DateStyle = 'SQL, DMY'", "IntervalStyle = iso_8601", "TimeZone = 'Asia/Kathmandu'", "TimeZone = 'America/St_Johns'", "extra_float_digits = -15",
        "bytea_output = escape", "transform_null_equals = on", "array_nulls = off", "quote_all_identifiers = on", "row_security = on", "standard_conforming_strings = off",
        "escape_string_warning = off", "backslash_quote = on", "client_encoding = 'LATIN1'", "client_encoding = 'SQL_ASCII'", "xmloption = document", "xmlbinary = hex",
        "lc_numeric = 'POSIX'", "lc_monetary = 'POSIX'", "lc_time = 'POSIX'", "default_transaction_isolation = serializable", "default_transaction_isolation = 'repeatable read'",
        "default_transaction_deferrable = on", "synchronous_commit = off", "statement_timeout = '1min'", "lock_timeout = '20s'", "idle_in_transaction_session_timeout = '1min'",
        "idle_session_timeout = '1min'", "search_path = pg_catalog, public", "timezone_abbreviations = 'India'", "client_min_messages = debug5", "enable_seqscan = off", "enable_indexscan = off",
        "enable_sort = off", "work_mem = '64kB'", "jit = on", "plan_cache_mode = force_generic_plan", "default_text_search_config = 'german'", "gin_fuzzy_search_limit = 1",
        "check_function_bodies = off", "geqo = off", "from_collapse_limit = 1", "default_table_access_method = heap", "default_toast_compression = pglz", "parallel_setup_cost = 0",
        "lo_compat_privileges = on", "createrole_self_grant = ''",
    ]

    private let sandbox: Sandbox
    private let uri: String
    private let role: String
    private let database: String
    /// The database as the role.
    private let own: String

    init() throws {
        sandbox = try Sandbox()
        uri = try PostgresCluster.newDatabase()
        role = "settings_\(UInt32.random(in: 0 ... .max))"
        database = String(try #require(uri.firstMatch(of: /\/\/\/([^?]+)/)).output.1)
        // Texts that backslashes, quotes and encodings could change, times with fractions, amounts with many digits.
        let odd = #"{"id":"o\\'\"1","stream":"odd 'é' \\","version":1,"type":"Sold","occurred_at":"2024-03-31T01:30:00.123456Z","recorded_at":"0001-02-03T04:05:06.789Z","data":{"t":"a\\b'c\"é€😀","n":12345678901234.56,"at":"2024-10-27T01:30:00.5Z","d":"2024-02-29","none":null,"j":{"x":[1.10,1e3,"\\"]}}}"#
        try sandbox.write([odd, odd.replacing("o\\\\'\\\"1", with: "o2").replacing("\"version\":1", with: "\"version\":2")] + RecordedPayments.lines(0..<20), to: "x.ndjson")
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        try sandbox.write(
            [
                #"{name: "odd", version: 1, key: ["$.t", {day: "$.at", timeZone: "Europe/Rome"}], columns: {n: {type: "decimal", scale: 2}, at: "timestamp", d: "date", none: "text", j: "json", b: "boolean"}, on: {Sold: {n: "$.n", at: "$.at", d: "$.d", none: "$.none", j: "$.j", b: true}}}"#,
            ], to: "Reports/odd.projection.json5")
        try sandbox.write([#"{from: "payments", rows: [{month: "created_at", timeZone: "Europe/Rome"}, "currency"], measures: {n: {count: "*"}, a: {sum: "amount"}, last: {max: "created_at"}}}"#], to: "Reports/r.report.json5")
        own = uri.replacing("user=postgres", with: "user=\(role)")
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(role) LOGIN; GRANT CREATE ON DATABASE \(database) TO \(role); GRANT CREATE ON SCHEMA public TO \(role)")
        let made = try sandbox.run("refold import x.ndjson --store '\(own)' --quiet && refold rebuild --store '\(own)' --quiet")
        try #require(made.status == 0, "\(made.error)")
    }

    private static let reading = [
        "events --format ndjson", "events Sold --show-payload --format json", "export payments", "export odd --format ndjson", "report r --format json", "query payments list --organization o1",
        "history p1 --projection payments",
    ]

    /// What every verb gives, as the role.
    private func outputs(rebuilding: Bool) throws -> [String] {
        if rebuilding {
            let rebuilt = try sandbox.run("refold rebuild --store '\(own)' --quiet")
            #expect(rebuilt.status == 0, "\(rebuilt.error)")
        }
        return try Self.reading.map { command in
            let run = try sandbox.run("refold \(command) --store '\(own)'")
            return "\(command): \(run.status)\n\(run.output)\n\(run.status == 0 ? "" : run.error)"
        }
    }

    @Test("None, set for the role or the database, changes a byte of what any verb prints, read or rebuilt")
    func each() throws {
        let plain = try outputs(rebuilding: true)
        #expect(plain.allSatisfy { $0.contains(": 0\n") }, "\(plain.filter { !$0.contains(": 0\n") })")
        for (number, setting) in Self.settings.enumerated() {
            let whose = number % 2 == 0 ? "ROLE \(role)" : "DATABASE \(database)"
            do { _ = try PostgresCluster.psql(uri, "ALTER \(whose) SET \(setting)") } catch { continue }
            #expect(try outputs(rebuilding: number % 6 == 0) == plain, "\(setting)")
            _ = try PostgresCluster.psql(uri, "ALTER \(whose) RESET ALL")
        }
    }

    @Test("Many of them together do not either", arguments: 1...6)
    func together(seed: UInt64) throws {
        let plain = try outputs(rebuilding: true)
        var random = SeededNumbers(seed)
        for setting in Self.settings where Bool.random(using: &random) {
            let whose = Bool.random(using: &random) ? "ROLE \(role)" : "DATABASE \(database)"
            do { _ = try PostgresCluster.psql(uri, "ALTER \(whose) SET \(setting)") } catch { continue }
        }
        #expect(try outputs(rebuilding: true) == plain, "\(seed)")
        // A session that may not write still reads the same, and what would write is refused with what to do.
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) SET default_transaction_read_only = on")
        #expect(try outputs(rebuilding: false) == plain, "\(seed)")
        let refused = try sandbox.run("refold rebuild payments --store '\(own)' --quiet")
        #expect(refused.status == 1 && refused.error.contains("default_transaction_read_only"), "\(refused.error)")
    }
}
