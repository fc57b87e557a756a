import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldLayouts
@testable import RefoldPostgres

@Suite("A layout for PostgreSQL that means harm")
struct HostileLayoutTests {
    /// What a SELECT attempts.
    struct Attempt: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var select: String
        /// Whether it is refused before a database sees it.
        var isFaulty = false

        init(_ name: String, _ select: String, isFaulty: Bool = false) { (testDescription, self.select, self.isFaulty) = (name, select, isFaulty) }
    }

    private static let good = HostileLayouts.good

    private static let texts = [
        Attempt("a semicolon", good + ";", isFaulty: true),
        Attempt("two statements", good + "; DELETE FROM app_events", isFaulty: true),
        Attempt("statements between", good + ") AS e LIMIT 0; DELETE FROM app_events; SELECT * FROM (\(good)", isFaulty: true),
        Attempt("a parenthesis that closes the sub-select", good + ") AS e, (\(good)", isFaulty: true),
        Attempt("a program", good + ") TO PROGRAM 'cat' --", isFaulty: true),
        Attempt("a comment without end", good + " /*", isFaulty: true),
        Attempt("a quote without end", good + " WHERE stream <> 'x", isFaulty: true),
        Attempt("a dollar quote without end", good + " WHERE stream <> $x$", isFaulty: true),
        Attempt("a comment to the end of the line", good + " -- )"),
        Attempt("DELETE in WITH", "WITH gone AS (DELETE FROM app_events RETURNING *) " + good),
        Attempt("INSERT in WITH", "WITH more AS (INSERT INTO app_events (stream) VALUES ('evil') RETURNING *) " + good),
        Attempt("locks of rows", good + " FOR UPDATE"),
        Attempt("a new table", good.replacing(" FROM ", with: " INTO stolen FROM ")),
    ]

    private static let calls = [
        "set_config('search_path', 'evil', false)", "pg_catalog.set_config('search_path', 'evil', false)", "\"set_config\"('search_path', 'evil', false)",
        "set_config/**/('search_path', 'evil', false)", "set_config -- to the end\n ('search_path', 'evil', false)",
        "pg_catalog . set_config ('default_transaction_read_only', 'off', false)", "U&\"set\\005fconfig\"('row_security', 'off', false)",
        "(E'\\'', pg_terminate_backend(PROCESS), E'\\'')", "pg_terminate_backend(PROCESS)", "pg_terminate_backend/* why */(PROCESS)", "pg_cancel_backend(PROCESS)",
        "pg_sleep(1000)", "pg_catalog.pg_sleep(1000)", "nextval('app_events_id_seq')", "setval('app_events_id_seq', 900)",
        "pg_read_file('/etc/passwd')", "lo_import('/etc/passwd')", "writes_volatile()", "public.writes_volatile()", "writes_immutable()",
        "query_to_xml('DELETE FROM app_events', true, true, '')", "pg_advisory_lock(1)",
    ].map { Attempt($0, good.replacing("e.version AS version", with: "CASE WHEN (\($0))::text = '1' THEN 1 ELSE 2 END AS version")) }

    /// Uses a layout in every way that meets its SELECT.
    private func use(_ layout: StoreLayout, _ uri: String) throws {
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        _ = try store.bound(remembered: 0)
        _ = try EventStoreContract.everything(in: store)
        _ = try store.events(in: "a", after: nil, limit: nil)
    }

    @Test("is refused or harmless", arguments: texts + calls, [false, true])
    func attempts(_ attempt: Attempt, _ isNumbered: Bool) throws {
        let uri = try HostileLayouts.database()
        let victim = try PostgresConnection(PostgresLocation(uri, from: "test"))
        let select = attempt.select.replacing("PROCESS", with: "\(victim.processNumber)")
        #expect((SelectText.fault(of: select) != nil) == (attempt.isFaulty || select.contains("U&")))
        let before = try HostileLayouts.dump(uri)
        let began = ContinuousClock.now
        do {
            // Also what no layout file may say: the database has the last word.
            try use(HostileLayouts.layout(select, isNumbered: isNumbered), uri)
            // What a layout file may say must not only be harmless.
            #expect(attempt.testDescription.hasPrefix("a comment to the end") || SelectText.fault(of: select) != nil)
        } catch let error as RefoldError {
            #expect([.usage, .failed, .refused].contains(error.status))
            #expect(!error.description.contains("geheim"))
        }
        #expect(began.duration(to: .now) < .seconds(60))
        #expect(try HostileLayouts.dump(uri) == before)
        #expect(try victim.query("SELECT 1", to: "be alive").integer(0, 0) == 1)
        let store = try PostgresLayoutStore.test(uri, .only(HostileLayouts.layout(Self.good)))
        #expect(try EventStoreContract.everything(in: store).map(\.stream) == ["a", "a", "b"])
    }

    @Test("leaves nothing behind for the next statement of its sessions", arguments: ["search_path", "row_security", "default_transaction_read_only"], [false, true])
    func leftBehind(_ setting: String, _ isNumbered: Bool) throws {
        let uri = try HostileLayouts.database()
        // Declared immutable, so that no text shows what it does.
        let select = Self.good.replacing("e.version AS version", with: "leaves_\(setting)(e.version) AS version")
        let layout = HostileLayouts.layout(select, isNumbered: isNumbered)
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        for _ in 1...3 {
            let bound = try store.bound(remembered: 0)
            #expect(bound.position == 3)
            #expect(try store.events(in: "a", after: nil, limit: nil).map(\.stream) == ["a", "a"])
            #expect(try store.event(id: HostileLayouts.id(3))?.stream == "b")
            #expect(try store.samples(upTo: [1, 2, 3]).map { $0?.stream } == ["a", "a", "b"])
            #expect(try store.eventCounts(after: 0, through: 3).count(of: ["Stolen"]) == 0)
            #expect(try EventStoreContract.everything(in: store).map(\.event.type) == ["Opened", "Closed", "Opened"])
        }
    }

    @Test("fails without the values of payloads, and the store goes on", arguments: [false, true])
    func payloads(_ isNumbered: Bool) throws {
        let uri = try HostileLayouts.database()
        let select = Self.good.replacing("NULL AS metadata", with: "CASE WHEN e.id = 2 THEN to_json(CAST(e.body->>'text' AS integer)) END AS metadata")
        let store = try PostgresLayoutStore.test(uri, .only(HostileLayouts.layout(select, isNumbered: isNumbered)))
        _ = try store.bound(remembered: 0)
        for _ in 1...2 {
            let error = #expect(throws: RefoldError.self) { try store.events(in: "a", after: nil, limit: nil) }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("geheim") == false)
            #expect(try store.version(of: "b") == 1)
            // Events can only be numbered together.
            if !isNumbered { #expect(try store.events(in: "b", after: nil, limit: nil).map(\.event.type) == ["Opened"]) }
            let scanned = #expect(throws: RefoldError.self) { try EventStoreContract.everything(in: store) }
            #expect(scanned?.status == .failed)
            #expect(scanned?.description.contains("geheim") == false)
        }
    }

    @Test("goes on after an event that cannot be read, with the others", arguments: [false, true])
    func unreadable(_ isNumbered: Bool) throws {
        let uri = try HostileLayouts.database()
        _ = try PostgresCluster.psql(uri, "UPDATE app_events SET body = '[\"geheim\"]' WHERE id = 1")
        let store = try PostgresLayoutStore.test(uri, .only(HostileLayouts.layout(Self.good, isNumbered: isNumbered)))
        _ = try store.bound(remembered: 0)
        for _ in 1...2 {
            let error = #expect(throws: RefoldError.self) { try store.events(in: "a", after: nil, limit: nil) }
            #expect(error?.status == .refused)
            #expect(error?.description.contains("geheim") == false)
            #expect(try store.event(id: HostileLayouts.id(2))?.event.type == "Closed")
            #expect(try store.events(in: "b", after: nil, limit: nil).map(\.event.type) == ["Opened"])
            #expect(try store.samples(upTo: [1]).first??.position == 1)
        }
    }
}

