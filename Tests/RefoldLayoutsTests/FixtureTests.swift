import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

@Suite("A store of another framework")
struct FixtureTests {
    private func check(_ fixture: LayoutFixture, open: (LayoutChoice, UnreadableEvents) throws -> any EventStore) throws {
        let expected = try ExpectedEvent.read(fixture.text("expected"))
        let readable = expected.filter { $0.data != nil }
        let unreadable = expected.filter { $0.data == nil }

        let plain = try open(.builtIn(), UnreadableEvents())
        #expect(plain.traits.layout == fixture.layoutName)
        #expect(!plain.traits.hasAllVersions)
        if let first = unreadable.first {
            let error = #expect(throws: RefoldError.self) { _ = try EventStoreContract.everything(in: plain) }
            #expect(error?.status == .refused)
            guard case .event(first.position, _, _)? = error?.faults.first?.place else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.description.contains("12.50") == false)
        } else {
            #expect(try EventStoreContract.everything(in: plain).map(ExpectedEvent.init) == expected)
        }

        var layout = try fixture.layout()
        layout.unreadable = .skip
        let left = UnreadableEvents()
        let store = try open(.only(layout), left)
        #expect(try EventStoreContract.everything(in: store).map(ExpectedEvent.init) == readable)
        #expect(left.most.events == Int64(unreadable.count))
        #expect(left.most.first == unreadable.first?.position ?? 0)
        #expect(left.most.reason.isEmpty == unreadable.isEmpty)
    }

    @Test("in PostgreSQL is found by itself, and gives the events that its framework means", arguments: LayoutFixture.postgres)
    func postgres(_ fixture: LayoutFixture) throws {
        let uri = try fixture.database(on: QuietCluster.shared())
        try check(fixture) { try PostgresLayoutStore.test(uri, $0, counting: $1) }
    }

    @Test("in SQLite is found by itself, and gives the events that its framework means", arguments: LayoutFixture.sqlite)
    func sqlite(_ fixture: LayoutFixture) throws {
        try withFolder { folder in
            let path = try fixture.file(in: folder)
            try check(fixture) { try SQLiteLayoutStore.test(path, $0, counting: $1) }
        }
    }

    @Test("is among the fixtures for every layout that is built in")
    func complete() throws {
        let layouts = try BuiltInLayouts.all().map { "\($0.layout.name) \($0.layout.database)" }
        let fixtures = try LayoutFixture.all.map { "\(try $0.layout().name) \(try $0.layout().database)" }
        #expect(Set(fixtures) == Set(layouts))
        #expect(Set(LayoutFixture.all.map(\.file)).count == layouts.count)
    }
}
