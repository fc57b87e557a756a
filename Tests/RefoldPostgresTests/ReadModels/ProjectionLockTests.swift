import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A projection's lock on PostgreSQL")
struct ProjectionLockTests {
    @Test("names its holder: server process, user, application and start")
    func holder() throws {
        let uri = try PostgresCluster.newDatabase()
        let lock = try Things.store(uri + "&application_name=nightly").lock(.projection("things"))
        let process = try PostgresCluster.psql(uri, "SELECT pid FROM pg_stat_activity WHERE application_name = 'nightly' AND datname = current_database()")
        let error = #expect(throws: RefoldError.self) { try Things.store(uri).lock(.projection("things")) }
        withExtendedLifetime(lock) {}
        #expect(error?.status == .busy)
        #expect(error?.description.contains("(server process \(process), user postgres, application nightly, since 20") == true)
    }

    @Test("names the holder as far as the role may see")
    func stranger() throws {
        let uri = try PostgresCluster.newDatabase()
        let lock = try Things.store(uri).lock(.projection("things"))
        let role = try SwitchTests.newRole(uri)
        let error = #expect(throws: RefoldError.self) { try Things.store(uri.replacing("user=postgres", with: "user=\(role)")).lock(.projection("things")) }
        withExtendedLifetime(lock) {}
        #expect(error?.status == .busy)
        #expect(error?.description.contains("user postgres, application refold)") == true)
    }

    @Test("is released with its session, and is separate in each database")
    func diesWithSession() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let lost = try store.lock(.projection("things"))
        let elsewhere = try Things.store(PostgresCluster.newDatabase()).lock(.projection("things"))
        try Things.cutConnections(to: uri)
        let next = try store.lock(.projection("things"))
        withExtendedLifetime((lost, elsewhere, next)) {}
    }
}
