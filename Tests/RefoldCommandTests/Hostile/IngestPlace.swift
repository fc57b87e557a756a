import Foundation
import RefoldSQLite
import RefoldTesting
import RefoldValues

/// A store to ingest into, on either database, and access to its contents.
struct IngestPlace {
    static let all = ["SQLite", "PostgreSQL"]

    let sandbox: Sandbox
    /// For `--store`, in quotes.
    let url: String
    /// Runs statements.
    let execute: (String) throws -> Void
    /// The rows of a query of one column.
    let rows: (String) throws -> [String]
    /// Waits until nothing goes on for a process that was killed.
    let settle: () throws -> Void

    init(_ kind: String) throws {
        let sandbox = try Sandbox()
        self.sandbox = sandbox
        if kind == "PostgreSQL" {
            let uri = try PostgresCluster.newDatabase()
            url = "'\(uri)'"
            execute = { _ = try PostgresCluster.psql(uri, $0) }
            settle = { try PostgresCluster.waitForSessions(in: uri) }
            rows = { try PostgresCluster.psql(uri, $0).split(separator: "\n").map(String.init) }
        } else {
            url = "sqlite:events.db"
            settle = {}
            let path = sandbox.path("events.db")
            execute = { try SQLiteConnection(path, mode: .create).execute($0) }
            rows = { sql in
                let statement = try SQLiteConnection(path, mode: .create).prepare(sql)
                var rows: [String] = []
                while try statement.step() { rows.append(statement.text(0)) }
                return rows
            }
        }
    }

    /// Creates an empty store, or empties it.
    func empty() throws {
        let made = try sandbox.run(url.hasPrefix("sqlite") ? "rm -f events.db*; refold import /dev/null --store \(url) --quiet" : "refold import /dev/null --store \(url) --quiet")
        guard made.status == 0 else { throw RefoldError(.failed, made.error) }
        if !url.hasPrefix("sqlite") { try execute("TRUNCATE event_store RESTART IDENTITY; DROP TABLE IF EXISTS user_access") }
    }

    /// Every event with its place, in the order of positions.
    func events() throws -> [String] { try rows("SELECT event_id || '|' || aggregate_id || '|' || version || '|' || event_type FROM event_store ORDER BY position") }

    /// The table of accesses, and its expected contents by the streams: the last version, and whether the last event suspended.
    func accesses() throws -> (kept: [String], wanted: [String]) {
        let wanted = """
            SELECT 'access-' || '' || substr(e.aggregate_id, 8) || ' ' || e.version || ' '
              || CASE WHEN e.event_type = 'UserAccessSuspended' THEN 'suspended' ELSE 'open' END AS line
            FROM event_store AS e WHERE e.aggregate_id LIKE 'access-%'
              AND e.version = (SELECT max(version) FROM event_store AS o WHERE o.aggregate_id = e.aggregate_id) ORDER BY 1
            """
        let kept = """
            SELECT 'access-' || user_id || ' ' || version || ' ' || CASE WHEN suspended_at IS NULL THEN 'open' ELSE 'suspended' END AS line
            FROM user_access ORDER BY 1
            """
        let streams = try rows(wanted)
        // The first command that needs the table creates it.
        return streams.isEmpty ? ([], []) : (try rows(kept), streams)
    }
}

/// The fields of an outcome's line that tests compare.
struct OutcomeLine: Decodable, Hashable {
    var line: Int
    var id: String?
    var outcome: String
    var stream: String?
    var version: Int?

    /// The complete lines of an output that may be cut off at its end.
    static func all(in output: String) throws -> [OutcomeLine] {
        let whole = output.prefix(upTo: output.lastIndex(of: "\n") ?? output.startIndex)
        return try whole.split(separator: "\n").map { try JSONDecoder().decode(OutcomeLine.self, from: Data($0.utf8)) }
    }
}

/// Commands of all domains, all of which are accepted in this order.
enum MixedCommands {
    static func lines(_ count: Int) -> [String] {
        (0..<count).flatMap { number in
            let (user, post) = ("u\(number / 3)", "x\(number / 2)")
            return RecordedPayments.commands(number..<number + 1) + [
                command("a\(number)", ["GrantUserAccess", "SuspendUserAccess", "ReactivateUserAccess"][number % 3], "user_id", user, number % 3 == 1 ? #","reason":"left""# : ""),
                command("b\(number)", ["PublishPost", "VotePostUp"][number % 2], "post_id", post, number % 2 == 0 ? #","title":"t","body":"b""# : ""),
            ]
        }
    }

    private static func command(_ id: String, _ name: String, _ key: String, _ value: String, _ rest: String) -> String {
        #"{"id":"\#(id)","command":"\#(name)","data":{"\#(key)":"\#(value)"\#(rest),"by":"m"}}"#
    }
}
