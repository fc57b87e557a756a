import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Positions that the schema does not guarantee, on PostgreSQL")
struct PositionCheckTests {
    /// A store of another program with events at positions 1, 2 and 3.
    private static func database(position: String, _ sql: String, isView: Bool = false) throws -> String {
        let uri = try PostgresCluster.newDatabase()
        let table = isView ? "base" : "event_store"
        try OtherWriter(uri).run(
            """
            CREATE SEQUENCE numbers;
            CREATE TABLE \(table) (position \(position) DEFAULT nextval('numbers'), event_id text UNIQUE, aggregate_id text, version bigint, event_type text,
              event_data json, event_metadata json, occurred_at timestamptz, recorded_at timestamptz, UNIQUE (aggregate_id, version));
            \(isView ? "CREATE VIEW event_store AS SELECT * FROM base;" : "")
            INSERT INTO \(table) (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
              SELECT 'e' || n, 's' || n, 1, 'Happened', '{}', '{}', '2024-01-01', '2024-01-01' FROM generate_series(1, 3) AS n;
            \(sql)
            """)
        return uri
    }

    @Test("are checked before a run, and the first one that no scan can read is refused", arguments: [
        ("bigint", "UPDATE TABLE SET position = NULL WHERE event_id = 'e2'", "an event of the stream \"s2\" has no position"),
        ("bigint", "UPDATE TABLE SET position = 1 WHERE event_id = 'e3'", "several events have the position 1,"),
        ("bigint", "UPDATE TABLE SET position = 0 WHERE event_id = 'e1'", "an event has the position 0"),
        ("integer", "UPDATE TABLE SET position = -7 WHERE event_id = 'e1'", "an event has the position -7"),
        ("numeric", "UPDATE TABLE SET position = 2.5 WHERE event_id = 'e2'", "an event has the position 2.5"),
        ("numeric", "UPDATE TABLE SET position = 'NaN' WHERE event_id = 'e2'", "an event has the position NaN"),
        ("numeric", "UPDATE TABLE SET position = 9223372036854775808 WHERE event_id = 'e2'", "an event has the position 9223372036854775808"),
        ("double precision", "UPDATE TABLE SET position = 'infinity' WHERE event_id = 'e3'", "an event has the position Infinity"),
        ("real", "UPDATE TABLE SET position = 1.5 WHERE event_id = 'e2'", "an event has the position 1.5"),
        ("text", "SELECT", "the positions of event_store are of the type text"),
    ], [false, true])
    func refused(_ row: (type: String, sql: String, said: String), isView: Bool) throws {
        let uri = try Self.database(position: row.type, row.sql.replacing("TABLE", with: isView ? "base" : "event_store"), isView: isView)
        let error = #expect(throws: RefoldError.self) { try PostgresEventStoreTests.store(uri).bound(remembered: 0) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains(row.said) == true, "\(error?.description ?? "")")
    }

    @Test("that are valid are read, whatever their type", arguments: ["bigint", "smallint", "numeric", "numeric(20,2)", "real", "double precision"])
    func read(type: String) throws {
        let store = try PostgresEventStoreTests.store(Self.database(position: type, "SELECT"))
        #expect(try store.bound(remembered: 0) == Bound(position: 3, newest: 3))
        let read = EventBatch(events: 8)
        #expect(try !store.scan(EventQuery(after: 0, through: 3, types: nil, columns: .all)).next(into: read))
        #expect((0..<read.count).map { read[$0].position } == [1, 2, 3])
        #expect(try store.append([EventStoreContract.event("e4")], to: "s4", expecting: .exactly(0)) == .appended(version: 1, position: 4))
    }

    @Test("are checked if an index is partial, not valid, or on a table that others inherit from", arguments: [
        "CREATE UNIQUE INDEX ON event_store (position) WHERE position < 3; UPDATE event_store SET position = 3 WHERE event_id = 'e2'",
        "CREATE UNIQUE INDEX ON event_store (position, event_id); UPDATE event_store SET position = 3 WHERE event_id = 'e2'",
        "ALTER TABLE event_store ADD PRIMARY KEY (position); CREATE TABLE more () INHERITS (event_store); INSERT INTO more SELECT 3, 'e9', 's9', 1, event_type, event_data, event_metadata, occurred_at, recorded_at FROM event_store LIMIT 1",
    ])
    func weakIndex(_ sql: String) throws {
        let error = #expect(throws: RefoldError.self) {
            try PostgresEventStoreTests.store(Self.database(position: "bigint", sql)).bound(remembered: 0)
        }
        #expect(error?.description.contains("several events have the position 3,") == true, "\(error?.description ?? "")")
    }

    @Test("are not checked if the schema guarantees them")
    func promised() throws {
        let uri = try Self.database(position: "bigint", "ALTER TABLE event_store ADD PRIMARY KEY (position)")
        let table = try #require(try PostgresEventLayout.find(on: PostgresConnection(PostgresLocation(uri, from: "test"))))
        #expect(table.promises == PostgresPromises(positionIsThere: true, positionIsUnique: true, identityIsUnique: true))
    }

    @Test("must rise from event to event in a scan, or it ends", arguments: [1, 4])
    func scan(readers: Int) throws {
        let uri = try Self.database(position: "bigint", "UPDATE event_store SET position = 2 WHERE event_id = 'e3'")
        var query = EventQuery(after: 0, through: 100_000, types: nil)
        query.readers = readers
        let scan = try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .reading, windowSizes: 50...50).scan(query)
        let read = EventBatch(events: 8)
        let error = #expect(throws: RefoldError.self) { while try scan.next(into: read) {} }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("does not follow 2") == true, "\(error?.description ?? "")")
    }

    @Test("If no index makes ids and versions unique, appenders run one after the other, and each id is stored once")
    func identity() throws {
        let uri = try Self.database(
            position: "bigint", "ALTER TABLE event_store DROP CONSTRAINT event_store_event_id_key, DROP CONSTRAINT event_store_aggregate_id_version_key")
        try Concurrently.run(8) { writer in
            let store = try PostgresEventStoreTests.store(uri)
            for number in 0..<25 {
                let event = EventStoreContract.event("n\(number)")
                if writer.isMultiple(of: 2) {
                    _ = try store.append([event], to: "one", expecting: .any)
                } else {
                    _ = try store.transact(.oneCommand) { events throws(RefoldError) in try events.append([event], to: "one", expecting: .any) }
                }
            }
        }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*), count(DISTINCT event_id), count(DISTINCT version) FROM event_store WHERE aggregate_id = 'one'") == "25|25|25")
    }
}
