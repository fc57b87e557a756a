import RefoldCore
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Generations in a SQLite file that are switched to without being built")
struct SQLiteRollbackTests {
    private static let schema = ReadModelSchema(
        name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("amount", .decimal(scale: 2))])

    private func withTwo(_ body: (SQLiteReadModelStore, SQLiteConnection, [Generation]) throws -> Void) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: { .first })
            try ServedRows.serve([[.units(1), .units(500)]], of: Self.schema, in: store)
            try ServedRows.serve([[.units(1), .units(600)]], of: Self.schema, in: store, at: 2)
            try body(store, SQLiteConnection(folder + "/models.db", mode: .readWrite), store.generations())
        }
    }

    private func shown(_ connection: SQLiteConnection) throws -> String {
        let statement = try connection.prepare("SELECT group_concat(amount) FROM things")
        return try statement.step() ? statement.text(0) : "nothing"
    }

    @Test("are what the view shows after a rollback and after a promotion")
    func view() throws {
        try withTwo { store, connection, all in
            let first = try store.serve(all[0], after: all[1], .rollback)
            #expect(try shown(connection) == "5.0")
            try store.serve(try #require(try store.generations().last), after: first, .promotion(keeping: 1))
            #expect(try shown(connection) == "6.0")
        }
    }

    @Test("are refused if their table was dropped or their line was changed by hand")
    func damaged() throws {
        try withTwo { store, connection, all in
            try connection.execute("DROP TABLE \"things#1\"")
            let missing = #expect(throws: RefoldError.self) { try store.serve(all[0], after: all[1], .rollback) }
            #expect(missing?.faults.first?.what == "the table of generation 1 of \"things\" is missing")
            let unread = #expect(throws: RefoldError.self) { _ = try store.snapshots(of: "things") { $0 } }
            #expect(unread?.status == .failed)
            try connection.execute("UPDATE refold_generations SET position = 9 WHERE generation = 1")
            let altered = try #require(try store.generations().first)
            #expect(throws: RefoldError.self) { try store.serve(altered, after: all[1], .rollback) }
            #expect(try shown(connection) == "6.0")
        }
    }

    @Test("of an earlier version of Refold have no definition, and get one when they are brought forward")
    func olderCatalog() throws {
        try withTwo { store, connection, _ in
            try connection.execute("ALTER TABLE refold_generations DROP COLUMN definition; ALTER TABLE refold_generations DROP COLUMN program")
            let all = try store.generations()
            #expect(all.map(\.origin) == [GenerationOrigin(), GenerationOrigin()])
            #expect(all.allSatisfy { !$0.isAltered })
            var served = all[1]
            served.origin.source = .declared("{}")
            try store.update(served).apply([], position: 3)
            #expect(try store.generations().map(\.origin.source) == [nil, .declared("{}")])
        }
    }

    @Test("are refused if something of others names a column that would go, and nothing is changed", arguments: [true, false])
    func dependents(isRollback: Bool) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: { .first })
            var wider = Self.schema
            wider.columns.append(ColumnSchema("country", .text))
            if isRollback { try ServedRows.serve([[.units(1), .units(500)]], of: Self.schema, in: store) }
            try ServedRows.serve([[.units(1), .units(600), .text("NL")]], of: wider, in: store, at: 2)
            if !isRollback { _ = try store.build(Self.schema, version: 1, fingerprint: 0).finish(at: 2) }
            let connection = try SQLiteConnection(folder + "/models.db", mode: .readWrite)
            try connection.execute(
                """
                CREATE VIEW countries AS SELECT country FROM things; CREATE TABLE log (x);
                CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE log SET x = (SELECT max(country) FROM things); END
                """)
            let all = try store.generations()
            let served = try #require(all.first { $0.state == .served }), other = try #require(all.first { $0.state != .served })
            // The table of what is served goes too if no earlier generation is kept.
            func turn() throws { try store.serve(other, after: served, isRollback ? .rollback : .promotion(keeping: 0)) }
            let error = #expect(throws: RefoldError.self) { try turn() }
            #expect(error?.status == .refused)
            #expect(error?.faults.first?.what == "a column of \"things\" (country) would go, and view countries, trigger t name it")
            #expect(try store.generations() == all)
            #expect(try connection.integer("SELECT count(*) FROM countries WHERE country = 'NL'") == 1)
            try connection.execute("DROP VIEW countries; DROP TRIGGER t")
            try turn()
            #expect(try store.generations().first { $0.state == .served }?.number == other.number)
        }
    }

    @Test("are not written on if what is kept of their rows was changed meanwhile", arguments: [
        "DELETE FROM refold_writing", "UPDATE refold_writing SET row_count = 7",
    ])
    func changedMeanwhile(_ change: String) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: { .first })
            let builder = try store.build(Self.schema, version: 1, fingerprint: 0)
            func write(_ id: Int64) throws {
                let block = RowBlock(columnCount: 1)
                var key: [UInt8] = []
                KeyEncoding.append(id, to: &key)
                block.beginRow(key: key.span)
                block.set(0, to: 500)
                try builder.write(block)
                try builder.keep()
            }
            try write(1)
            try SQLiteConnection(folder + "/models.db", mode: .readWrite).execute(change)
            let error = #expect(throws: RefoldError.self) { try write(2) }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("another run has moved \"things\" on") == true)
        }
    }

    @Test("are dropped with view, tables and lines, unless another view stands on theirs, which is named")
    func dropped() throws {
        try withTwo { store, connection, _ in
            try connection.execute(
                """
                CREATE VIEW totals AS SELECT sum(amount) FROM things; CREATE VIEW broken AS SELECT * FROM nowhere;
                CREATE TABLE log (x); CREATE TRIGGER latest AFTER INSERT ON log BEGIN UPDATE log SET x = (SELECT max(amount) FROM Things); END;
                CREATE TRIGGER other AFTER DELETE ON log BEGIN DELETE FROM log; END
                """)
            for (named, end) in [("view totals, trigger latest depend", "DROP VIEW totals"), ("trigger latest depends", "DROP TRIGGER latest")] {
                let error = #expect(throws: RefoldError.self) { try store.drop("things") }
                #expect(error?.status == .refused)
                #expect(error?.faults.first?.what == "\(named) on the view of \"things\"")
                #expect(try shown(connection) == "6.0")
                try connection.execute(end)
            }
            #expect(try store.drop("things").count == 2)
            #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'things%'") == 0)
            #expect(try connection.integer("SELECT count(*) FROM refold_columns") == 0)
        }
    }
}
