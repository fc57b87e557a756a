import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Row level security on PostgreSQL")
struct RowSecurityTests {
    /// A store of two events, and a role with all privileges on the existing tables.
    private static func database(_ sql: String) throws -> (uri: String, asRole: String, role: String) {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        for id in ["a", "b"] { _ = try store.append([EventStoreContract.event(id)], to: id, expecting: .any) }
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, sql.replacing("ROLE", with: role) + "; GRANT ALL ON ALL TABLES IN SCHEMA public TO \(role)")
        return (uri, uri.replacing("user=postgres", with: "user=\(role)"), role)
    }

    private static let policy = "CREATE POLICY half ON event_store USING (aggregate_id = 'a'); ALTER TABLE event_store ENABLE ROW LEVEL SECURITY"

    @Test("that hides events is refused by everything that reads or appends, also through a view and for an owner subject to it", arguments: [
        policy, "ALTER TABLE event_store ENABLE ROW LEVEL SECURITY",
        "\(policy); ALTER TABLE event_store FORCE ROW LEVEL SECURITY; ALTER TABLE event_store OWNER TO ROLE",
        "\(policy); ALTER TABLE event_store RENAME TO base; CREATE VIEW event_store AS SELECT * FROM base; ALTER VIEW event_store OWNER TO ROLE; GRANT ALL ON base TO ROLE",
    ])
    func events(_ sql: String) throws {
        let (uri, asRole, role) = try Self.database(sql)
        let store = try PostgresEventStoreTests.store(asRole)
        let uses: [() throws -> Void] = [
            { _ = try store.bound(remembered: 0) }, { _ = try store.events(in: "b", from: 1, limit: nil) }, { _ = try store.samples(upTo: [2]) },
            { _ = try store.append([EventStoreContract.event("c")], to: "c", expecting: .any) },
            { _ = try store.transact { events throws(RefoldError) in try events.append([EventStoreContract.event("d")], to: "d", expecting: .any) } },
            { try store.appendInBulk { _ in } },
            { _ = try store.scan(EventQuery(after: 0, through: 2, types: nil)).next(into: EventBatch(events: 4)) },
        ]
        for use in uses {
            let error = #expect(throws: RefoldError.self) { try use() }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("hides rows from the role \"\(role)\"") == true, "\(error?.description ?? "")")
        }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM \(sql.contains("VIEW") ? "base" : "event_store")") == "2")
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) BYPASSRLS")
        let free = try PostgresEventStoreTests.store(asRole)
        if !sql.contains("VIEW") { #expect(try free.bound(remembered: 0).newest == 2) }
    }

    @Test("that hides nothing from this role is accepted, and a missing privilege is still reported as one")
    func others() throws {
        let (uri, asRole, role) = try Self.database("\(Self.policy); ALTER TABLE event_store OWNER TO ROLE")
        #expect(try PostgresEventStoreTests.store(asRole).bound(remembered: 0).newest == 2)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE event_store OWNER TO postgres; ALTER TABLE event_store DISABLE ROW LEVEL SECURITY; REVOKE ALL ON event_store FROM \(role)")
        let error = #expect(throws: RefoldError.self) { try PostgresEventStoreTests.store(asRole).version(of: "a") }
        #expect(error?.description.contains("the role may not do that") == true, "\(error?.description ?? "")")
    }

    @Test("that hides rows of the read models or of their catalog is refused")
    func readModels() throws {
        let (uri, asRole, role) = try Self.database("SELECT")
        try Things.serve(Things.rows(2, amount: 1), in: Things.store(uri))
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(role)")
        let models = try Things.store(asRole)
        #expect(try Things.amounts(in: models) == [1, 1])
        for table in ["\"things#1\"", "refold_generations"] {
            _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.\(table) ENABLE ROW LEVEL SECURITY")
            let error = #expect(throws: RefoldError.self) { try Things.amounts(in: models) }
            #expect(error?.description.contains("row level security of the table \"read_models\".\"\(table.replacing("\"", with: ""))\"") == true, "\(error?.description ?? "")")
            _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.\(table) DISABLE ROW LEVEL SECURITY")
        }
    }
}
