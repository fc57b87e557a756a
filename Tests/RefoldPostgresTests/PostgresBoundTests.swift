import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("The bound on PostgreSQL")
struct PostgresBoundTests {
    /// A database with a store of one event.
    private func database() throws -> (uri: String, store: PostgresEventStore) {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        return (uri, store)
    }

    @Test("stays before an uncommitted event, names its holder, and advances when it is committed")
    func openWriter() throws {
        let (uri, store) = try database()
        let (slow, quick) = (try OtherWriter(uri, settings: ["application_name": "billing"]), try OtherWriter(uri))
        try slow.run("BEGIN")
        try slow.insert("slow")
        try quick.insert("quick")
        let held = try store.bound(remembered: 0)
        #expect(held.position == 1 && held.newest == 3)
        #expect(held.holders.map(\.transaction) == [.session(process: slow.connection.processNumber)])
        #expect(held.holders.first?.application == "billing")
        #expect(held.holders.first?.state == "idle in transaction")
        try slow.run("COMMIT")
        #expect(try store.bound(remembered: 1) == Bound(position: 3, newest: 3))
    }

    @Test("is refused if an event has position 0 or less, which no reader would reach", arguments: [0, -3])
    func belowOne(position: Int) throws {
        let (uri, store) = try database()
        _ = try PostgresCluster.psql(uri, "UPDATE event_store SET position = \(position)")
        let error = #expect(throws: RefoldError.self) { try store.bound(remembered: 0) }
        #expect(error?.status == .refused)
    }

    @Test("passes the gap of a transaction that was rolled back")
    func rolledBack() throws {
        let (uri, store) = try database()
        let writer = try OtherWriter(uri)
        try writer.run("BEGIN")
        try writer.insert("gone")
        try writer.run("ROLLBACK")
        try writer.insert("there")
        #expect(try store.bound(remembered: 0) == Bound(position: 3, newest: 3))
    }

    @Test("never falls below its earlier value, and advances to the first gap above it while somebody writes")
    func remembered() throws {
        let (uri, store) = try database()
        let (slow, quick) = (try OtherWriter(uri), try OtherWriter(uri))
        try quick.run("BEGIN; \(OtherWriter.insertion("gone")); ROLLBACK; \(OtherWriter.insertion("a"))")
        #expect(try store.bound(remembered: 0).position == 3)
        try quick.insert("b")
        try slow.run("BEGIN")
        try slow.insert("slow")
        try quick.insert("c")
        #expect(try store.bound(remembered: 3).position == 4)
        #expect(try store.bound(remembered: 0).position == 1)
        #expect(try store.bound(remembered: 99).position == 6)
    }

    @Test("counts a prepared transaction under its name, but not one that has not touched the events")
    func prepared() throws {
        let (uri, store) = try database()
        let (other, writer) = (try OtherWriter(uri), try OtherWriter(uri))
        try other.run("CREATE TABLE elsewhere (a int)")
        try other.run("BEGIN; INSERT INTO elsewhere VALUES (1)")
        let name = "payment \(uri.hashValue)"
        try writer.run("BEGIN; \(OtherWriter.insertion("prepared")); PREPARE TRANSACTION '\(name)'")
        try writer.insert("later")
        let held = try store.bound(remembered: 0)
        #expect(held.position == 1)
        #expect(held.holders.map(\.transaction) == [.prepared(name: name)])
        #expect(held.holders.first?.user == "postgres")
        try writer.run("COMMIT PREPARED '\(name)'")
        #expect(try store.bound(remembered: 0) == Bound(position: 3, newest: 3))
    }

    @Test("counts numbers drawn by hand, by COPY, by a function and in a savepoint that was rolled back", arguments: [
        "SELECT nextval(pg_get_serial_sequence('event_store', 'position'))",
        "CREATE FUNCTION pg_temp.add() RETURNS void LANGUAGE sql AS $$ \(OtherWriter.insertion("f")) $$; SELECT pg_temp.add()",
        "SAVEPOINT a; \(OtherWriter.insertion("v")); ROLLBACK TO SAVEPOINT a",
        "\(OtherWriter.insertion("p")); INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at) SELECT 'i', 'i', 1, event_type, event_data, event_metadata, occurred_at, recorded_at FROM event_store LIMIT 1",
    ])
    func ways(_ sql: String) throws {
        let (uri, store) = try database()
        let (slow, quick) = (try OtherWriter(uri), try OtherWriter(uri))
        try slow.run("BEGIN; \(sql)")
        try quick.insert("quick")
        let held = try store.bound(remembered: 0)
        #expect(held.position == 1)
        #expect(held.holders.count == 1)
        try slow.run("ROLLBACK")
        let free = try store.bound(remembered: 0)
        #expect(free.position == free.newest)
    }

