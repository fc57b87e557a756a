import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A role that may select from the view of a read model, and has no other right")
struct ViewRightsTests {
    private let uri: String
    private let owner: PostgresReadModelStore

    init() throws {
        uri = try PostgresCluster.newDatabase()
        owner = try Things.store(uri)
    }

    /// A role that may select from the view `things`, and its URI.
    private func newReader() throws -> (role: String, uri: String) {
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.things TO \(role)")
        return (role, uri.replacing("user=postgres", with: "user=\(role)"))
    }

    @Test("Another role that may do so makes missing tables of parked events for the owner of the catalog, whose next run reads and writes them")
    func parkedTablesOfAnother() throws {
        try Things.serve(Things.block([[1]]), Things.schema([ColumnSchema("n", .integer)]), at: 1, in: owner)
        let role = try SwitchTests.newRole(uri), member = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(
            uri,
            """
            DROP TABLE read_models.refold_parked, read_models.refold_dropped CASCADE;
            DO $$ DECLARE r record; BEGIN
              FOR r IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'read_models'::regnamespace AND c.relkind IN ('r', 'v') LOOP
                EXECUTE 'ALTER TABLE ' || r.name || ' OWNER TO \(role)';
              END LOOP;
            END $$;
            GRANT ALL ON SCHEMA read_models TO \(role), \(member); GRANT \(role) TO \(member)
            """)
        func store(_ role: String) throws -> PostgresReadModelStore { try Things.store(uri.replacing("user=postgres", with: "user=\(role)")) }
        let event = ParkedEvent(position: 1, id: "e", stream: "s", type: "T", key: nil, reason: "r")
        func park(_ role: String, held: Int64) throws {
            let served = try #require(try store(role).generations().first { $0.state == .served })
            let updater = try store(role).update(served)
            var event = event
            event.held = held
            try updater.park(ParkedChanges(parked: [event]))
            try updater.apply([], position: served.position + 1, store: nil)
        }
        try park(member, held: 1)
        let owners = try PostgresCluster.psql(
            uri, "SELECT string_agg(pg_get_userbyid(relowner), ' ') FROM pg_class WHERE relname IN ('refold_parked', 'refold_dropped')")
        #expect(owners == "\(role) \(role)")
        try park(role, held: 2)
        let served = try #require(try store(role).generations().first { $0.state == .served })
        #expect(try store(role).parked(in: served).map(\.held) == [2])
    }

