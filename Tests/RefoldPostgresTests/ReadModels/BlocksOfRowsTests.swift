import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Rows that are written in blocks on PostgreSQL", .serialized)
struct BlocksOfRowsTests {
    /// About 14 MB.
    private static func block(_ number: Int64) -> RowBlock {
        let text = String(repeating: "x", count: 100)
        return Things.block(Array(repeating: [1, .text(text)], count: 100_000), from: number * 100_000)
    }

    @Test(
        "are all seen by a transaction that began before they were written and reads them after the switch",
        arguments: ["BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", "BEGIN; SELECT pg_current_xact_id()", ""])
    func olderTransactions(_ begin: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(2, amount: 1), in: store)
        let reader = try PostgresConnection(PostgresLocation(uri, from: "test"))
        if !begin.isEmpty { try reader.execute(begin, to: "read") }
        let builder = try store.build(Things.schema(), version: 1, fingerprint: 0)
        for number in 0..<3 {
            try builder.write(Things.block(Array(repeating: [2, "two"], count: 5000), from: Int64(number) * 5000))
            try builder.keep()
        }
        _ = try builder.finish(at: 2)
        try builder.promote()
        let seen = try reader.query("SELECT count(*), count(DISTINCT id), sum(amount)::text FROM read_models.things", to: "read")
        #expect((0..<3).map { seen.text(0, $0) } == ["15000", "15000", "300.00"])
        #expect(try Things.amounts(in: store) == Array(repeating: 2, count: 15_000))
        // In key order, with key and index, and no other table beside it.
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_index WHERE indrelid = 'read_models.\"things#2\"'::regclass") == "2")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_class WHERE relname LIKE '#%'") == "0")
    }

    @Test("leave no file behind that grows with each crash of the server, whether the next run goes on or starts over", arguments: [true, false])
    func crashes(_ goesOn: Bool) throws {
        let cluster = try PostgresCluster()
        let uri = try cluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(5, amount: 1), in: store)
        var sizes: [Int64] = []
        for attempt in 0..<5 {
            let found = try store.unfinished(of: "things")
            #expect((found?.rows ?? 0) == (goesOn && attempt > 0 ? 100_000 : 0))
            let builder = if let found { try store.resume(found) } else { try store.build(Things.schema(), version: 1, fingerprint: 0) }
            builder.mark { "mark" }
            if found == nil, goesOn {
                try builder.write(Self.block(0))
                try builder.keep()
            }
            for number in 1...3 { try builder.write(Self.block(Int64(number))) }
            try cluster.stop("immediate")
            #expect(throws: RefoldError.self) { try builder.keep() }
            try cluster.start()
            sizes.append(try Self.size(of: cluster))
            #expect(try Things.amounts(in: store) == [1, 1, 1, 1, 1])
        }
        // What one attempt writes is some 40 MB.
        #expect(try #require(sizes.last) - sizes[1] < 20_000_000, "\(sizes)")
        let found = try store.unfinished(of: "things")
        let builder = if let found { try store.resume(found) } else { try store.build(Things.schema(), version: 1, fingerprint: 0) }
        for number in (found == nil ? 0 : 1)..<4 { try builder.write(Self.block(Int64(number))) }
        _ = try builder.finish(at: 2)
        try builder.promote()
        #expect(try PostgresCluster.psql(uri, "SELECT count(*), count(DISTINCT id) FROM read_models.things") == "400000|400000")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.refold_writing") == "0")
    }

    /// The bytes of all tables and indexes.
    private static func size(of cluster: PostgresCluster) throws -> Int64 {
        _ = try PostgresCluster.psql(cluster.uri, "CHECKPOINT")
        let sizes = try PostgresCluster.psql(
            cluster.uri,
            "SELECT sum((pg_stat_file('base/' || d || '/' || f)).size) FROM pg_ls_dir('base') d, pg_ls_dir('base/' || d) f WHERE f ~ '^[0-9]'")
        return try #require(Int64(sizes))
    }

    @Test("of a generation that the catalog does not list, or that somebody else's table keeps, do not hinder the next build")
    func orphans() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(5, amount: 1), in: store)
        for _ in 0..<3 {
            let builder = try store.build(Things.schema(), version: 1, fingerprint: 0)
            builder.mark { "mark" }
            try builder.write(Things.rows(2, amount: 3))
            try builder.keep()
        }
        _ = try PostgresCluster.psql(uri, "DELETE FROM read_models.refold_generations WHERE state = 'building'")
        #expect(try store.unfinished(of: "things") == nil)
        _ = try store.build(Things.schema(), version: 1, fingerprint: 0)
        #expect(try PostgresCluster.psql(uri, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ~ '^things#[0-9]+$'") == "things#1 things#5")
    }

    @Test("stand below a materialized view that is refused before anything is built if its column changes, and not if columns are added")
    func materializedView() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(5, amount: 1), in: store)
        _ = try PostgresCluster.psql(uri, "CREATE MATERIALIZED VIEW kept AS SELECT note FROM read_models.things")
        let error = #expect(throws: RefoldError.self) { try store.requireSwitchable(to: Things.schema([ColumnSchema("amount", .decimal(scale: 2))])) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("materialized view public.kept") == true)
        try store.requireSwitchable(to: Things.schema(Things.schema().columns + [ColumnSchema("later", .date)]))
        #expect(try store.generations().count == 1)
    }

    // MARK: The form of the catalog

    @Test("are in a catalog whose form of an earlier version is extended, and whose form of a later one is refused by name")
    func catalogForms() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 1), in: store)
        let form = "SELECT attname FROM pg_attribute WHERE attrelid = 'read_models.refold_catalog'::regclass AND attnum > 0"
        _ = try PostgresCluster.psql(uri, "COMMENT ON TABLE read_models.refold_generations IS 'our figures'")
        #expect(try PostgresCluster.psql(uri, form) == CatalogVersion.text)
        let forms = [
            "DROP TABLE read_models.refold_writing, read_models.refold_catalog",
            "ALTER TABLE read_models.refold_generations DROP COLUMN definition CASCADE, DROP COLUMN program CASCADE",
            "ALTER TABLE read_models.refold_generations DROP COLUMN zones CASCADE", "ALTER TABLE read_models.refold_generations DROP COLUMN seal CASCADE",
            "DROP TABLE read_models.refold_numbers", "ALTER TABLE read_models.refold_generations DROP COLUMN store CASCADE",
        ]
        for count in 1...forms.count {
            for statement in forms.prefix(count) { _ = try PostgresCluster.psql(uri, statement) }
            let served = try #require(try store.generations().first { $0.state == .served })
            #expect(try !served.isAltered && store.overview().unfinished.isEmpty)
            if count.isMultiple(of: 2) {
                try store.update(served).apply([Things.rows(3, amount: Int64(count))], position: Position(count), store: nil)
            } else {
                try Things.serve(Things.rows(3, amount: Int64(count)), at: Position(count), in: store)
            }
            #expect(try Things.amounts(in: store) == Array(repeating: Int64(count), count: 3))
            #expect(try store.generations().allSatisfy { !$0.isAltered })
            #expect(try PostgresCluster.psql(uri, form) == CatalogVersion.text)
            _ = try store.build(Things.schema(), version: 1, fingerprint: 0)
        }
        let served = try #require(try store.generations().first { $0.state == .served })
        let (updater, builder) = (try store.update(served), try store.build(Things.schema(), version: 1, fingerprint: 0))
        func rename(_ form: String, to other: String) throws {
            _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_catalog RENAME COLUMN \"\(form)\" TO \"\(other)\"")
        }
        let later = "refold catalog 9: for refold 3.4.1 or later"
        try rename(CatalogVersion.text, to: later)
        func expectRefused(_ body: () throws -> Void) {
            let error = #expect(throws: RefoldError.self) { try body() }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("this catalog was written by refold 3.4.1") == true, "\(String(describing: error))")
        }
        expectRefused { _ = try store.generations() }
        expectRefused { _ = try store.snapshot(of: "things") }
        expectRefused { _ = try store.build(Things.schema(), version: 1, fingerprint: 0) }
        expectRefused { _ = try store.update(served) }
        expectRefused { try updater.apply([], position: 99, store: nil) }
        expectRefused { _ = try builder.finish(at: 99, store: nil) }
        // What another role puts in its place says nothing.
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT ALL ON SCHEMA read_models TO \(role); ALTER TABLE read_models.refold_catalog OWNER TO \(role)")
        #expect(try store.generations().count > 1)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE read_models.refold_catalog OWNER TO postgres")
        expectRefused { _ = try store.generations() }
        try rename(later, to: "our figures")
        #expect(try store.generations().count > 1)
        let comment = "SELECT obj_description('read_models.refold_generations'::regclass, 'pg_class')"
        #expect(try PostgresCluster.psql(uri, comment) == "our figures")
    }
}
