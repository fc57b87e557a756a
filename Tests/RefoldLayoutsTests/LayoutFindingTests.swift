import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

@Suite("Finding out which framework's store a database is")
struct LayoutFindingTests {
    private func refused(_ body: () throws -> Any?) -> RefoldError? { #expect(throws: RefoldError.self) { _ = try body() } }

    /// A database with the tables of some fixtures, each in a schema of its own.
    private func database(_ places: [(fixture: String, schema: String)]) throws -> String {
        let uri = try PostgresCluster.newDatabase()
        for (fixture, schema) in places {
            let text = try LayoutFixture(name: fixture).text("schema.sql") + LayoutFixture(name: fixture).text("rows.sql")
            _ = try PostgresCluster.psql(uri, "CREATE SCHEMA IF NOT EXISTS \(PostgresName.quoted(schema)); SET search_path = \(PostgresName.quoted(schema)); \(text)")
        }
        return uri
    }

    @Test("looks into schemas that are not on the search path")
    func otherSchema() throws {
        let uri = try database([("eventsauce", "the \"Bank\"")])
        var layout = try LayoutFixture(name: "eventsauce").layout()
        layout.unreadable = .skip
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        #expect(try EventStoreContract.everything(in: store).count == 4)
        #expect(try PostgresLayoutStore.test(uri, .builtIn()).traits.layout == "eventsauce")
    }

    @Test("takes the schema on the search path, and without one there names the two")
    func twoSchemas() throws {
        let uri = try database([("marten", "one"), ("marten", "two")])
        let error = refused { try PostgresLayoutStore.test(uri, .builtIn()) }
        #expect(error?.status == .usage)
        for part in ["Marten", "one.mt_events", "two.mt_events"] { #expect(error?.description.contains(part) == true, "\(part)") }
        _ = try PostgresCluster.psql(uri, "DELETE FROM two.mt_events WHERE seq_id > 1")
        _ = try PostgresCluster.psql(uri, "ALTER DATABASE \(uri.dropFirst("postgresql:///".count).prefix { $0 != "?" }) SET search_path = two, one")
        #expect(try EventStoreContract.everything(in: PostgresLayoutStore.test(uri, .builtIn())).map(\.position) == [1])
    }

    @Test("names both frameworks if two fit, and takes the one that is chosen")
    func twoFrameworks() throws {
        let uri = try database([("marten", "public"), ("eventuous", "public")])
        let error = refused { try PostgresLayoutStore.test(uri, .builtIn()) }
        #expect(error?.status == .usage)
        for part in ["Marten", "Eventuous", "--layout marten", "--layout eventuous"] { #expect(error?.description.contains(part) == true, "\(part)") }
        let layouts = try BuiltInLayouts.all().map(\.layout).filter { $0.name == "eventuous" }
        #expect(try PostgresLayoutStore.test(uri, LayoutChoice(layouts, from: "--layout")).traits.layout == "eventuous")
    }

    private static let own = """
        CREATE TABLE event_store (position bigserial PRIMARY KEY, event_id text, aggregate_id text, version bigint, event_type text, event_data text,
          event_metadata text, occurred_at text, recorded_at text);
        """

    @Test("names Refold's own store beside another framework's")
    func besideOwn() throws {
        let uri = try database([("marten", "public")])
        _ = try PostgresCluster.psql(uri, Self.own)
        let error = refused { try PostgresLayoutStore.test(uri, .builtIn()) }
        #expect(error?.status == .usage)
        for part in ["Refold", "Marten", "--layout refold", "--layout marten"] { #expect(error?.description.contains(part) == true, "\(part)") }
        // Also one that lacks a column: it may be a store that somebody has changed.
        _ = try PostgresCluster.psql(uri, "ALTER TABLE event_store DROP COLUMN event_metadata")
        #expect(refused { try PostgresLayoutStore.test(uri, .builtIn()) }?.status == .usage)
        #expect(try PostgresLayoutStore.find(LayoutChoice([], from: "--layout"), at: PostgresLocation(uri, from: "test")) == nil)
    }

    @Test("gives nothing for Refold's own store, and for a database without one")
    func none() throws {
        let uri = try PostgresCluster.newDatabase()
        let location = try PostgresLocation(uri, from: "test")
        #expect(try PostgresLayoutStore.find(.builtIn(), at: location) == nil)
        _ = try PostgresCluster.psql(uri, Self.own)
        #expect(try PostgresLayoutStore.find(.builtIn(), at: location) == nil)
        try withFolder { folder in
            let connection = try SQLiteConnection(folder + "/store.db", mode: .create)
            try connection.execute("CREATE TABLE orders (id, data)")
            #expect(try SQLiteLayoutStore.find(.builtIn(), path: folder + "/store.db") == nil)
            try connection.execute(Self.own.replacing("bigserial", with: "INTEGER"))
            #expect(try SQLiteLayoutStore.find(.builtIn(), path: folder + "/store.db") == nil)
        }
    }

    @Test("refuses a layout that does not fit, and says which tables it looks for")
    func doesNotFit() throws {
        let uri = try database([("marten", "public")])
        let fixture = LayoutFixture(name: "emmett")
        let error = refused { try PostgresLayoutStore.test(uri, .only(fixture.layout())) }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("emt_messages") == true)
        let other = refused { try PostgresLayoutStore.test(uri, .only(LayoutFixture(name: "emmett.sqlite").layout())) }
        #expect(other?.status == .usage)
        #expect(other?.description.contains("SQLite") == true)
        // The tables are there, and the SELECT asks for a column that they lack.
        var layout = try LayoutFixture(name: "marten").layout()
        layout.select = layout.select.replacing("e.version AS", with: "e.revision AS")
        let column = refused { try PostgresLayoutStore.test(uri, .only(layout)) }
        #expect(column?.status == .usage)
        #expect(column?.description.contains("revision") == true)
        layout = try LayoutFixture(name: "marten").layout()
        layout.select = layout.select.replacing(" AS recorded_at", with: " AS stored_at")
        #expect(refused { try PostgresLayoutStore.test(uri, .only(layout)) }?.description.contains("recorded_at") == true)
    }

    @Test("in SQLite names both frameworks if two fit")
    func sqlite() throws {
        try withFolder { folder in
            let path = try LayoutFixture(name: "spatie.sqlite").file(in: folder)
            try SQLiteConnection(path, mode: .readWrite).execute(LayoutFixture(name: "eventuous.sqlite").text("schema.sql"))
            let error = refused { try SQLiteLayoutStore.test(path, .builtIn()) }
            #expect(error?.status == .usage)
            for part in ["Eventuous", "--layout spatie"] { #expect(error?.description.contains(part) == true, "\(part)") }
        }
    }
}
