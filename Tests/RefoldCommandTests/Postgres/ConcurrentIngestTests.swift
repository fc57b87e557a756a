import Foundation
import RefoldTesting
import Testing

@Suite("Several concurrent ingests on PostgreSQL")
struct ConcurrentIngestTests {
    private static let users = 1500

    @Test("Ingests of the same commands in opposite orders accept each once, without a deadlock", arguments: [2, 4])
    func oppositeOrders(runs: Int) throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let lines = (0..<Self.users).map {
            "{\"id\":\"c\($0)\",\"command\":\"GrantUserAccess\",\"data\":{\"user_id\":\"u\($0)\",\"by\":\"a\"}}"
        }
        let work = sandbox.folder.appending(path: "work")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "0.ndjson"))
        try Data((lines.reversed().joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "1.ndjson"))
        let run = try sandbox.run(
            """
            for n in $(seq 0 \(runs - 1)); do { refold ingest $((n % 2)).ndjson --store '\(uri)' --quiet > outcomes$n || echo $?; } & done | cat
            cat outcomes* | grep -o '"outcome":"[a-z]*"' | sort | uniq -c | tr -s ' '
            """)
        #expect(run.error == "")
        let again = (runs - 1) * Self.users
        #expect(run.output == " \(Self.users) \"outcome\":\"accepted\"\n \(again) \"outcome\":\"duplicate\"\n")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "\(Self.users)")
        #expect(try Self.deadlocks(uri) == "0")
    }

    /// The server's counters after the sessions of the database have ended, by which time all have reported.
    private static func deadlocks(_ uri: String) throws -> String {
        try PostgresCluster.waitForSessions(in: uri)
        return try PostgresCluster.psql(uri, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    }
}
