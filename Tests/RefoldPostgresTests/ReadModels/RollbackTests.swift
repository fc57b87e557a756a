import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Generations on PostgreSQL that are switched to without being built")
struct RollbackTests {
    private func two(_ uri: String) throws -> (store: PostgresReadModelStore, previous: Generation, served: Generation) {
        let store = try Things.store(uri)
        try Things.serve(Things.rows(2, amount: 5), in: store)
        try Things.serve(Things.rows(3, amount: 6), at: 2, in: store)
        let all = try store.generations()
        return (store, all[0], all[1])
    }

    @Test("keep the grants that came since they were served, on view and table")
    func grants() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, previous, served) = try two(uri)
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, """
            GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.things TO \(role);
            GRANT SELECT ON read_models."things#2" TO \(role)
            """)
        try store.serve(previous, after: served, .rollback)
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(role); SELECT count(*) FROM read_models.things") == "2")
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(role); SELECT count(*) FROM read_models.\"things#1\"") == "2")
    }

    @Test("are refused if the view would change below something that depends on it, and nothing is changed")
    func dependents() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(2, amount: 5), in: store)
        try Things.serve(Things.block([[5, "a", 1]]), Things.schema([
            ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("note", .text), ColumnSchema("later", .date),
        ]), at: 2, in: store)
        _ = try PostgresCluster.psql(uri, "CREATE VIEW latest AS SELECT max(later) FROM read_models.things")
        let all = try store.generations()
        let error = #expect(throws: RefoldError.self) { try store.serve(all[0], after: all[1], .rollback) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("view public.latest") == true)
        #expect(try store.generations().map(\.state) == [.previous, .served])
        _ = try PostgresCluster.psql(uri, "DROP VIEW latest")
        try store.serve(all[0], after: all[1], .rollback)
        #expect(try Things.amounts(in: store) == [5, 5])
    }

    @Test("are refused if their table was dropped or their line was changed by hand")
    func damaged() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, previous, served) = try two(uri)
        _ = try PostgresCluster.psql(uri, "DROP TABLE read_models.\"things#1\"")
        let missing = #expect(throws: RefoldError.self) { try store.serve(previous, after: served, .rollback) }
        #expect(missing?.faults.first?.what == "the table of generation 1 of \"things\" is missing")
        _ = try PostgresCluster.psql(uri, "UPDATE read_models.refold_generations SET position = 9 WHERE generation = 1")
        let altered = try #require(try store.generations().first)
        let refused = #expect(throws: RefoldError.self) { try store.serve(altered, after: served, .rollback) }
        #expect(refused?.status == .refused)
        #expect(try Things.amounts(in: store) == [6, 6, 6])
        #expect(try store.generations().map(\.state) == [.previous, .served])
    }

    @Test("of an earlier version of Refold have no definition, and get one when they are brought forward")
    func olderCatalog() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, _, _) = try two(uri)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_generations DROP COLUMN definition, DROP COLUMN program")
        let all = try store.generations()
        #expect(all.map(\.origin) == [GenerationOrigin(), GenerationOrigin()])
        #expect(all.allSatisfy { !$0.isAltered })
        var served = try store.serve(all[0], after: all[1], .rollback)
        served.origin.source = .declared("{}")
        try store.update(served).apply([], position: 3)
        #expect(try store.generations().map(\.origin.source) == [.declared("{}"), nil])
    }

    @Test("are read together as of one moment, although a catch-up commits in between")
    func oneMoment() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, _, served) = try two(uri)
        let both = try store.snapshots(of: "things") { $0 }
        try store.update(served).apply([Things.rows(3, amount: 7)], position: 3)
        var amounts: [Int64] = []
        for snapshot in both {
            try snapshot.rows(columns: [1], where: nil, inKeyOrder: true) { block throws(RefoldError) in
                for index in 0..<block.count { amounts.append(block.integer(index, 0)) }
            }
        }
        #expect(amounts == [5, 5, 6, 6, 6])
    }

    @Test("are built anew after a run of another role was interrupted, whose table this role may not write")
    func interruptedByOther() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        let store = try Things.store(uri), own = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        do {
            let interrupted = try store.build(Things.schema(), version: 1, fingerprint: 0)
            interrupted.mark { "m" }
            try interrupted.write(Things.rows(2, amount: 5))
            try interrupted.keep()
        }
        _ = try PostgresCluster.psql(
            uri, "GRANT ALL ON SCHEMA read_models TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA read_models TO \(role)")
        #expect(try store.unfinished(of: "things")?.rows == 2)
        #expect(try own.unfinished(of: "things") == nil)
        #expect(try own.overview().unfinished.map(\.rows) == [2])
        #expect(try Things.serve(Things.rows(1, amount: 7), in: own).number == 2)
        #expect(try own.generations().map(\.number) == [2])
        #expect(try Things.amounts(in: own) == [7])
    }

    @Test("keep the time at which they were written when readers are switched over to them")
    func times() throws {
        let uri = try PostgresCluster.newDatabase()
        let before = try Things.store(uri)
        _ = try before.build(Things.schema(), version: 1, fingerprint: 0).finish(at: 1)
        let later = PostgresReadModelStore(try PostgresLocation(uri, from: "test"), now: { Timestamp("2026-01-01T00:00:00Z") ?? .first })
        let served = try later.serve(try #require(try before.generations().first), after: nil, .promotion(keeping: 1))
        #expect(served.updatedAt == .first)
        #expect(try later.generations().map(\.updatedAt) == [.first])
    }

    @Test("that go already when a read model is dropped are not counted, and readers that hold its view are named")
    func droppedWhileRead() throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try two(uri)
        let store = try Things.store(uri, policy: SwitchPolicy(lockTimeout: 20, attempts: 2, pause: 1))
        _ = try PostgresCluster.psql(uri, "UPDATE read_models.refold_generations SET state = 'removed' WHERE generation = 1")
        do {
            let reader = try PostgresConnection(PostgresLocation(uri, from: "test"))
            try reader.execute("BEGIN; SELECT count(*) FROM read_models.things", to: "read")
            let error = #expect(throws: RefoldError.self) { try store.drop("things") }
            #expect(error?.status == .busy)
            #expect(error?.faults.first?.what.hasPrefix("cannot drop \"things\": its view is being read") == true, "\(String(describing: error))")
            try reader.execute("ROLLBACK", to: "read")
        }
        #expect(try store.drop("things").map(\.number) == [2])
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.refold_generations") == "0")
    }

    @Test("are dropped with view, tables and lines, unless something depends on the view, which is named")
    func dropped() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, _, _) = try two(uri)
        _ = try PostgresCluster.psql(uri, "CREATE VIEW totals AS SELECT sum(amount) FROM read_models.things")
        let error = #expect(throws: RefoldError.self) { try store.drop("things") }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("view public.totals depends on the view of \"things\"") == true)
        #expect(try Things.amounts(in: store) == [6, 6, 6])
        _ = try PostgresCluster.psql(uri, "DROP VIEW totals")
        #expect(try store.drop("things").count == 2)
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_class WHERE relname ~ '^things'") == "0")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.refold_columns") == "0")
    }

    @Test("cannot be begun with columns that change below a dependent view: that is said before anything is built")
    func refusedEarly() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, _, _) = try two(uri)
        _ = try PostgresCluster.psql(uri, "CREATE VIEW totals AS SELECT sum(amount) FROM read_models.things")
        let changed = Things.schema([ColumnSchema("amount", .integer), ColumnSchema("note", .text)])
        let error = #expect(throws: RefoldError.self) { try store.requireSwitchable(to: changed) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("view public.totals") == true)
        try store.requireSwitchable(to: Things.schema())
        #expect(try store.generations().count == 2)
    }
}
