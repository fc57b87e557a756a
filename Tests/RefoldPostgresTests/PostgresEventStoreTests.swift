import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("The event store on PostgreSQL")
struct PostgresEventStoreTests {
    static func store(_ uri: String, _ access: EventStoreAccess = .creating) throws -> PostgresEventStore {
        try PostgresEventStore(PostgresLocation(uri, from: "test"), access: access)
    }

    @Test("passes every check of event stores", arguments: EventStoreContract.checks)
    func contract(_ check: StoreCheck) throws { try check.run(Self.store(PostgresCluster.newDatabase())) }

    @Test("passes every check in a table of another program with additional columns", arguments: EventStoreContract.checks)
    func contractInForeignTable(_ check: StoreCheck) throws {
        let uri = try PostgresCluster.newDatabase()
        try OtherWriter(uri).run(
            """
            CREATE SCHEMA "Odd ""one"; ALTER DATABASE \(PostgresName.quoted(String(uri.dropFirst(14).prefix { $0 != "?" }))) SET search_path = "Odd ""one";
            CREATE TABLE "Odd ""one".event_store (
              recorded_at timestamptz NOT NULL, occurred_at timestamptz NOT NULL, event_metadata json NOT NULL, event_data json NOT NULL,
              event_type varchar(80) NOT NULL, version int NOT NULL, aggregate_id varchar NOT NULL, event_id varchar NOT NULL UNIQUE,
              position bigserial PRIMARY KEY, tenant text NOT NULL DEFAULT 'x', UNIQUE (aggregate_id, version))
            """)
        try check.run(Self.store(uri))
    }

    @Test("Ids, payloads and times of other types are read and written")
    func otherTypes() throws {
        let uri = try PostgresCluster.newDatabase()
        try OtherWriter(uri).run(
            """
            CREATE TABLE event_store (position bigserial PRIMARY KEY, event_id uuid UNIQUE, aggregate_id text, version int, event_type text,
              event_data jsonb, event_metadata jsonb, occurred_at timestamp, recorded_at timestamp, UNIQUE (aggregate_id, version))
            """)
        let store = try Self.store(uri)
        let ids = (0..<3).map { "00000000-0000-0000-0000-00000000000\($0)" }
        #expect(try store.append([EventStoreContract.event(ids[0])], to: "s", expecting: .exactly(0)) == .appended(version: 1, position: 1))
        let batch = EventBatch(events: 2)
        batch.typeNames = ["Happened"]
        for id in ids {
            guard !batch.isFull(for: 0) else { break }
            let event = EventStoreContract.event(id)
            batch.append(
                EventHead(
                    position: 0, version: 0, type: 0, stream: batch.copy("s"), data: batch.copy(event.data), occurredAt: event.occurredAt,
                    recordedAt: event.recordedAt, id: batch.copy(id), metadata: batch.copy(event.metadata)))
        }
        try store.appendInBulk { bulk throws(RefoldError) in
            #expect(try bulk.append(0, of: batch, comparingRecordedAt: true) == .alreadyThere)
            #expect(try bulk.append(1, of: batch, comparingRecordedAt: true) == .appended)
        }
        let scan = try store.scan(EventQuery(after: 0, through: 9, types: ["Happened"], columns: .all))
        let read = EventBatch(events: 8)
        #expect(try !scan.next(into: read))
        #expect((0..<read.count).map { read.storedEvent($0).event.id } == Array(ids.prefix(2)))
        #expect(read.storedEvent(0).event.occurredAt == EventStoreContract.event("").occurredAt)
    }

    @Test("Reading does not create a store, and reports how one is created")
    func missing() throws {
        let uri = try PostgresCluster.newDatabase()
        let error = #expect(throws: RefoldError.self) { try Self.store(uri, .reading) }
        #expect(error?.faults.first?.what == "there is no event store")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM pg_tables WHERE tablename = 'event_store'") == "0")
    }

    @Test("A table that lacks columns is refused with all of their names")
    func otherLayout() throws {
        let uri = try PostgresCluster.newDatabase()
        try OtherWriter(uri).run(
            "CREATE TABLE event_store (position bigint, event_id text, aggregate_id text, version int, event_type text, event_dat json, occurred_at date, recorded_at date)")
        let error = #expect(throws: RefoldError.self) { try Self.store(uri) }
        #expect(error?.faults.map(\.what) == [
            "the table event_store has no column \"event_data\"", "the table event_store has no column \"event_metadata\"",
        ])
        #expect(error?.faults.first?.remedy == "did you mean \"event_dat\"?")
    }

    @Test("A time outside the calendar stops the scan and names the event", arguments: ["infinity", "0044-03-15 00:00 BC", "12000-01-01"])
    func badTime(_ time: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Self.store(uri)
        _ = try store.append([EventStoreContract.event("a")], to: "s", expecting: .any)
        try OtherWriter(uri).run("UPDATE event_store SET occurred_at = '\(time)'")
        let error = #expect(throws: RefoldError.self) {
            try store.scan(EventQuery(after: 0, through: 1, types: nil)).next(into: EventBatch(events: 1))
        }
        #expect(error?.faults.first?.place == .event(position: 1, stream: "s", type: "Happened"))
        #expect(throws: RefoldError.self) { try store.events(in: "s", from: 1, limit: nil) }
    }

    @Test("A version below 1 stops the scan and names the event", arguments: [0, -1] as [Int64])
    func badVersion(_ version: Int64) throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Self.store(uri)
        _ = try store.append([EventStoreContract.event("a", "Other"), EventStoreContract.event("b")], to: "s", expecting: .any)
        try OtherWriter(uri).run("UPDATE event_store SET version = \(version) WHERE position = 2")
        try EventStoreContract.expectRefusal(ofVersion: version, in: store)
    }

    @Test("Concurrent creators make one store, and appenders of one stream in several sessions lose nothing")
    func racing() throws {
        let uri = try PostgresCluster.newDatabase()
        try Concurrently.run(6) { thread in
            let store = try Self.store(uri)
            for number in 0..<30 {
                guard case .appended = try store.append([EventStoreContract.event("\(thread)-\(number)")], to: "s", expecting: .any) else {
                    Issue.record("not appended")
                    return
                }
            }
        }
        #expect(try Self.store(uri, .reading).events(in: "s", from: 1, limit: nil).map(\.version) == Array(1...180))
    }

    @Test("The sequence is advanced past positions that were written by hand")
    func handWritten() throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try Self.store(uri).append([EventStoreContract.event("a")], to: "s", expecting: .any)
        try OtherWriter(uri).run("UPDATE event_store SET position = 40")
        #expect(try Self.store(uri).append([EventStoreContract.event("b")], to: "s", expecting: .any) == .appended(version: 2, position: 41))
    }
}
