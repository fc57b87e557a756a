import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

/// The SQL of `refold doctor --grants read` for stores of other frameworks, on the tables that these make.
@Suite("A role that may read a store of another framework")
struct LayoutRightsTests {
    /// What the role finds missing, of its rights on events.
    private func findings(_ uri: String, _ purpose: RolePurpose = .read) throws -> [ExaminationFinding] {
        let use = ExaminedUse(purpose: purpose, hasEvents: true, hasReadModels: false, locks: [], sessions: 1)
        return try PostgresExamination(PostgresLocation(uri, from: "test"), .builtIn()).findings(of: use).filter { $0.subject == "event rights" }
    }

    @Test("gets its rights by the SQL that is printed, be it for a new role or for what this one lacks, and reads the same events", arguments: LayoutFixture.postgres)
    func grants(_ fixture: LayoutFixture) throws {
        let uri = try fixture.database(on: QuietCluster.shared())
        let events = { (uri: String) in
            var layout = try fixture.layout()
            layout.unreadable = .skip
            return try EventStoreContract.everything(in: PostgresLayoutStore.test(uri, .only(layout))).map(ExpectedEvent.init)
        }
        let names = ["made", "lacking"].map { "\($0)_\(UInt64.random(in: 0 ... .max))" }
        let place = try #require(try PostgresStorePlace.find(.builtIn(), in: PostgresLocation(uri, from: "test")))
        _ = try PostgresCluster.psql(uri, PostgresGrants(role: names[0]).statements(for: .read, store: place, builder: "x").joined(separator: "\n"))
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(names[1]) LOGIN")
        let uris = names.map { uri.replacing("user=postgres", with: "user=\($0)") }

        #expect(throws: RefoldError.self) { try events(uris[1]) }
        let lacking = try findings(uris[1])
        #expect(lacking.map(\.level) == [.missing], "\(lacking)")
        _ = try PostgresCluster.psql(uri, lacking.flatMap(\.sql).joined(separator: "\n"))
        for reader in uris {
            #expect(try findings(reader).map(\.level) == [.ok])
            #expect(try events(reader) == events(uri))
        }
        #expect(try findings(uri, .write).map(\.what).allSatisfy { $0.contains("which Refold reads and never writes") })
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = '\(names[0])' AND privilege_type <> 'SELECT'") == "0")
    }

    @Test("by a layout file that names no tables to find gets those that are written to, and a note about the others")
    func openEnded() throws {
        let fixture = try #require(LayoutFixture.postgres.first { $0.name == "marten" })
        let uri = try fixture.database(on: QuietCluster.shared())
        var layout = try fixture.layout()
        layout.find = []
        let place = try #require(try PostgresStorePlace.find(.only(layout), in: PostgresLocation(uri, from: "test")))
        let sql = PostgresGrants(role: "r").statements(for: .read, store: place, builder: "x")
        #expect(sql == ["CREATE ROLE r LOGIN;", "GRANT SELECT ON public.mt_events TO r;", "-- Further tables that the SELECT of the layout reads: GRANT SELECT ON each of them, too."])
        func told(_ layout: StoreLayout) throws -> [String] {
            let use = ExaminedUse(purpose: .read, hasEvents: true, hasReadModels: false, locks: [], sessions: 1)
            return try PostgresExamination(PostgresLocation(uri, from: "test"), .only(layout)).findings(of: use).filter { $0.subject == "event rights" }.map(\.what)
        }
        #expect(try told(layout) == ["SELECT on \"public\".\"mt_events\"; others that the layout's SELECT reads were not looked at"])
        layout.writers = []
        #expect(try told(layout) == ["not looked at: the layout does not name the tables that its SELECT reads"])
    }
}
