import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Code of other roles that a superuser does not run on PostgreSQL")
struct TrustTests {
    /// A store of one event that belongs to a role without all rights, and the same database as seen by that role.
    private static func database(_ sql: String) throws -> (uri: String, asRole: String, role: String) {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresEventStoreTests.store(uri).append([EventStoreContract.event("a")], to: "a", expecting: .any)
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(
            uri,
            """
            GRANT CREATE ON SCHEMA public TO \(role); ALTER TABLE event_store OWNER TO \(role); SET ROLE \(role);
            CREATE FUNCTION public.own(anyelement) RETURNS anyelement IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
            CREATE FUNCTION public.fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            \(sql.replacing("ROLE", with: role))
            """)
        return (uri, uri.replacing("user=postgres", with: "user=\(role)"), role)
    }

    @Test("A store that runs code of its owner is neither read nor appended to", arguments: [
        ("ALTER TABLE event_store RENAME TO base; CREATE VIEW event_store AS SELECT * FROM base", "is a view"),
        ("CREATE DOMAIN public.word AS text CHECK (public.own(VALUE) IS NOT NULL); ALTER TABLE event_store ALTER event_type TYPE public.word", "a type that is not the server's"),
        ("CREATE INDEX ON event_store (public.own(event_type))", "functions that are not the server's"),
        ("ALTER TABLE event_store ADD CHECK (public.own(version) > 0)", "functions that are not the server's"),
    ])
    func reading(sql: String, said: String) throws {
        let (uri, asRole, role) = try Self.database(sql)
        let error = #expect(throws: RefoldError.self) { try PostgresEventStoreTests.store(uri, .reading) }
        #expect(error?.status == .failed)
        #expect(error?.description.contains("belongs to the role \"\(role)\"") == true)
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
        #expect(error?.faults.first?.remedy?.hasPrefix("connect as \"\(role)\"") == true)
        #expect(try PostgresEventStoreTests.store(asRole, .reading).version(of: "a") == 1)
    }

    @Test("A table whose triggers, rules, defaults or checks run on a write is read, but not appended to", arguments: [
        ("CREATE TRIGGER t BEFORE INSERT ON event_store FOR EACH ROW EXECUTE FUNCTION public.fired()", "has triggers"),
        ("CREATE RULE r AS ON INSERT TO event_store DO ALSO SELECT 1", "has rules"),
        ("ALTER TABLE event_store ADD CHECK (query_to_xml(event_type, true, true, '') IS NOT NULL) NOT VALID", "that call functions"),
        ("ALTER TABLE event_store ADD note text, ALTER note SET DEFAULT pg_read_file('x')", "that call functions"),
    ])
    func appending(sql: String, said: String) throws {
        let (uri, _, _) = try Self.database(sql)
        #expect(try PostgresEventStoreTests.store(uri, .reading).version(of: "a") == 1)
        let store = try PostgresEventStoreTests.store(uri)
        for append in [
            { _ = try store.append([EventStoreContract.event("b")], to: "b", expecting: .any) }, { try store.appendInBulk { _ in } },
        ] as [() throws -> Void] {
            let error = #expect(throws: RefoldError.self) { try append() }
            #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
        }
    }

    @Test("A plain table of another role is read and appended to, with its sequence, its plain checks and defaults")
    func plain() throws {
        let (uri, _, _) = try Self.database(
            "ALTER TABLE event_store ADD CHECK (version > 0), ADD note varchar(9) NOT NULL DEFAULT 'x', ADD made timestamptz DEFAULT now()")
        let store = try PostgresEventStoreTests.store(uri)
        #expect(try store.append([EventStoreContract.event("b")], to: "b", expecting: .any) == .appended(version: 1, position: 2))
    }

    @Test("Read models of another role are used unless they have triggers; the views are left to that role")
    func readModels() throws {
        let (uri, asRole, role) = try Self.database("SELECT")
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA read_models AUTHORIZATION \(role)")
        try Things.serve(Things.rows(2, amount: 1), in: Things.store(asRole))
        #expect(try Things.amounts(in: Things.store(uri)) == [1, 1])
        let question = #expect(throws: RefoldError.self) {
            try PostgresReadModelReaderTests.amounts(PostgresReadModelReaderTests.reader(uri))
        }
        #expect(question?.description.contains("is a view") == true, "\(question?.description ?? "")")
        #expect(try PostgresReadModelReaderTests.amounts(PostgresReadModelReaderTests.reader(asRole)) == [1, 1])
        for table in ["refold_generations", "\"things#1\""] {
            _ = try PostgresCluster.psql(uri, "CREATE TRIGGER t BEFORE UPDATE ON read_models.\(table) FOR EACH ROW EXECUTE FUNCTION public.fired()")
            let error = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(2, amount: 2), in: Things.store(uri)) }
            #expect(error?.description.contains("has triggers") == true, "\(error?.description ?? "")")
            _ = try PostgresCluster.psql(uri, "DROP TRIGGER t ON read_models.\(table)")
        }
        #expect(try Things.amounts(in: Things.store(uri)) == [1, 1])
        // A view in the place of a table, with the trigger behind it.
        for table in ["refold_runs", "refold_last_runs", "refold_types", "refold_parked", "\"things#1\""] {
            let drop = table.contains("#") ? "ALTER TABLE read_models.\(table) RENAME TO behind" : "DROP TABLE IF EXISTS read_models.\(table) CASCADE; CREATE TABLE read_models.behind (x int)"
            _ = try PostgresCluster.psql(uri, "\(drop); ALTER TABLE read_models.behind OWNER TO \(role); CREATE VIEW read_models.\(table) AS SELECT * FROM read_models.behind; ALTER VIEW read_models.\(table) OWNER TO \(role)")
            let error = #expect(throws: RefoldError.self) { try Things.store(uri).note([RunRecord(id: "0", verb: "run", began: .first)], makes: true) }
            #expect(error?.description.contains("is a view") == true, "\(table): \(error?.description ?? "")")
            _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.\(table) CASCADE; DROP TABLE IF EXISTS read_models.behind CASCADE")
        }
    }
}
