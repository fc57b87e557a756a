import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

@Suite("The plan by which a window of events is read")
struct LayoutPlanTests {
    private static let events = 10_000
    private static let byPosition = LayoutFixture.postgres.filter { (try? $0.layout().isNumbered) == false }

    /// A database with many events in 500 streams, as its framework appends them.
    private func filled(_ fixture: LayoutFixture) throws -> String {
        let uri = try fixture.database(rows: false)
        let writer = try LayoutWriter(fixture, uri)
        try writer.run("BEGIN")
        let first = try fixture.layout().firstVersion
        // Many statements in one message: a round trip for each would take most of the time.
        var statements: [String] = []
        for number in 0..<Self.events {
            var event = InsertedEvent(number)
            event.stream = InsertedEvent.uuid(0xA000, number % 500)
            event.version = Int64(number / 500) + first
            event.type = number % 10 == 0 ? "rare" : "usual"
            statements += try fixture.insertion(event)
            guard statements.count > 2000 || number == Self.events - 1 else { continue }
            try writer.run(statements.joined(separator: "\n"))
            statements = []
        }
        try writer.run("COMMIT")
        try writer.run("ANALYZE")
        return uri
    }

    private func plan(_ table: PostgresLayoutTable, filter: String, on connection: PostgresConnection) throws -> [String] {
        let statement = PostgresScanStatement(
            list: PostgresLayoutDecoder.list(of: table, .all), from: table.from, position: table.position, shift: table.layout.shift, filter: filter,
            transaction: nil, windows: table.windows)
        // COPY cannot be explained: what stands in its parentheses is.
        let copy = statement.copy(after: 2000, through: 3000)
        let query = copy.dropFirst("COPY (".count).dropLast(") TO STDOUT (FORMAT binary)".count)
        let found = try connection.query("EXPLAIN (COSTS OFF) \(query)", to: "explain")
        return (0..<found.count).map { found.text($0, 0) }
    }

    @Test("in PostgreSQL goes along an index of the position, without sorting, and filters types where it reads", arguments: byPosition)
    func postgres(_ fixture: LayoutFixture) throws {
        let uri = try filled(fixture)
        let (table, connection) = try PostgresLayoutTable.test(uri, fixture.layout())
        for filter in ["", " AND " + table.hasType(["rare"])] {
            let plan = try plan(table, filter: filter, on: connection)
            let whole = Comment(rawValue: plan.joined(separator: "\n"))
            #expect(plan.contains { $0.contains("Index") }, whole)
            for word in ["Sort", "Seq Scan", "Materialize", "Hash", "Subquery Scan", "WindowAgg"] { #expect(!plan.contains { $0.contains(word) }, whole) }
            // The range bounds the index, or the events would all be looked at.
            let (first, last) = (2000 - table.layout.shift, 3000 - table.layout.shift)
            #expect(plan.contains { $0.contains("Index Cond") && $0.contains("\(first)") && $0.contains("\(last)") }, whole)
            #expect(filter.isEmpty || plan.contains { $0.contains("Filter") && $0.contains("rare") }, whole)
        }
        let store = try PostgresLayoutStore.test(uri, .only(fixture.layout()))
        let all = try store.eventCounts(after: 0, through: .max)
        #expect(all.count(of: nil) == Int64(Self.events))
        #expect(all.count(of: ["rare"]) == Int64(Self.events) / 10)
    }

    @Test("in SQLite goes along the rows in order, without sorting", arguments: LayoutFixture.sqlite)
    func sqlite(_ fixture: LayoutFixture) throws {
        try withFolder { folder in
            let path = try fixture.file(in: folder, rows: false)
            let writer = try SQLiteConnection(path, mode: .readWrite)
            try writer.execute("BEGIN")
            for number in 0..<2000 {
                var event = InsertedEvent(number)
                event.stream = InsertedEvent.uuid(0xA000, number % 100)
                event.version = Int64(number / 100) + 1
                for statement in try fixture.insertion(event) { try writer.execute(statement) }
            }
            try writer.execute("COMMIT; ANALYZE")
            let connection = try SQLiteConnection(path, mode: .readOnly)
            let catalog = try SQLiteTableCatalog.read(on: connection)
            let found = try #require(try LayoutChoice.only(fixture.layout()).layout(in: catalog, of: .sqlite, at: path, quoting: SQLiteName.quoted))
            let table = try SQLiteLayoutTable(found, on: connection)
            let query = EventQuery(after: 500, through: 600, types: ["order_placed"])
            let text = SQLiteLayoutScan.text(of: query, from: table)
            let rows = try connection.prepare("EXPLAIN QUERY PLAN \(text)")
            var plan: [String] = []
            while try rows.step() { plan.append(rows.text(3)) }
            let whole = Comment(rawValue: plan.joined(separator: "\n"))
            #expect(plan.first?.contains("SEARCH") == true, whole)
            #expect(plan.first?.contains("PRIMARY KEY (rowid>? AND rowid<?)") == true, whole)
            for word in ["SCAN", "TEMP B-TREE", "MATERIALIZE", "CO-ROUTINE"] { #expect(!plan.contains { $0.contains(word) }, whole) }
            #expect(try SQLiteLayoutStore.test(path, .builtIn()).eventCounts(after: 0, through: .max).count(of: nil) == 2000)
        }
    }
}
