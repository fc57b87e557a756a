import Foundation
import RefoldCore
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("The catalog of a SQLite file")
struct CatalogFormTests {
    private static let schema = ReadModelSchema(
        name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("amount", .integer), ColumnSchema("note", .text)], indexes: [["amount"]])

    private func withStore(_ body: (SQLiteReadModelStore, SQLiteConnection) throws -> Void) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: { .first })
            try serve(3, in: store)
            try body(store, SQLiteConnection(folder + "/models.db", mode: .readWrite))
        }
    }

    private func serve(_ rows: Int64, in store: SQLiteReadModelStore) throws {
        try ServedRows.serve((0..<rows).map { [.units($0), .units($0 * 2), .text("n")] }, of: Self.schema, in: store)
    }

    /// What each version did not have, from the latest back.
    private static let forms = [
        "DROP TABLE refold_writing; DROP TABLE refold_catalog",
        "ALTER TABLE refold_generations DROP COLUMN definition; ALTER TABLE refold_generations DROP COLUMN program",
        "ALTER TABLE refold_generations DROP COLUMN zones",
        "ALTER TABLE refold_generations DROP COLUMN seal", "DROP TABLE refold_numbers", "ALTER TABLE refold_generations DROP COLUMN store",
    ]

    @Test("that an earlier version wrote is read, brought forward and rebuilt as it is, and gets the present form", arguments: 1...forms.count)
    func earlier(_ form: Int) throws {
        for rebuilds in [true, false] {
            try withStore { store, file in
                for statement in Self.forms.prefix(form) { try file.execute(statement) }
                let served = try #require(try store.generations().first)
                #expect(!served.isAltered && served.rows == 3)
                #expect(try store.snapshot(of: "things") != nil && store.overview().unfinished.isEmpty)
                if rebuilds { try serve(4, in: store) } else { try store.update(served).apply([], position: 8, store: StoreFingerprint(value: 3)) }
                #expect(try store.generations().last?.position == (rebuilds ? 1 : 8))
                #expect(try store.generations().allSatisfy { !$0.isAltered })
                #expect(try file.integer("SELECT count(*) FROM refold_catalog WHERE form = '\(CatalogVersion.text)'") == 1)
            }
        }
    }

    /// The catalog as version 0.6.0 made it, with two events left out.
    private static let version060 = """
        ALTER TABLE refold_generations RENAME TO now;
        CREATE TABLE refold_generations (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          state       TEXT NOT NULL,
          version     INTEGER NOT NULL,
          fingerprint INTEGER NOT NULL,
          position    INTEGER NOT NULL,
          row_count   INTEGER NOT NULL,
          updated_at  INTEGER NOT NULL,
          store       INTEGER,
          seal        INTEGER,
          zones       INTEGER,
          parked      INTEGER,
          outline     INTEGER,
          dropped     INTEGER,
          PRIMARY KEY (projection, generation)
        ) WITHOUT ROWID;
        INSERT INTO refold_generations
          SELECT projection, generation, state, version, fingerprint, position, row_count, updated_at, store, seal, zones, 0, NULL, 2 FROM now;
        DROP TABLE now; DROP TABLE refold_writing; DROP TABLE refold_catalog; DROP TABLE IF EXISTS refold_proofs
        """

    @Test("that counted dropped events is refused if drops were lost, and else brought forward or rebuilt", arguments: [true, false])
    func countedDrops(rebuilds: Bool) throws {
        try withStore { store, file in
            try file.execute(Self.version060)
            var served = try #require(try store.generations().first)
            #expect(!served.isAltered && served.rows == 3 && served.origin.leftOut == nil)
            #expect(served.lostDrops([4]) == 1 && served.lostDrops([4, 5]) == 0)
            let error = #expect(throws: RefoldError.self) { try served.requireDrops([4], in: "x") }
            #expect(error?.status == .refused)
            #expect(error?.faults.first?.what == "the rows of \"things\" leave out 2 dropped events, and 1 of these drops are listed")
            try served.requireDrops([4, 5, 6], in: "x")
            if rebuilds {
                try serve(4, in: store)
                #expect(try store.generations().map { $0.lostDrops([]) } == [2, 0])
            } else {
                served.origin = served.origin.broughtForward(by: GenerationOrigin(leftOut: [4, 5]))
                try store.update(served).apply([], position: 8, store: nil)
                #expect(try store.generations().map(\.origin) == [GenerationOrigin(leftOut: [4, 5])])
            }
            #expect(try store.generations().allSatisfy { !$0.isAltered })
            #expect(try file.integer("SELECT count(*) FROM refold_catalog WHERE form = '\(CatalogVersion.text)'") == 1)
        }
    }

    @Test("of a later version is refused by name, for reading and writing, and nothing of it is changed")
    func later() throws {
        try withStore { store, file in
            let served = try #require(try store.generations().first)
            let (updater, builder) = (try store.update(served), try store.build(Self.schema, version: 2, fingerprint: 0))
            try file.execute("UPDATE refold_catalog SET form = 'refold catalog 9: for refold 3.4.1 or later'")
            func expectRefused(_ body: () throws -> Void) {
                let error = #expect(throws: RefoldError.self) { try body() }
                #expect(error?.status == .failed)
                #expect(error?.description.contains("this catalog was written by refold 3.4.1") == true)
                #expect(error?.faults.first?.remedy == "use refold 3.4.1 or a later one")
            }
            expectRefused { _ = try store.generations() }
            expectRefused { _ = try store.snapshot(of: "things") }
            expectRefused { _ = try store.build(Self.schema, version: 2, fingerprint: 0) }
            expectRefused { _ = try store.update(served) }
            expectRefused { _ = try store.drop("things") }
            // Runs that were at work when the later version came.
            expectRefused { try updater.apply([], position: 9, store: nil) }
            expectRefused { _ = try builder.finish(at: 9, store: nil) }
            #expect(try file.integer("SELECT count(*) FROM refold_generations WHERE position = 9") == 0)
            for other in ["anything", "refold catalog x: for refold 9.9.9 or later", "refold catalog 1", CatalogVersion.text] {
                try file.execute("UPDATE refold_catalog SET form = '\(other)'")
                #expect(try store.generations().count == 2)
            }
        }
    }

    @Test(
        "knows whose views and triggers name a column that would go, before anything is built",
        arguments: [
            ("CREATE VIEW totals AS SELECT sum(amount) FROM things", "view totals"), ("CREATE VIEW totals AS SELECT t.Amount FROM things t", "view totals"),
            ("CREATE VIEW totals AS SELECT \"amount\" FROM things", "view totals"),
            ("CREATE VIEW a AS SELECT amount AS b FROM things; CREATE VIEW totals AS SELECT b FROM a", "view a, view totals"),
            ("CREATE TABLE log (x); CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE log SET x = (SELECT max(amount) FROM things); END", "trigger t"),
        ])
    func dependents(_ theirs: String, _ names: String) throws {
        try withStore { store, file in
            // None of these stands on the column, or can be read now.
            try file.execute(
                """
                CREATE VIEW fine AS SELECT note, 'amount' AS amount FROM things; CREATE VIEW all_of_them AS SELECT * FROM things;
                CREATE VIEW broken AS SELECT amount FROM missing; CREATE TABLE own (amount); CREATE VIEW of_own AS SELECT "amount" FROM own;
                CREATE TRIGGER own_t AFTER DELETE ON own BEGIN DELETE FROM own WHERE amount = 1; END; \(theirs)
                """)
            var changed = Self.schema
            changed.columns = [ColumnSchema("note", .text)]
            changed.indexes = []
            let error = #expect(throws: RefoldError.self) { try store.requireSwitchable(to: changed) }
            #expect(error?.status == .refused)
            #expect(error?.description.contains("a column of \"things\" (amount) would go, and \(names) name") == true, "\(String(describing: error))")
            #expect(try store.generations().count == 1)
            var appended = Self.schema
            appended.columns.append(ColumnSchema("later", .date))
            try store.requireSwitchable(to: appended)
            try store.requireSwitchable(to: Self.schema)
            for object in names.split(separator: ", ").reversed() { try file.execute("DROP \(object)") }
            try store.requireSwitchable(to: changed)
        }
    }
}
