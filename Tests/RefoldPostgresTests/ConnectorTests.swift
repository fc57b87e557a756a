import Foundation
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Connecting to PostgreSQL")
struct ConnectorTests {
    /// A server on which connections succeed, because the system accepts them, but which never answers.
    private static func silent<Result>(_ body: (String) throws -> Result) throws -> Result {
        let cluster = try PostgresCluster()
        let server = try #require(Int32(String(contentsOfFile: cluster.folder + "/data/postmaster.pid", encoding: .utf8).prefix { $0 != "\n" }))
        kill(server, SIGSTOP)
        defer { kill(server, SIGCONT) }
        return try body(cluster.folder)
    }

    @Test("The wait for a server that does not answer lasts for connect_timeout, then the next host is tried")
    func hosts() throws {
        let uri = try PostgresCluster.newDatabase()
        let parts = try #require(URLComponents(string: uri))
        let cluster = try #require(parts.queryItems?.first { $0.name == "host" }?.value)
        try Self.silent { folder in
            let words = "dbname=\(parts.path.dropFirst()) user=postgres connect_timeout=5"
            let error = #expect(throws: RefoldError.self) { try PostgresConnection(PostgresLocation("host=\(folder) \(words)", from: "test")) }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("did not answer within connect_timeout") == true, "\(error?.description ?? "")")
            let connection = try PostgresConnection(PostgresLocation("host=/nowhere,\(folder),\(cluster) port=1,5432,5432 \(words)", from: "test"))
            #expect(try connection.query("SELECT 1", to: "ask").integer(0, 0) == 1)
        }
    }

    @Test("The wait for a server that does not answer ends on request")
    func cancelled() throws {
        try Self.silent { folder in
            let waits = RecordedWaits()
            waits.cancel()
            let error = #expect(throws: RefoldError.self) {
                try PostgresConnection(PostgresLocation("host=\(folder) dbname=a user=a", from: "test"), waits: waits.policy(.seconds(60)))
            }
            #expect(error?.status == .incomplete)
        }
    }
}
