import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

/// A number was drawn and its transaction rolled back, an event stands above it, and somebody writes.
@Suite("An old hole beside an idle writer on PostgreSQL")
struct OldHoleTests {
    private static let cluster = Result { try PostgresCluster(settings: ["track_commit_timestamp=on"]) }

    private let uri: String
    private let store: PostgresEventStore
    private let idle: OtherWriter
    private let quick: OtherWriter

    init() throws {
        uri = try Self.cluster.get().newDatabase()
        store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        (idle, quick) = (try OtherWriter(uri), try OtherWriter(uri))
    }

    /// Leaves position 2 empty, and puts events at 3 and 4.
    private func makeHole() throws {
        try quick.run("BEGIN; \(OtherWriter.insertion("gone")); ROLLBACK; \(OtherWriter.insertion("a"))")
        try quick.insert("b")
    }

    @Test("holds nothing back if an event above it was committed before the writer began")
    func older() throws {
        try makeHole()
        try idle.run("BEGIN; \(OtherWriter.insertion("idle"))")
        #expect(try store.bound(remembered: 0) == Bound(position: 4, newest: 4))
        try quick.insert("c")
        let held = try store.bound(remembered: 0)
        #expect(held.position == 4 && held.newest == 6)
        #expect(held.holders.map(\.transaction) == [.session(process: idle.connection.processNumber)])
        try idle.run("COMMIT")
        #expect(try store.bound(remembered: 0) == Bound(position: 6, newest: 6))
    }

    @Test("holds back if the writer began before the event above it was committed, though it drew its number later", arguments: [
        "BEGIN; SELECT 1", "BEGIN; SAVEPOINT a; \(OtherWriter.insertion("idle")); ROLLBACK TO SAVEPOINT a",
    ])
    func younger(_ beginning: String) throws {
        try idle.run(beginning)
        try makeHole()
        try idle.insert("late")
        try quick.insert("c")
        let held = try store.bound(remembered: 0)
        #expect(held.position == 1 && held.holders.count == 1)
        try idle.run("ROLLBACK")
        let free = try store.bound(remembered: 0)
        #expect(free.position == free.newest)
    }

    @Test("holds back as long as one writer is not known to have begun later: a prepared one, or one that the role may not see")
    func unknown() throws {
        try makeHole()
        let name = "idle \(UInt64.random(in: 0 ... .max))"
        try idle.run("BEGIN; \(OtherWriter.insertion("idle")); PREPARE TRANSACTION '\(name)'")
        #expect(try store.bound(remembered: 0).position == 1)
        try idle.run("COMMIT PREPARED '\(name)'")
        try idle.run("BEGIN; \(OtherWriter.insertion("idle again"))")
        let role = "reader_\(UInt32.random(in: 0 ... .max))"
        try quick.run("CREATE ROLE \(role) LOGIN; GRANT SELECT ON event_store TO \(role)")
        func asRole() throws -> Position {
            try PostgresEventStoreTests.store(uri.replacing("user=postgres", with: "user=\(role)"), .reading).bound(remembered: 0).position
        }
        #expect(try asRole() == 1)
        try quick.run("GRANT pg_read_all_stats TO \(role)")
        #expect(try asRole() == 5)
        try idle.run("ROLLBACK")
    }

    @Test("holds back if the server keeps no times of commits")
    func withoutTimes() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        let (idle, quick) = (try OtherWriter(uri), try OtherWriter(uri))
        try quick.run("BEGIN; \(OtherWriter.insertion("gone")); ROLLBACK; \(OtherWriter.insertion("a"))")
        try idle.run("BEGIN; \(OtherWriter.insertion("idle"))")
        #expect(try store.bound(remembered: 0).position == 1)
        try idle.run("ROLLBACK")
    }

    @Test("holds back if the event above it came by replication, with the time of another server")
    func replicated() throws {
        let origin = "origin \(UInt64.random(in: 0 ... .max))"
        try quick.run("SELECT pg_replication_origin_create('\(origin)'); SELECT pg_replication_origin_session_setup('\(origin)')")
        try idle.run("BEGIN; SELECT 1")
        try quick.run("BEGIN; \(OtherWriter.insertion("gone")); ROLLBACK")
        // Each in a statement of its own, so that the transaction is that of the event.
        try quick.run("BEGIN")
        try quick.insert("a")
        try quick.run("SELECT pg_replication_origin_xact_setup('0/1', '2020-01-01 00:00:00+00')")
        try quick.run("COMMIT")
        #expect(try PostgresCluster.psql(uri, "SELECT pg_xact_commit_timestamp(xmin) < '2021-01-01' FROM event_store WHERE event_id = 'a'") == "t")
        try idle.insert("idle")
        #expect(try store.bound(remembered: 0).position == 1)
        try idle.run("ROLLBACK")
        try quick.run("SELECT pg_replication_origin_session_reset()")
    }

    @Test("holds nothing back in a partitioned table, and holds back in a view, whose rows have no transaction", arguments: [
        ("""
        DROP TABLE event_store;
        CREATE TABLE event_store (position bigint DEFAULT 0, event_id text, aggregate_id text, version bigint, event_type text, event_data json,
          event_metadata json, occurred_at timestamptz, recorded_at timestamptz) PARTITION BY RANGE (occurred_at);
        CREATE SEQUENCE numbers; ALTER TABLE event_store ALTER position SET DEFAULT nextval('numbers');
        CREATE TABLE base PARTITION OF event_store FOR VALUES FROM ('2000-01-01') TO ('2030-01-01')
        """, 4 as Position),
        ("ALTER TABLE event_store RENAME TO base; CREATE VIEW event_store AS SELECT * FROM base", 1),
    ])
    func tables(_ sql: String, expected: Position) throws {
        try quick.run(sql)
        if expected > 1 { try quick.insert("first") }
        let store = try PostgresEventStoreTests.store(uri, .reading)
        try makeHole()
        try idle.run("BEGIN; \(OtherWriter.insertion("idle"))")
        #expect(try store.bound(remembered: 0).position == expected)
        try idle.run("ROLLBACK")
    }
}
