import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@testable import RefoldPostgres

@Suite("Columns of an event store on PostgreSQL that hold less than they are given")
struct ColumnTypeTests {
    private static func store(_ alteration: String) throws -> (PostgresEventStore, uri: String) {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresEventStoreTests.store(uri).append([EventStoreContract.event("first")], to: "f", expecting: .any)
        try OtherWriter(uri).run(alteration)
        return (try PostgresEventStoreTests.store(uri), uri)
    }

    /// One batch of events of a stream.
    private static func bulk(_ ids: [String], type: String, _ stream: String, into store: PostgresEventStore) throws -> [BulkOutcome] {
        var outcomes: [BulkOutcome] = []
        try store.appendInBulk { bulk throws(RefoldError) in
            let batch = EventBatch(events: ids.count)
            outcomes = []
            for id in ids {
                batch.append(StoredEvent(position: 0, stream: stream, version: 0, event: EventStoreContract.event(id, type)))
            }
            for event in 0..<ids.count {
                let outcome = try bulk.append(event, of: batch, comparingRecordedAt: true)
                outcomes.append(outcome)
                if case .refused(_, let error) = outcome { throw error }
            }
        }
        return outcomes
    }

    private static let long = String(repeating: "é", count: 40)

    @Test("What a column cuts, pads or rounds is refused, in bulk and singly, and nothing is kept", arguments: [
        ("ALTER event_type TYPE name", "x", long, "s", "event_type"), ("ALTER aggregate_id TYPE name", "x", "T", long, "aggregate_id"),
        ("ALTER event_id TYPE name", long, "T", "s", "event_id"), ("ALTER event_type TYPE \"char\"", "x", "Two", "s", "event_type"),
        ("ALTER recorded_at TYPE timestamptz(0)", "x", "T", "s", "recorded_at"), ("ALTER event_id TYPE char(9)", "x ", "T", "s", "event_id"),
        ("ALTER aggregate_id TYPE varchar(2)", "x", "T", "s   ", "aggregate_id"),
    ])
    func altered(alteration: String, id: String, type: String, stream: String, column: String) throws {
        let (store, uri) = try Self.store("TRUNCATE event_store; ALTER TABLE event_store \(alteration)")
        for isBulk in [true, false] {
            let error = #expect(throws: RefoldError.self, "bulk: \(isBulk)") {
                if isBulk {
                    _ = try Self.bulk([id], type: type, stream, into: store)
                } else {
                    _ = try store.append([EventStoreContract.event(id, type)], to: stream, expecting: .any)
                }
            }
            // It is looked for by the id that was written.
            let said = column == "event_id" ? StoredEvent.lossOfAll : StoredEvent.loss(in: column)
            #expect(error?.faults.first?.what == said)
            #expect(error?.faults.first?.place == .newEvent(stream: stream, version: 1, type: type))
            #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "0")
        }
    }

    @Test("Columns of a fixed length hold what fits, and find it again")
    func fixedLength() throws {
        let (store, uri) = try Self.store(
            "TRUNCATE event_store; ALTER TABLE event_store ALTER event_id TYPE char(36), ALTER aggregate_id TYPE char(36), ALTER event_type TYPE char(40)")
        let ids = (1...3).map { "6f1b0001-0000-4000-8000-00000000000\($0)" }
        #expect(try Self.bulk(ids, type: "OrderPlaced", "order-1001", into: store) == [.appended, .appended, .appended])
        #expect(try Self.bulk(ids, type: "OrderPlaced", "order-1001", into: store) == [.alreadyThere, .alreadyThere, .alreadyThere])
        #expect(try store.events(in: "order-1001", from: 1, limit: nil).map(\.event) == ids.map { EventStoreContract.event($0, "OrderPlaced") })
        #expect(try store.append([EventStoreContract.event("4")], to: "order-1001", expecting: .exactly(3)) == .appended(version: 4, position: 5))
        #expect(try Array(store.firstPositions(of: ["OrderPlaced", "Other"], after: 0, through: .max).keys) == [ExactText("OrderPlaced")])
        #expect(try PostgresCluster.psql(uri, "SELECT count(DISTINCT event_id::text) FROM event_store") == "4")
    }

    @Test("A name that a column cuts, or of which it drops blanks, is not taken for the one that is there")
    func lookUps() throws {
        let cut = String(repeating: "a", count: 63)
        let (store, _) = try Self.store("ALTER TABLE event_store ALTER event_id TYPE name, ALTER aggregate_id TYPE char(70)")
        _ = try store.append([EventStoreContract.event(cut)], to: "s", expecting: .exactly(0))
        #expect(try store.event(id: cut)?.event.id == cut)
        #expect(try store.event(id: cut + "b") == nil)
        #expect(try store.version(of: "s") == 1 && store.version(of: "s ") == 0)
        #expect(try store.events(in: "s ", from: 1, limit: nil) == [])
        #expect(try store.transact(.batch) { transaction throws(RefoldError) in try transaction.events(inEach: ["s ", "t"]) } == [])
    }

    @Test("A trigger of a partition alone is noticed")
    func partition() throws {
        let uri = try PostgresCluster.newDatabase()
        try OtherWriter(uri).run(
            """
            CREATE TABLE event_store (position bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, event_id text, aggregate_id text, version bigint,
              event_type text, event_data json, event_metadata json, occurred_at timestamptz, recorded_at timestamptz) PARTITION BY RANGE (position);
            CREATE TABLE events_1 PARTITION OF event_store FOR VALUES FROM (0) TO (1000);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.event_metadata := ''{}''; RETURN NEW; END';
            CREATE TRIGGER t BEFORE INSERT ON events_1 FOR EACH ROW EXECUTE FUNCTION f()
            """)
        let store = try PostgresEventStoreTests.store(uri)
        let error = #expect(throws: RefoldError.self) { try Self.bulk(["a"], type: "T", "s", into: store) }
        #expect(error?.faults.first?.what == StoredEvent.loss(in: "event_metadata"))
    }

    @Test("UUIDs may come to stand in another form")
    func uuids() throws {
        let (store, _) = try Self.store("TRUNCATE event_store; ALTER TABLE event_store ALTER event_id TYPE uuid USING NULL")
        let id = "6F1B0001-0000-4000-8000-00000000000A"
        #expect(try store.append([EventStoreContract.event(id)], to: "s", expecting: .any) == .appended(version: 1, position: 2))
        #expect(try Self.bulk([id], type: "Happened", "s", into: store) == [.alreadyThere])
    }
}
