import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

struct ReaderWaitTests {
    private func lockTimeout(of connection: PostgresConnection) throws -> String {
        try connection.query("SHOW lock_timeout", to: "ask").text(0, 0)
    }

    @Test func `a session that only reads gives up on a lock after a minute, unless somebody named another time`() throws {
        let uri = try PostgresCluster.newDatabase()
        let location = try PostgresLocation(uri, from: "test")
        #expect(try lockTimeout(of: PostgresConnection(location, readsOnly: true)) == "1min")
        #expect(try lockTimeout(of: PostgresConnection(location)) == "0")
        #expect(try lockTimeout(of: PostgresConnection(Self.hasty(uri), readsOnly: true)) == "300ms")
    }

    @Test func `who reads behind somebody's lock on all events or on the catalog says so and ends as busy`() throws {
        let uri = try PostgresCluster.newDatabase()
        let writer = try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating)
        _ = try writer.append([EventStoreContract.event("e", "Noted")], to: "s", expecting: .any)
        let reader = try PostgresEventStore(Self.hasty(uri), access: .reading)
        let readModels = PostgresReadModelStore(try Self.hasty(uri), now: { .first })
        let other = try OtherWriter(uri)
        try other.run("CREATE SCHEMA read_models; CREATE TABLE read_models.refold_generations (projection text)")
        try other.run("BEGIN; LOCK TABLE event_store, read_models.refold_generations IN ACCESS EXCLUSIVE MODE")
        for read in [
            { _ = try reader.events(in: "s", from: 1, limit: nil) },
            {
                let batch = EventBatch(events: 16, byteCapacity: 1 << 16)
                _ = try reader.scan(EventQuery(after: 0, through: 1, types: nil)).next(into: batch)
            },
            { _ = try readModels.generations() },
        ] {
            let error = #expect(throws: RefoldError.self) { try read() }
            #expect(error?.status == .busy)
            #expect(error?.description.contains("another session holds a lock that it needs") == true)
        }
    }

    @Test func `a reader whose waits are watched names who is in its way, also if the server's lock_timeout comes first`() throws {
        let uri = try PostgresCluster.newDatabase()
        let writer = try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating)
        _ = try writer.append([EventStoreContract.event("e", "Noted")], to: "s", expecting: .any)
        let other = try OtherWriter(uri, settings: ["application_name": "billing"])
        try other.run("BEGIN; LOCK TABLE event_store IN ACCESS EXCLUSIVE MODE")
        for (limit, timeout) in [(Duration.seconds(60), "15s"), (.milliseconds(300), "0")] {
            let location = try PostgresLocation(uri + (uri.contains("?") ? "&" : "?") + "options=-clock_timeout%3D\(timeout)", from: "test")
            let reader = try PostgresEventStore(location, access: .reading, waits: RecordedWaits().policy(limit))
            let error = #expect(throws: RefoldError.self) { _ = try reader.events(in: "s", from: 1, limit: nil) }
            #expect(error?.status == .busy)
            let name = "server process \(other.connection.processNumber) (user postgres, application billing, idle in transaction, since "
            #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
        }
    }

    @Test func `a watched reader that cannot see whom it waits for, since no second session is to be had, is ended by the server`() throws {
        let uri = try PostgresCluster.newDatabase()
        let writer = try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating)
        _ = try writer.append([EventStoreContract.event("e", "Noted")], to: "s", expecting: .any)
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT SELECT ON event_store TO \(role); ALTER ROLE \(role) CONNECTION LIMIT 1")
        let location = try PostgresLocation(uri.replacing("user=postgres", with: "user=\(role)"), from: "test")
        let waits = RecordedWaits().policy(.milliseconds(200))
        // By another role: a session that was closed counts until the server has ended it.
        #expect(try lockTimeout(of: PostgresConnection(PostgresLocation(uri, from: "test"), readsOnly: true, waits: waits)) == "5200ms")
        let reader = try PostgresEventStore(location, access: .reading, waits: waits)
        let other = try OtherWriter(uri)
        try other.run("BEGIN; LOCK TABLE event_store IN ACCESS EXCLUSIVE MODE")
        let error = #expect(throws: RefoldError.self) { _ = try reader.events(in: "s", from: 1, limit: nil) }
        #expect(error?.status == .busy)
    }

    private static func hasty(_ uri: String) throws -> PostgresLocation {
        try PostgresLocation(uri + (uri.contains("?") ? "&" : "?") + "options=-clock_timeout%3D300ms", from: "test")
    }
}
