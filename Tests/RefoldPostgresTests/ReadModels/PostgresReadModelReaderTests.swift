import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A reader of read models on PostgreSQL")
struct PostgresReadModelReaderTests {
    @Test("passes every check", arguments: ReadModelReaderContract.checks)
    func contract(_ check: ReaderCheck) throws {
        let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
        let clock = TickingClock()
        try check.run(PostgresReadModelStore(location) { clock.now }, PostgresReadModelReader(location))
    }

    static let all = RowSelection(Things.schema().allColumns, of: "things", order: ["id"])

    static func reader(_ uri: String, lockTimeout: Int = 5000) throws -> PostgresReadModelReader {
        PostgresReadModelReader(try PostgresLocation(uri, from: "test"), lockTimeout: lockTimeout)
    }

    static func amounts(_ reader: PostgresReadModelReader) throws -> [Int64] {
        let block = try reader.rows(all, [], limit: 100, offset: 0).value
        return (0..<block.count).map { block.integer($0, 1) }
    }

    @Test("has a session that the server refuses to write with")
    func readOnly() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(1, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri)
        #expect(try Self.amounts(reader) == [5])
        let session = try #require(reader.sessions.take())
        for sql in [
            "INSERT INTO read_models.\"things#1\" (id) VALUES (9)", "INSERT INTO read_models.things (id) VALUES (9)", "DELETE FROM read_models.things",
            "UPDATE read_models.refold_generations SET position = 9", "CREATE TABLE t (a int)", "DROP VIEW read_models.things",
            "TRUNCATE read_models.\"things#1\"",
        ] {
            #expect(throws: RefoldError.self, "\(sql)") { try session.connection.execute(sql, to: "write") }
            #expect(session.connection.lastState == "25006", "\(sql)")
        }
        #expect(try Self.amounts(reader) == [5])
    }

    @Test("forgets selections that are created for each query")
    func manySelections() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(1, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri)
        for _ in 0..<RowSelection.rememberedAtMost * 2 + 10 {
            let selection = RowSelection(Things.schema().allColumns, of: "things", order: ["id"])
            #expect(try reader.rows(selection, [], limit: 9, offset: 0).value.count == 1)
        }
        let session = try #require(reader.sessions.take())
        #expect((1...RowSelection.rememberedAtMost).contains(session.rememberedCount))
    }

    @Test("reopens a lost session without an error")
    func lostSession() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(2, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri)
        #expect(try Self.amounts(reader) == [5, 5])
        try Things.cutConnections(to: uri)
        #expect(try Self.amounts(reader) == [5, 5])
        try Things.cutConnections(to: uri)
        #expect(try reader.revision(of: "things")?.position == 1)
    }

    @Test("does not wait long for a lock on the view, and reports it")
    func heldView() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(1, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri, lockTimeout: 50)
        #expect(try Self.amounts(reader) == [5])
        let other = try PostgresConnection(PostgresLocation(uri, from: "test"))
        try other.execute("BEGIN; LOCK TABLE read_models.things IN ACCESS EXCLUSIVE MODE", to: "lock")
        let error = #expect(throws: RefoldError.self) { try Self.amounts(reader) }
        #expect(error?.status == .busy)
        #expect(error?.description.contains("another session holds a lock") == true)
        try other.execute("ROLLBACK", to: "unlock")
        #expect(try Self.amounts(reader) == [5])
    }

    @Test("refuses a view that was changed to another shape than the catalog's, with a rebuild as the remedy")
    func changedView() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(1, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri)
        #expect(try Self.amounts(reader) == [5])
        _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.things; CREATE VIEW read_models.things AS SELECT id, note FROM read_models.\"things#1\"")
        let error = #expect(throws: RefoldError.self) { try Self.amounts(reader) }
        #expect(error?.status == .failed)
        #expect(error?.faults.first?.remedy == "drop or rename that view, then build it anew: refold rebuild things")
        try Things.serve(Things.rows(1, amount: 7), in: Things.store(uri))
        #expect(try Self.amounts(reader) == [7])
    }

    @Test("needs privileges only on the catalog and the view, and names a missing one")
    func rights() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(1, amount: 5), in: Things.store(uri))
        let role = "reader_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA read_models TO \(role)")
        defer { _ = try? PostgresCluster.psql(uri, "DROP OWNED BY \(role); DROP ROLE \(role)") }
        let reader = try Self.reader(uri.replacing("user=postgres", with: "user=\(role)"))
        let error = #expect(throws: RefoldError.self) { try Self.amounts(reader) }
        #expect(error?.description.contains("this role may not read \"things\"") == true)
        _ = try PostgresCluster.psql(
            uri, "GRANT SELECT ON read_models.refold_generations, read_models.refold_columns, read_models.refold_indexes, read_models.things TO \(role)")
        #expect(try Self.amounts(reader) == [5])
        try Things.serve(Things.rows(1, amount: 7), in: Things.store(uri))
        #expect(try Self.amounts(reader) == [7])
    }

    @Test("answers queries with many limits without filling the server's memory with statements")
    func manyLimits() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(3, amount: 5), in: Things.store(uri))
        let reader = try Self.reader(uri)
        for limit in 1...450 { #expect(try reader.rows(Self.all, [], limit: limit, offset: 0).value.count == min(limit, 3)) }
        let session = try #require(reader.sessions.take())
        #expect(session.connection.preparedCount <= 200)
    }

    @Test(
        "reads from a standby what the primary has sent it",
        .enabled(if: PostgresCluster.canMakeStandby, "pg_basebackup is not installed"))
    func standby() throws {
        let primary = try PostgresCluster()
        let uri = try primary.newDatabase()
        try Things.serve(Things.rows(2, amount: 5), in: Things.store(uri))
        let standby = try PostgresCluster(standbyOf: primary)
        let reader = try Self.reader(uri.replacing(primary.folder, with: standby.folder))
        #expect(try Self.amounts(reader) == [5, 5])
        try Things.serve(Things.rows(2, amount: 7), at: 2, in: Things.store(uri))
        // Until it has replayed the switch, the standby serves the previous generation.
        while try reader.revision(of: "things")?.position != 2 { #expect(try Self.amounts(reader).count == 2) }
        #expect(try Self.amounts(reader) == [7, 7])
        let session = try #require(reader.sessions.take())
        #expect(throws: RefoldError.self) { try session.connection.execute("DELETE FROM read_models.things", to: "write") }
        #expect(session.connection.lastState == "25006")
    }
}