/// What the tests of hostile layouts have in common.
enum HostileLayouts {
    static let good = """
        SELECT e.id AS position, e.uuid AS event_id, e.stream AS stream, e.version AS version, e.kind AS type, e.body AS data, NULL AS metadata, \
        e.at AS occurred_at, e.at AS recorded_at FROM app_events AS e
        """

    static func layout(_ select: String, isNumbered: Bool = false, database: StoreLayout.Database = .postgresql) -> StoreLayout {
        StoreLayout(
            name: "hostile", title: "Hostile", database: database, find: [], optional: [], select: select,
            writers: database == .postgresql ? ["app_events"] : [], sequences: [], isSerialized: false, order: isNumbered ? ["occurred_at"] : ["position"],
            horizon: nil, firstVersion: 1, firstPosition: 1, gapWait: 0, timeUnit: nil, occurredAt: nil, unwrap: nil, isQuoted: false, unreadable: .refuse)
    }

    static func id(_ number: Int) -> String { InsertedEvent.uuid(0xB000, number) }

    static let rows = """
        INSERT INTO app_events (uuid, stream, version, kind, body, at) VALUES
          ('\(id(1))', 'a', 1, 'Opened', '{"text": "geheim"}', '2024-03-01 10:00:00'), ('\(id(2))', 'a', 2, 'Closed', '{"text": "geheim"}', '2024-03-01 10:00:01'),
          ('\(id(3))', 'b', 1, 'Opened', '{"text": "geheim"}', '2024-03-01 10:00:02');
        """

    /// A database with a small store, one of the same shape in the schema `evil`, and functions that do what they should not.
    static func database() throws -> String {
        let uri = try PostgresCluster.newDatabase()
        let table = "(id bigserial PRIMARY KEY, uuid uuid, stream text, version int, kind text, body jsonb, at timestamptz)"
        let leaving = [("search_path", "evil"), ("row_security", "off"), ("default_transaction_read_only", "off")].map { setting, value in
            """
            CREATE FUNCTION leaves_\(setting)(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
            BEGIN PERFORM pg_catalog.set_config('\(setting)', '\(value)', false); RETURN $1; END $$;
            """
        }
        _ = try PostgresCluster.psql(
            uri,
            """
            CREATE TABLE app_events \(table); \(rows)
            CREATE SCHEMA evil; CREATE TABLE evil.app_events \(table);
            INSERT INTO evil.app_events (uuid, stream, version, kind, body, at) VALUES ('\(id(9))', 'a', 1, 'Stolen', '{}', '2020-01-01');
            CREATE FUNCTION writes_volatile() RETURNS int LANGUAGE plpgsql VOLATILE AS $$ BEGIN DELETE FROM app_events; RETURN 1; END $$;
            CREATE FUNCTION writes_immutable() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN DELETE FROM app_events; RETURN 1; END $$;
            \(leaving.joined(separator: "\n"))
            """)
        return uri
    }

    /// All that could be changed.
    static func dump(_ uri: String) throws -> String {
        try PostgresCluster.psql(
            uri,
            """
            SELECT * FROM app_events ORDER BY id; SELECT * FROM evil.app_events ORDER BY id; SELECT last_value, is_called FROM app_events_id_seq;
            SELECT relname FROM pg_class WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1;
            SELECT count(*) FROM pg_largeobject_metadata; SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
    }
}
