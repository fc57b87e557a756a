import RefoldCore
import RefoldTesting
import Testing

@testable import RefoldPostgres

@Suite("Read models that somebody else has had in hand")
struct OlderCatalogueTests {
    @Test("of a version of Refold that did not note the store are read as they are, and taken over by whoever writes next")
    func olderCatalogue() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_generations DROP COLUMN store")
        let served = try #require(try store.generations().first)
        #expect(served.store == nil)
        #expect(try Things.amounts(in: store) == [5, 5, 5])
        try store.update(served).apply([Things.rows(3, amount: 6)], position: 2, store: StoreMark(value: 9))
        #expect(try store.generations().map(\.store) == [StoreMark(value: 9)])
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_generations DROP COLUMN store")
        try Things.serve(Things.rows(3, amount: 7), in: store)
        #expect(try store.generations().map(\.state) == [.previous, .served])
    }

    @Test("get the view back that was dropped by hand, before they are brought forward")
    func droppedView() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let served = try Things.serve(Things.rows(2, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.things")
        _ = try store.update(served)
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.things") == "2")
    }

    @Test("whose table was dropped by hand are not brought forward, and the message says how to have them again")
    func droppedTable() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let served = try Things.serve(Things.rows(2, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.\"things#1\" CASCADE")
        let error = #expect(throws: RefoldError.self) { try store.update(served) }
        #expect(error?.faults.first?.what == "the table of the served generation of \"things\" is missing")
        #expect(error?.faults.first?.remedy == "run refold rebuild things")
        try Things.serve(Things.rows(1, amount: 7), in: store)
        #expect(try Things.amounts(in: store) == [7])
    }
}
