import Foundation
import RefoldCore
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldPostgres

@Suite("A switch on PostgreSQL")
struct SwitchTests {
    private static let hasty = SwitchPolicy(lockTimeout: 50, attempts: 2, pause: 10)

    @Test("keeps grants, options, comments and the views based on the view")
    func keepsGrants() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 1), in: store)
        let role = try Self.newRole(uri)
        _ = try PostgresCluster.psql(uri, """
            GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.things TO \(role);
            GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(role); CREATE VIEW totals AS SELECT sum(amount) FROM read_models.things;
            ALTER VIEW read_models.things SET (security_barrier = true); COMMENT ON VIEW read_models.things IS 'all of them'
            """)
        try Things.serve(Things.rows(4, amount: 200), in: store)
        let appended = Things.schema([ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("note", .text), ColumnSchema("later", .date)])
        try Things.serve(Things.block([[5, "a", 0], [6, "b", 1]]), appended, in: store)
        #expect(try PostgresCluster.psql(uri, "SELECT * FROM totals") == "0.11")
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(role); SELECT count(*) FROM read_models.things") == "2")
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(role); SELECT count(*) FROM read_models.\"things#3\"") == "2")
        #expect(try PostgresCluster.psql(uri, "SELECT obj_description('read_models.things'::regclass, 'pg_class')") == "all of them")
        #expect(try PostgresCluster.psql(uri, "SELECT reloptions FROM pg_class WHERE oid = 'read_models.things'::regclass") == "{security_barrier=true}")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_class WHERE relname ~ '^things#[0-9]$'") == "2")
    }

    @Test("that changes a column's type names the dependents of the view and changes nothing")
    func namesDependents() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 1), at: 5, in: store)
        _ = try PostgresCluster.psql(uri, """
            CREATE SCHEMA finance; CREATE VIEW finance.totals AS SELECT sum(amount) FROM read_models.things;
            CREATE FUNCTION first_of(read_models.things) RETURNS numeric LANGUAGE sql AS 'SELECT $1.amount'
            """)
        let changed = Things.schema([ColumnSchema("amount", .integer), ColumnSchema("note", .text)])
        let error = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(4, amount: 2), changed, at: 6, in: store) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("view finance.totals") == true)
        #expect(error?.description.contains("first_of") == true)
        #expect(try Things.amounts(in: store) == [1, 1, 1])
        #expect(try store.generations().first { $0.state == .served }?.position == 5)
        #expect(try PostgresCluster.psql(uri, "SELECT * FROM finance.totals") == "0.03")
        _ = try PostgresCluster.psql(uri, "DROP VIEW finance.totals; DROP FUNCTION first_of")
        try Things.serve(Things.rows(4, amount: 2), changed, at: 6, in: store)
        #expect(try Things.amounts(in: store) == [2, 2, 2, 2])
    }

    @Test("that changes columns without dependents creates the view again, with its grants")
    func regrants() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(3, amount: 1), in: store)
        let (reader, clerk) = (try Self.newRole(uri), try Self.newRole(uri))
        _ = try PostgresCluster.psql(uri, """
            GRANT USAGE ON SCHEMA read_models TO PUBLIC; GRANT SELECT ON read_models.things TO \(reader) WITH GRANT OPTION;
            GRANT SELECT (id, note) ON read_models.things TO \(clerk); COMMENT ON VIEW read_models.things IS 'it''s all'
            """)
        try Things.serve(Things.block([[2, 4]]), Things.schema([ColumnSchema("amount", .integer), ColumnSchema("note", .integer)]), in: store)
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(reader); SELECT amount FROM read_models.things") == "2")
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(clerk); SELECT note FROM read_models.things") == "4")
        #expect(throws: ClusterFailure.self) { try PostgresCluster.psql(uri, "SET ROLE \(clerk); SELECT amount FROM read_models.things") }
        #expect(try PostgresCluster.psql(uri, "SELECT obj_description('read_models.things'::regclass, 'pg_class')") == "it's all")
        #expect(try PostgresCluster.psql(uri, """
            SELECT is_grantable FROM information_schema.role_table_grants WHERE table_name = 'things' AND grantee = '\(reader)'
            """) == "YES")
    }

    @Test("never replaces a table by a view")
    func foreignTable() throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA read_models; CREATE TABLE read_models.things (a int); INSERT INTO read_models.things VALUES (1)")
        let error = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 1), in: Things.store(uri)) }
        #expect(error?.status == .refused)
        #expect(try PostgresCluster.psql(uri, "SELECT a FROM read_models.things") == "1")
    }

    @Test("never replaces a view that reads something other than a generation, whether a generation was served or not")
    func foreignView() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA read_models; CREATE VIEW read_models.things AS SELECT 7 AS a")
        let first = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 1), in: store) }
        #expect(first?.status == .refused)
        #expect(try PostgresCluster.psql(uri, "SELECT a FROM read_models.things") == "7")
        _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.things")
        try Things.serve(Things.rows(1, amount: 1), in: store)
        _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.things; CREATE VIEW read_models.things AS SELECT 8 AS a")
        let second = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 2), in: store) }
        #expect(second?.status == .refused)
        #expect(try PostgresCluster.psql(uri, "SELECT a FROM read_models.things") == "8")
    }

    @Test("leaves the tables of another role to that role, build after build")
    func tableOfAnotherRole() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try Self.newRole(uri)
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA read_models; GRANT ALL ON SCHEMA read_models TO \(role)")
        let own = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        try Things.serve(Things.rows(1, amount: 1), in: own)
        try Things.serve(Things.rows(1, amount: 2), in: try Things.store(uri))
        // What a superuser builds is given to the owner of the catalog.
        _ = try PostgresCluster.psql(uri, #"ALTER TABLE read_models."things#2" OWNER TO postgres"#)
        for amount in 3...6 { try Things.serve(Things.rows(1, amount: Int64(amount)), in: own) }
        #expect(try Things.amounts(in: own) == [6])
        let tables = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ~ '^things#[0-9]$'"
        #expect(try PostgresCluster.psql(uri, tables) == "things#2 things#5 things#6")
        try Things.serve(Things.rows(1, amount: 7), in: try Things.store(uri))
        #expect(try PostgresCluster.psql(uri, tables) == "things#6 things#7")
    }

    @Test("of a projection named like a table of the catalog is refused before anything is built", arguments: CatalogTable.names)
    func catalogName(name: String) throws {
        let store = try Things.store(try PostgresCluster.newDatabase())
        let schema = ReadModelSchema(name: name, key: [ColumnSchema("id", .integer)], columns: [])
        let error = #expect(throws: RefoldError.self) { _ = try store.build(schema, version: 1, fingerprint: 0) }
        #expect(error?.status == .usage)
        #expect(try store.generations() == [])
    }

    @Test("shows readers the old rows or the new ones, never a mixture or an error, in prepared statements and long transactions")
    func readersWhileSwitching() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(500, amount: 0), in: store)
        let isDone = Atomic(false)
        let wrong = Mutex<[String]>([])
        let reads = Atomic(0)
        let group = DispatchGroup()
        for reader in 0..<3 {
            let queue = DispatchQueue(label: "reader \(reader)")
            queue.async(group: group) {
                do {
                    let connection = try PostgresConnection(PostgresLocation(uri, from: "test"))
                    repeat {
                        // One reader uses a prepared statement, one plain text, one two queries in a repeatable-read transaction.
                        let sql = "SELECT count(*), count(DISTINCT amount), min(amount) FROM read_models.things"
                        var answers: [String] = []
                        if reader == 1 { try connection.execute(sql, to: "read") }
                        if reader == 2 { try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", to: "read") }
                        for _ in 0..<2 {
                            let result = try connection.query(sql, to: "read")
                            answers.append("\(result.text(0, 0)) rows of \(result.text(0, 1)) generations, \(reader == 2 ? result.text(0, 2) : "")")
                        }
                        if reader == 2 { try connection.execute("COMMIT", to: "read") }
                        if !answers.allSatisfy({ $0.hasPrefix("500 rows of 1 generations") && $0 == answers[0] }) { wrong.withLock { $0 += answers } }
                        reads.add(1, ordering: .relaxed)
                    } while !isDone.load(ordering: .acquiring)
                } catch {
                    wrong.withLock { $0.append("\(error)") }
                }
            }
        }
        let end = ContinuousClock.now + .seconds(120)
        for round in 1...20 {
            // They are to read between switches.
            while reads.load(ordering: .relaxed) < round / 2, wrong.withLock({ $0.isEmpty }), ContinuousClock.now < end { usleep(20_000) }
            try Things.serve(Things.rows(500, amount: Int64(round)), in: store)
        }
        isDone.store(true, ordering: .releasing)
        group.wait()
        #expect(wrong.withLock { $0 } == [])
        #expect(reads.load(ordering: .relaxed) >= 10)
    }

    @Test("gives up if a reader keeps the view, names the reader, and keeps what is served")
    func openReader() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri, policy: Self.hasty)
        try Things.serve(Things.rows(2, amount: 1), in: store)
        let reader = try PostgresConnection(PostgresLocation(uri, from: "test"), settings: ["application_name": "ledger"])
        try reader.execute("BEGIN; SELECT count(*) FROM read_models.things", to: "read")
        let error = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(2, amount: 2), in: store) }
        #expect(error?.status == .busy)
        #expect(error?.description.contains("server process \(reader.processNumber) (user postgres, application ledger") == true)
        #expect(try Things.amounts(in: store) == [1, 1])
        try reader.execute("COMMIT", to: "read")
        try Things.serve(Things.rows(2, amount: 3), in: store)
        #expect(try Things.amounts(in: store) == [3, 3])
    }

    @Test("does not wait for readers of an old generation, whose table is dropped by a later build")
    func oldGenerationInUse() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri, policy: Self.hasty)
        try Things.serve(Things.rows(2, amount: 1), in: store)
        var snapshot = try store.snapshot(of: "things")
        for amount in 2...3 { try Things.serve(Things.rows(2, amount: Int64(amount)), in: store) }
        let tables = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ~ '^things#[0-9]$'"
        #expect(try store.generations().map(\.number) == [2, 3])
        #expect(try PostgresCluster.psql(uri, tables) == "things#1 things#2 things#3")
        _ = try withExtendedLifetime(snapshot) { try Things.serve(Things.rows(2, amount: 4), in: store) }
        #expect(try PostgresCluster.psql(uri, tables) == "things#1 things#3 things#4")
        snapshot = nil
        try PostgresCluster.waitForSessions(in: uri)
        try Things.serve(Things.rows(2, amount: 5), in: store)
        #expect(try PostgresCluster.psql(uri, tables) == "things#4 things#5")
    }

    @Test("is refused if another run has switched or changed the checkpoint meanwhile")
    func overtaken() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let served = try Things.serve(Things.rows(2, amount: 1), in: store)
        let slow = try store.build(Things.schema(), version: 1, fingerprint: 0)
        try slow.write(Things.rows(2, amount: 2))
        _ = try slow.finish(at: 2)
        try store.update(served).apply([Things.rows(1, amount: 9)], position: 7)
        let error = #expect(throws: RefoldError.self) { try slow.promote() }
        #expect(error?.status == .failed)
        #expect(error?.description.contains("another run") == true)
        #expect(try Things.amounts(in: store) == [9, 1])
        #expect(throws: RefoldError.self) { try store.update(served).apply([Things.rows(1, amount: 8)], position: 8) }
        #expect(try Things.amounts(in: store) == [9, 1])
    }

    @Test("serves readers of a view that another role owns")
    func otherOwner() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.rows(2, amount: 1), in: store)
        let role = try Self.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT ALL ON SCHEMA read_models TO \(role); ALTER VIEW read_models.things OWNER TO \(role)")
        try Things.serve(Things.rows(3, amount: 1), in: store)
        #expect(try PostgresCluster.psql(uri, "SET ROLE \(role); SELECT count(*) FROM read_models.things") == "3")
    }

    /// Creates a role that other tests do not use; roles belong to the whole server.
    static func newRole(_ uri: String) throws -> String {
        let name = "role_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(name) LOGIN")
        return name
    }
}
