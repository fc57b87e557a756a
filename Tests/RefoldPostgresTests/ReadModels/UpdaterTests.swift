import RefoldCore
import RefoldTesting
import Testing
@testable import RefoldPostgres

@Suite("Catching up on PostgreSQL")
struct UpdaterTests {
    @Test("writes only the changed rows")
    func touchedRows() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let served = try Things.serve(Things.rows(1000, amount: 1), in: store)
        let places = "SELECT md5(string_agg(format('%s %s', ctid, xmin), ',' ORDER BY id)) FROM read_models.\"things#1\" WHERE id <> 500"
        let before = try PostgresCluster.psql(uri, places)
        let updater = try store.update(served)
        try updater.apply([Things.block([[77, nil]], from: 500)], position: 3)
        #expect(try PostgresCluster.psql(uri, places) == before)
        #expect(try PostgresCluster.psql(uri, "SELECT amount, note IS NULL FROM read_models.things WHERE id = 500") == "0.77|t")
        #expect(try store.generations().map(\.position) == [3])
        #expect(try store.generations().map(\.rows) == [1000])
        try updater.apply([Things.block([[78, "again"]], from: 500)], position: 4)
        #expect(try store.generations().map(\.position) == [4])
    }

    @Test("finds and writes more rows than fit into one statement")
    func manyRows() throws {
        let store = try Things.store(PostgresCluster.newDatabase())
        let served = try Things.serve(Things.rows(20_000, amount: 1), in: store)
        let updater = try store.update(served)
        let found = RowBlock(columnCount: 2)
        try updater.load(keys: Things.rows(30_000, amount: 0), into: found)
        #expect(found.count == 20_000)
        #expect((0..<found.count).allSatisfy { found.integer($0, 0) == 1 })
        try updater.apply([Things.rows(20_000, amount: 2), Things.block(Array(repeating: [2, nil], count: 10), from: 19_990)], position: 2)
        let amounts = try Things.amounts(in: store)
        #expect(amounts.count == 20_000)
        #expect(amounts.allSatisfy { $0 == 2 })
    }

    @Test("with nothing to write only changes the checkpoint")
    func checkpointAlone() throws {
        let store = try Things.store(PostgresCluster.newDatabase())
        let served = try Things.serve(Things.rows(2, amount: 1), in: store)
        let updater = try store.update(served)
        try updater.apply([], position: 9)
        try updater.apply([RowBlock(columnCount: 2)], position: 10)
        let none = RowBlock(columnCount: 2)
        try updater.load(keys: none, into: none)
        #expect(none.count == 0)
        #expect(try store.generations().map(\.position) == [10])
    }

    @Test("stores amounts whose currency is in the key, and rows with only a key")
    func keys() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let schema = ReadModelSchema(
            name: "sums", key: [ColumnSchema("currency", .text), ColumnSchema("day", .date), ColumnSchema("open", .boolean)],
            columns: [ColumnSchema("sum", .money(currency: "currency"))])
        func row(_ currency: String, _ day: Int64, _ open: Int64, _ sum: Int64) -> RowBlock {
            var key: [UInt8] = []
            let text = Array(currency.utf8)
            KeyEncoding.append(text.span, isOnlyPart: false, to: &key)
            KeyEncoding.append(day, to: &key)
            KeyEncoding.append(open, to: &key)
            let block = RowBlock(columnCount: 1)
            block.beginRow(key: key.span)
            block.set(0, to: sum)
            return block
        }
        let served = try Things.serve(row("EUR", 0, 1, 150), schema, in: store)
        let updater = try store.update(served)
        try updater.apply([row("JPY", 1, 0, 150), row("EUR", 0, 1, 151)], position: 2)
        #expect(try PostgresCluster.psql(uri, "SELECT * FROM read_models.sums ORDER BY 1") == "EUR|1970-01-01|t|1.51\nJPY|1970-01-02|f|150")
        let bare = ReadModelSchema(name: "seen", key: [ColumnSchema("id", .integer)], columns: [])
        let keysAlone = try Things.serve(Things.block([[], []]), bare, in: store)
        try store.update(keysAlone).apply([Things.block([[], [], []])], position: 2)
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.seen") == "3")
    }
}