    @Test("is found by a role that may only read the table")
    func readerRole() throws {
        let (uri, store) = try database()
        let role = "reader_\(UInt32.random(in: 0 ... .max))"
        let slow = try OtherWriter(uri)
        try slow.run("CREATE ROLE \(role) LOGIN; GRANT SELECT ON event_store TO \(role)")
        let reader = try PostgresEventStoreTests.store(uri.replacing("user=postgres", with: "user=\(role)"), .reading)
        #expect(try reader.bound(remembered: 0).position == 1)
        try slow.run("BEGIN; \(OtherWriter.insertion("slow"))")
        _ = try store.append([EventStoreContract.event("quick")], to: "t", expecting: .any)
        let held = try reader.bound(remembered: 0)
        #expect(held.position == 1 && held.newest == 3)
        #expect(held.holders == [BoundHolder(.session(process: slow.connection.processNumber), user: "postgres", application: "refold")])
        #expect(throws: RefoldError.self) { try reader.append([EventStoreContract.event("x")], to: "t", expecting: .any) }
    }

    @Test("of a view and of a partitioned table counts writers of the tables below", arguments: [
        "CREATE TABLE base (LIKE event_store INCLUDING ALL); DROP TABLE event_store; CREATE VIEW event_store AS SELECT * FROM base",
        """
        DROP TABLE event_store;
        CREATE TABLE event_store (position bigint DEFAULT 0, event_id text, aggregate_id text, version bigint, event_type text, event_data json,
          event_metadata json, occurred_at timestamptz, recorded_at timestamptz) PARTITION BY RANGE (occurred_at);
        CREATE SEQUENCE numbers; ALTER TABLE event_store ALTER position SET DEFAULT nextval('numbers');
        CREATE TABLE base PARTITION OF event_store FOR VALUES FROM ('2000-01-01') TO ('2030-01-01')
        """,
    ])
    func below(_ sql: String) throws {
        let (uri, _) = try database()
        let (slow, quick) = (try OtherWriter(uri), try OtherWriter(uri))
        try slow.run(sql)
        let store = try PostgresEventStoreTests.store(uri, .reading)
        try quick.insert("one")
        #expect(try store.bound(remembered: 0) == Bound(position: 1, newest: 1))
        for table in ["base", "event_store"] {
            try slow.run("BEGIN")
            try slow.insert("slow \(table)", into: table)
            try quick.insert("quick \(table)")
            let held = try store.bound(remembered: 0)
            #expect(held.position == held.newest - 2 && held.holders.count == 1)
            try slow.run("COMMIT")
        }
        #expect(try store.bound(remembered: 0) == Bound(position: 5, newest: 5))
    }

    @Test("is refused if nothing can guarantee it", arguments: [
        ("DO $$ BEGIN EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('event_store', 'position') || ' CACHE 20'; END $$", "CACHE 1"),
        ("ALTER TABLE event_store ALTER position DROP IDENTITY", "position bigint GENERATED BY DEFAULT AS IDENTITY"),
        ("ALTER TABLE event_store RENAME TO base; CREATE MATERIALIZED VIEW event_store AS SELECT * FROM base", "a table, a partitioned table, or a view on these"),
    ])
    func refused(sql: String, expected: String) throws {
        let (uri, _) = try database()
        try OtherWriter(uri).run(sql)
        let store = try PostgresEventStoreTests.store(uri, .reading)
        let error = #expect(throws: RefoldError.self) { try store.bound(remembered: 0) }
        #expect(error?.status == .refused)
        #expect(error?.faults.first?.expected == expected)
    }

    @Test("refuses gaps that a sequence may still fill, until the sequence is advanced")
    func sequenceBehind() throws {
        let (uri, store) = try database()
        let writer = try OtherWriter(uri)
        try writer.run("UPDATE event_store SET position = 2; INSERT INTO event_store SELECT 5, 'e', 'e', 1, event_type, event_data, event_metadata, occurred_at, recorded_at FROM event_store")
        let error = #expect(throws: RefoldError.self) { try store.bound(remembered: 0) }
        #expect(error?.status == .refused)
        #expect(error?.faults.first?.remedy?.contains("setval") == true)
        try writer.run("SELECT setval(pg_get_serial_sequence('event_store', 'position'), (SELECT max(position) FROM event_store))")
        #expect(try store.bound(remembered: 0) == Bound(position: 5, newest: 5))
    }
}
