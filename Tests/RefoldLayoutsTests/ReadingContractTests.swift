import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

@Suite("Reading a store of another framework in any way")
struct ReadingContractTests {
    /// The layout without the rows that cannot be read: how these are counted, other tests say.
    private static func readable(_ fixture: LayoutFixture) throws -> StoreLayout {
        var layout = try fixture.layout()
        let expected = try ExpectedEvent.read(fixture.text("expected"))
        let left = expected.filter { $0.data == nil }
        if layout.isNumbered {
            // Also without those that are not settled.
            let conditions = expected.filter { $0.data != nil }.map { "CAST(r.stream AS text) = '\($0.stream)' AND r.version = \($0.version ?? 0)" }
            layout.select = "SELECT r.* FROM (\n\(layout.select)\n) AS r WHERE \(conditions.joined(separator: " OR "))"
        } else if !left.isEmpty {
            let positions = left.map { "\($0.position - layout.shift)" }.joined(separator: ", ")
            layout.select = "SELECT r.* FROM (\n\(layout.select)\n) AS r WHERE r.position NOT IN (\(positions))"
        }
        return layout
    }

    private static func run(_ store: any EventStore) throws {
        for check in ReadingContract.checks + ReadingContract.refusals {
            do { try check.run(store) } catch { Issue.record("\(check.description): \(error)") }
        }
    }

    @Test("in PostgreSQL gives the same as reading it in order, with windows of any size", arguments: LayoutFixture.postgres)
    func postgres(_ fixture: LayoutFixture) throws {
        let uri = try fixture.database(on: QuietCluster.shared())
        let choice = try LayoutChoice.only(Self.readable(fixture))
        for sizes in [PositionWindows.usualSizes, 1...1, 3...3] { try Self.run(PostgresLayoutStore.test(uri, choice, windowSizes: sizes)) }
    }

    @Test("in SQLite gives the same as reading it in order", arguments: LayoutFixture.sqlite)
    func sqlite(_ fixture: LayoutFixture) throws {
        try withFolder { folder in try Self.run(SQLiteLayoutStore.test(fixture.file(in: folder), .only(Self.readable(fixture)))) }
    }
}