    @Test("Views of the catalog that an earlier program made with fewer columns get the others with the next run")
    func earlierViews() throws {
        try Things.serve(Things.block([[1]]), Things.schema([ColumnSchema("n", .integer)]), at: 1, in: owner)
        let (_, reader) = try newReader()
        let view = "read_models.refold_readable_generations"
        let definition = try PostgresCluster.psql(uri, "SELECT pg_get_viewdef('\(view)'::regclass)").replacing(/,\s+parked,\s+outline/, with: "")
        let rest = ["refold_readable_columns", "refold_readable_indexes", "refold_readable_parked"].map { "read_models.\($0)" }.joined(separator: ", ")
        _ = try PostgresCluster.psql(
            uri, "DROP VIEW \(rest), \(view); CREATE VIEW \(view) WITH (security_barrier = true) AS \(definition); GRANT SELECT ON \(view) TO PUBLIC")
        _ = try owner.update(try #require(try owner.generations().first { $0.state == .served }))
        #expect(try cells(Things.store(reader)) == cells(owner))
        #expect(try Things.store(reader).generations() == owner.generations())
        let columns = try PostgresCluster.psql(uri, "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '\(view)'::regclass")
        #expect(columns.hasSuffix("updated_at parked outline"))
    }

    private func cells(_ store: any ReadModelStore, where range: ColumnRange? = nil) throws -> [[ServedRows.Cell]] {
        guard let snapshot = try store.snapshot(of: "things") else { return [] }
        let columns = snapshot.generation.schema.allColumns
        var rows: [[ServedRows.Cell]] = []
        try snapshot.rows(columns: Array(columns.indices), where: range, inKeyOrder: true) { (block) throws(RefoldError) in
            rows += ServedRows.cells(of: block, columns)
        }
        return rows
    }

    @Test("reads rows of every type, the catalog's line and the last run as one that may read everything, and queries too")
    func same() throws {
        let schema = Things.schema([
            ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("note", .text), ColumnSchema("paid", .money(currency: "note")),
            ColumnSchema("open", .boolean), ColumnSchema("at", .timestamp), ColumnSchema("due", .date), ColumnSchema("count", .integer),
            ColumnSchema("tags", .json),
        ])
        try Things.serve(
            Things.block([
                [.integer(.max), "EUR", 199, 1, 1_500_000, -1, .integer(.min), "{\"a\": 1}"], [nil, nil, nil, nil, nil, nil, nil, nil],
                [-5, "\u{E9}\u{1F600}", nil, 0, 7, 19_000, 3, "[1, 2]"],
            ]), schema, at: 9, in: owner)
        try owner.note([RunEnd(projection: "things", failure: RefoldError(.failed, "told to the owner alone"), isComplete: true)])
        let (_, uri) = try newReader()
        let reader = try Things.store(uri)
        #expect(try cells(reader) == cells(owner))
        #expect(try cells(reader).count == 3)
        let days = ColumnRange(column: 6, from: 0, to: 19_001)
        #expect(try cells(reader, where: days) == cells(owner, where: days))
        #expect(try reader.snapshot(of: "things")?.generation == owner.generations().last)
        let overview = try reader.overview()
        #expect(!overview.isWhole)
        #expect(try overview.generations == owner.generations())
        let last = try #require(owner.overview().lastRuns.first)
        #expect(overview.lastRuns == [LastRun(projection: "things", at: last.at, status: 1, message: nil, completeAt: last.completeAt)])
        let (one, other) = (try PostgresReadModelReaderTests.reader(self.uri), try PostgresReadModelReaderTests.reader(uri))
        #expect(try other.revision(of: "things") == one.revision(of: "things"))
        #expect(try PostgresReadModelReaderTests.amounts(other) == PostgresReadModelReaderTests.amounts(one))
    }

    /// A parked event of the row `index` of `Things`; without one, of a row that nobody can tell.
    private func parkedEvent(at position: Position, row index: Int? = nil, held: Int64 = 0) -> ParkedEvent {
        var key: [UInt8] = []
        if let index { Things.rows(index + 1, amount: 0).withKey(index) { bytes in for byte in bytes.indices { key.append(bytes[byte]) } } }
        return ParkedEvent(
            position: position, id: "e\(position)", stream: "told to the owner alone", type: "Paid", key: index == nil ? nil : key, reason: "bad", held: held)
    }

    private func park(_ events: [ParkedEvent], in served: Generation) throws {
        let updater = try owner.update(served)
        try updater.park(ParkedChanges(parked: events))
        try updater.apply([], position: served.position, store: nil)
    }

    @Test("knows which rows wait for a parked event, but not for which one, and looks these rows up as one that may read everything")
    func parked() throws {
        let schema = Things.schema([ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("tags", .json), ColumnSchema("day", .date)])
        let rows = Things.block([[5, "[1, 2]", 19_000], [nil, nil, nil], [7, "{\"a\": 1}", -1]])
        let served = try Things.serve(rows, schema, at: 9, in: owner)
        let (_, uri) = try newReader()
        let reader = try Things.store(uri)
        #expect(try reader.parked(in: served) == [])
        try park([parkedEvent(at: 3, row: 1, held: 2), parkedEvent(at: 4)], in: served)
        var expected = try owner.parked(in: served)
        #expect(expected.count == 2)
        for index in expected.indices { (expected[index].id, expected[index].stream, expected[index].reason) = ("", "", "") }
        #expect(try reader.parked(in: served) == expected)
        func found(_ store: any ReadModelStore) throws -> [[ServedRows.Cell]] {
            let snapshot = try #require(try store.snapshot(of: "things"))
            #expect(try snapshot.parked().map(\.position) == [3, 4])
            let block = RowBlock(columnCount: schema.columns.count)
            try snapshot.load(keys: rows, into: block)
            return ServedRows.cells(of: block, schema.columns).sorted { "\($0)" < "\($1)" }
        }
        #expect(try found(reader) == found(owner))
        #expect(try found(reader).count == 3)
    }

    @Test("does not take for none what an older catalog hides from it, and believes no view of another role")
    func parkedInOlderCatalog() throws {
        let served = try Things.serve(Things.rows(2, amount: 5), in: owner)
        let (_, uri) = try newReader()
        let reader = try Things.store(uri)
        try park([parkedEvent(at: 1, row: 0)], in: served)
        _ = try PostgresCluster.psql(self.uri, "DROP VIEW read_models.refold_readable_parked")
        func refusal() throws -> String { try #require(throws: RefoldError.self) { try reader.parked(in: served) }.description }
        #expect(try refusal().contains("GRANT SELECT ON read_models.refold_parked TO this role"))
        let forger = try SwitchTests.newRole(self.uri)
        let forgery = """
            CREATE VIEW read_models.refold_readable_parked AS SELECT * FROM (VALUES ('things', 1, 1, 0, '-', '', '', '', '', 0))
              AS f (projection, generation, position, row_hash, row_key, id, stream, type, reason, held) WHERE false;
            GRANT SELECT ON read_models.refold_readable_parked TO PUBLIC
            """
        _ = try PostgresCluster.psql(self.uri, "GRANT ALL ON SCHEMA read_models TO \(forger); SET ROLE \(forger); \(forgery)")
        #expect(try refusal().contains("refold_parked"))
        _ = try owner.update(served)
        #expect(try refusal().contains("refold_parked"))
        _ = try PostgresCluster.psql(self.uri, "DROP VIEW read_models.refold_readable_parked")
        _ = try owner.update(served)
        #expect(try reader.parked(in: served).map(\.position) == [1])
        _ = try PostgresCluster.psql(self.uri, "DROP TABLE read_models.refold_parked CASCADE")
        #expect(try reader.parked(in: served) == [])
        #expect(try Things.amounts(in: reader) == [5, 5])
    }

    @Test("sees nothing of other read models, by whatever function or search path, and nothing at all once the grant is taken back")
    func noLeak() throws {
        let things = try Things.serve(Things.rows(2, amount: 5), in: owner)
        let secret = ReadModelSchema(name: "secret", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("salary", .integer)], indexes: [["salary"]])
        let builder = try owner.build(secret, version: 1, fingerprint: 0)
        _ = try builder.finish(at: 1)
        try builder.promote()
        let hidden = try #require(try owner.generations().first { $0.projection == "secret" })
        for generation in [things, hidden] { try park([parkedEvent(at: 1, row: 0)], in: generation) }
        try owner.note(["things", "secret"].map { RunEnd(projection: $0, failure: nil, isComplete: true) })
        let (role, uri) = try newReader()
        let reader = try Things.store(uri)
        #expect(try reader.overview().generations.map(\.projection) == ["things"])
        #expect(try reader.overview().lastRuns.map(\.projection) == ["things"])
        #expect(try reader.parked(in: things).count == 1)
        #expect(try reader.parked(in: hidden) == [])
        _ = try PostgresCluster.psql(self.uri, "CREATE SCHEMA \(role) AUTHORIZATION \(role)")
        let strange = """
            SET search_path = \(role), pg_catalog;
            CREATE OR REPLACE FUNCTION \(role).has_table_privilege(oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            CREATE OR REPLACE FUNCTION \(role).tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
              'BEGIN IF $1 IN (''secret'', ''salary'') THEN RAISE EXCEPTION ''told''; END IF; RETURN true; END';
            """
        for view in CatalogView.allCases {
            #expect(try PostgresCluster.psql(uri, "\(strange) SELECT count(*) FROM \(view.quoted) WHERE \(role).tell(projection) AND projection <> 'things'") == "0")
        }
        for table in ["refold_generations", "refold_columns", "refold_last_runs", "refold_parked", "\"things#1\"", "\"secret#1\"", "secret"] {
            #expect(throws: ClusterFailure.self, "\(table)") { try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.\(table)") }
        }
        let error = try #require(throws: RefoldError.self) { try reader.snapshot(of: "secret") }
        #expect(error.description.contains("GRANT SELECT ON \"read_models\".\"secret\""))
        #expect(try reader.snapshot(of: "none") == nil)

        let queries = try PostgresReadModelReaderTests.reader(uri)
        #expect(try PostgresReadModelReaderTests.amounts(queries) == [5, 5])
        _ = try PostgresCluster.psql(self.uri, "REVOKE SELECT ON read_models.things FROM \(role)")
        #expect(try reader.overview() == ReadModelOverview(generations: [], lastRuns: [], isWhole: false))
        #expect(try reader.parked(in: things) == [])
        #expect(throws: RefoldError.self) { try reader.snapshot(of: "things") }
        #expect(try queries.revision(of: "things") == nil)
        #expect(throws: RefoldError.self) { try PostgresReadModelReaderTests.amounts(queries) }
    }

    @Test("believes no view of the catalog that another role made")
    func forged() throws {
        try Things.serve(Things.rows(2, amount: 5), in: owner)
        let (_, uri) = try newReader()
        #expect(try Things.amounts(in: Things.store(uri)) == [5, 5])
        let forger = try SwitchTests.newRole(self.uri)
        _ = try PostgresCluster.psql(self.uri, """
            DROP VIEW read_models.refold_readable_generations CASCADE; GRANT ALL ON SCHEMA read_models TO \(forger); SET ROLE \(forger);
            CREATE VIEW read_models.refold_readable_generations AS SELECT 'things'::text AS projection; GRANT SELECT ON read_models.refold_readable_generations TO PUBLIC
            """)
        let error = try #require(throws: RefoldError.self) { try Things.store(uri).snapshot(of: "things") }
        #expect(error.description.contains("refold_generations"))
    }

    @Test("can read an older catalog after the next run of the role that owns it")
    func older() throws {
        let served = try Things.serve(Things.rows(2, amount: 5), in: owner)
        let drop = CatalogView.allCases.map { "DROP VIEW \($0.quoted) CASCADE" }
        _ = try PostgresCluster.psql(uri, (drop.reversed() + ["DROP TABLE read_models.refold_last_runs, read_models.refold_parked"]).joined(separator: "; "))
        let (_, uri) = try newReader()
        #expect(throws: RefoldError.self) { try Things.store(uri).snapshot(of: "things") }
        _ = try owner.update(served)
        #expect(try Things.amounts(in: Things.store(uri)) == [5, 5])
    }

    @Test("reads one state, while generations are switched and caught up")
    func switching() throws {
        @Sendable func serve(_ number: Int) throws { try Things.serve(Things.rows(10 + number % 3, amount: Int64(number)), at: Position(number), in: owner) }
        try serve(1)
        let (_, uri) = try newReader()
        let found = try Concurrently.run(3) { (thread) throws -> Int in
            if thread == 0 {
                for number in 1..<30 {
                    try serve(2 * number)
                    let served = try #require(try owner.generations().first { $0.state == .served })
                    try owner.update(served).apply([touched(10 + 2 * number % 3, amount: Int64(2 * number + 1))], position: Position(2 * number + 1), store: nil)
                }
                return 0
            }
            let store = try Things.store(uri)
            var reads = 0
            var last: Position = 0
            while last < 59 {
                let snapshot = try #require(try store.snapshot(of: "things"))
                last = snapshot.generation.position
                var amounts: [Int64] = []
                try snapshot.rows(columns: [1], where: nil, inKeyOrder: false) { (block) throws(RefoldError) in
                    for index in 0..<block.count { amounts.append(block.integer(index, 0)) }
                }
                #expect(Set(amounts) == [last], "position \(last)")
                #expect(amounts.count == Int(snapshot.generation.rows))
                reads += 1
            }
            return reads
        }
        #expect(found.reduce(0, +) > 5)
    }

    /// The rows with another amount, as a catch-up changes them.
    private func touched(_ count: Int, amount: Int64) -> RowBlock {
        let table = RowTable(RowLayout(columns: Things.schema().columns))
        let rows = Things.rows(count, amount: amount)
        let block = RowBlock(columnCount: 2)
        for index in 0..<count {
            table.load(index, of: rows)
            var row = Row(index, of: table)
            row.touch()
            block.append(row)
        }
        return block
    }
}
