import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Read models that somebody else has changed")
struct OlderCatalogTests {
    @Test("of a version of Refold without store fingerprints are read unchanged, and get one with the next write")
    func olderCatalogue() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_generations DROP COLUMN store CASCADE, DROP COLUMN seal CASCADE, DROP COLUMN zones CASCADE")
        let served = try #require(try store.generations().first)
        #expect(served.store == nil)
        #expect(try Things.amounts(in: store) == [5, 5, 5])
        try store.update(served).apply([Things.rows(3, amount: 6)], position: 2, store: StoreFingerprint(value: 9))
        #expect(try store.generations().map(\.store) == [StoreFingerprint(value: 9)])
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_generations DROP COLUMN store CASCADE, DROP COLUMN seal CASCADE, DROP COLUMN zones CASCADE")
        try Things.serve(Things.rows(3, amount: 7), in: store)
        #expect(try store.generations().map(\.state) == [.previous, .served])
    }

    @Test("of the version of Refold that kept only how many events they leave out are refused if more were dropped than are listed")
    func countedDrops() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, """
            ALTER TABLE read_models.refold_generations DROP COLUMN left_out, ADD COLUMN dropped bigint; UPDATE read_models.refold_generations SET dropped = 2
            """)
        var served = try #require(try store.generations().first)
        #expect(served.lostDrops([1]) == 1 && !served.isAltered)
        let error = #expect(throws: RefoldError.self) { try served.requireDrops([1], in: "x") }
        #expect(error?.status == .refused)
        #expect(error?.faults.first?.what == "the rows of \"things\" leave out 2 dropped events, and 1 of these drops are listed")
        try served.requireDrops([1, 2], in: "x")
        served.origin = served.origin.broughtForward(by: GenerationOrigin(leftOut: [1, 2]))
        try store.update(served).apply([], position: 2)
        #expect(try store.generations().map(\.origin) == [GenerationOrigin(leftOut: [1, 2])])
    }

    @Test(
        "are done without if what is known of event types was changed, and it is kept anew",
        arguments: [
            "UPDATE read_models.refold_types SET position = 8", "UPDATE read_models.refold_types SET types = '{\"A\":0}'",
            "UPDATE read_models.refold_types SET types = '{'", "DELETE FROM read_models.refold_types", "DROP TABLE read_models.refold_types",
            "DROP SCHEMA read_models CASCADE",
        ])
    func changedTypes(_ change: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let types = KnownTypes(["A": 3, "B": 0], upTo: 7, of: StoreFingerprint(value: .max))
        try store.note(types)
        _ = try PostgresCluster.psql(uri, change)
        #expect(try store.knownTypes() == nil)
        try store.note(types)
        #expect(try store.knownTypes() == types)
    }

    @Test("say nothing of event types to a role that may not read it, nor if the table is somebody else's, and take nothing from it")
    func typesOfOthers() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let types = KnownTypes(["A": 3], upTo: 7, of: StoreFingerprint(value: 1))
        try store.note(types)
        let role = try SwitchTests.newRole(uri)
        let weak = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        #expect(try weak.knownTypes() == nil)
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role)")
        #expect(try weak.knownTypes() == nil)
        #expect(throws: RefoldError.self) { try weak.note(types) }
        _ = try PostgresCluster.psql(uri, "GRANT SELECT ON read_models.refold_types TO \(role)")
        #expect(try weak.knownTypes() == types)
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.refold_types; CREATE TABLE read_models.refold_types (a int)")
        #expect(try store.knownTypes() == nil)
        #expect(throws: RefoldError.self) { try store.note(types) }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.refold_types") == "0")
    }

    @Test(
        "keep how a run ended if nothing was kept before, and do without if something else is in its place",
        arguments: ["DROP TABLE read_models.refold_last_runs CASCADE", "DROP SCHEMA read_models CASCADE"])
    func withoutRuns(_ change: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(1, amount: 5), in: store)
        let end = RunEnd(projection: "things", failure: nil, isComplete: true)
        try store.note([end])
        _ = try PostgresCluster.psql(uri, change)
        #expect(try store.overview().lastRuns.isEmpty)
        try store.note([end])
        #expect(try store.overview().lastRuns == [end.lastRun(at: .first)])
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.refold_last_runs CASCADE; CREATE TABLE read_models.refold_last_runs (a int)")
        #expect(try store.overview().lastRuns.isEmpty)
        #expect(throws: RefoldError.self) { try store.note([end]) }
    }

    @Test("say nothing of last runs to a role that may not read them, and everything else")
    func runsOfOthers() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(1, amount: 5), in: store)
        try store.note([RunEnd(projection: "things", failure: nil, isComplete: true)])
        let role = try SwitchTests.newRole(uri)
        let weak = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        _ = try PostgresCluster.psql(uri, """
            GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(role);
            REVOKE SELECT ON read_models.refold_last_runs FROM \(role)
            """)
        let overview = try weak.overview()
        #expect(overview.isWhole && overview.lastRuns.isEmpty)
        #expect(try overview.generations == store.generations())
        #expect(throws: RefoldError.self) { try weak.note([RunEnd(projection: "things", failure: nil, isComplete: true)]) }
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

    @Test("with a dropped table are not caught up, and the message says how to rebuild them")
    func droppedTable() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let served = try Things.serve(Things.rows(2, amount: 5), in: store)
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.\"things#1\" CASCADE")
        let error = #expect(throws: RefoldError.self) { try store.update(served) }
        #expect(error?.faults.first?.what == "the table of generation 1 of \"things\" is missing")
        #expect(error?.faults.first?.remedy == "run refold rebuild things")
        try Things.serve(Things.rows(1, amount: 7), in: store)
        #expect(try Things.amounts(in: store) == [7])
    }

    @Test(
        "are not gone on from after their catalog was changed by hand, and a rebuild heals it",
        arguments: [
            "UPDATE read_models.refold_generations SET position = 0", "UPDATE read_models.refold_generations SET row_count = 0",
            "UPDATE read_models.refold_generations SET version = 2", "UPDATE read_models.refold_generations SET fingerprint = 8",
            "ALTER TABLE read_models.refold_columns DROP CONSTRAINT refold_columns_projection_generation_fkey; "
                + "ALTER TABLE read_models.refold_indexes DROP CONSTRAINT refold_indexes_projection_generation_fkey; "
                + "UPDATE read_models.refold_generations SET generation = 9223372036854775807",
            "UPDATE read_models.refold_columns SET name = 'other' WHERE name = 'amount'", "DELETE FROM read_models.refold_columns",
            "DROP TABLE read_models.refold_columns CASCADE", "DROP TABLE read_models.refold_indexes CASCADE",
        ])
    func changedCatalog(_ change: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(2, amount: 5), at: 5, in: store)
        _ = try PostgresCluster.psql(uri, change)
        let served = try #require(try store.generations().first)
        #expect(served.isAltered)
        let updated = #expect(throws: RefoldError.self) { _ = try store.update(served) }
        #expect(updated?.status == .refused)
        let read = #expect(throws: RefoldError.self) { _ = try store.snapshot(of: "things") }
        #expect(read?.description.contains("run refold rebuild things") == true)
        let rebuilt = try Things.serve(Things.rows(1, amount: 7), at: 6, in: store)
        #expect(!rebuilt.isAltered)
        try store.update(rebuilt).apply([], position: 7)
        #expect(try Things.amounts(in: store) == [7])
    }

    @Test("keep their numbering after a table of the catalog was dropped, and unlisted tables are removed", arguments: ["generations", "numbers", "columns", "indexes"])
    func droppedCatalogTable(_ table: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        for position in 1...2 { try Things.serve(Things.rows(2, amount: 5), at: Position(position), in: store) }
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.refold_\(table) CASCADE")
        #expect(try Things.serve(Things.rows(3, amount: 6), at: 7, in: store).number == 3)
        try Things.serve(Things.rows(1, amount: 7), at: 8, in: store)
        #expect(try store.generations().map(\.number) == [3, 4])
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_class WHERE relname ~ '^things#[0-9]+$'") == "2")
    }

    @Test("are not served if something else has the name of the view")
    func strangeView() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        for amount in 5...6 { try Things.serve(Things.rows(2, amount: Int64(amount)), in: store) }
        let served = try #require(try store.generations().last)
        for place in ["CREATE TABLE read_models.things (id bigint)", "CREATE VIEW read_models.things AS SELECT 1 AS id"] {
            _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.things; \(place)")
            let updated = #expect(throws: RefoldError.self) { _ = try store.update(served) }
            #expect(updated?.status == .refused)
            let built = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 7), in: store) }
            #expect(built?.status == .refused)
            let kind = place.hasPrefix("CREATE TABLE") ? "TABLE" : "VIEW"
            _ = try PostgresCluster.psql(uri, "DROP \(kind) read_models.things; CREATE VIEW read_models.things AS SELECT * FROM read_models.\"things#1\"")
            _ = try store.update(served)
            #expect(try PostgresCluster.psql(uri, "SELECT DISTINCT amount FROM read_models.things") == "0.06")
        }
    }
}
