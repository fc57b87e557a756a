import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A scan by several readers")
struct ParallelEventScanTests {
    private static func store(_ uri: String, _ sizes: ClosedRange<Int64>) throws -> PostgresEventStore {
        try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating, windowSizes: sizes)
    }

    @Test("passes every check of event stores with windows of a few positions", arguments: EventStoreContract.checks)
    func contract(_ check: StoreCheck) throws { try check.run(Self.store(PostgresCluster.newDatabase(), 7...7)) }

    /// A database with 20,000 positions, except for some gaps, of 41 types.
    private static func database() throws -> String {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresEventStoreTests.store(uri).append([EventStoreContract.event("first")], to: "first", expecting: .any)
        try OtherWriter(uri).run(
            """
            INSERT INTO event_store (position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
            SELECT n, 'e' || n, 's' || n % 97, 1 + n / 97, 'T' || n::bigint * n % 41, json_build_object('n', n), '{}',
              timestamptz '2024-01-01' + n * interval '1 second', '2024-01-01'
            FROM generate_series(2, 20000) AS n WHERE n % 13 <> 0 AND n NOT BETWEEN 5000 AND 9000
            """)
        return uri
    }

    private static func read(_ scan: any EventScan, batch events: Int = 8192) throws -> [StoredEvent] {
        let batch = EventBatch(events: events)
        var seen: [StoredEvent] = []
        var hasMore = true
        while hasMore {
            let before = batch.through
            hasMore = try scan.next(into: batch)
            #expect(batch.through >= before)
            for index in 0..<batch.count { seen.append(batch.storedEvent(index)) }
            if let last = seen.last { #expect(batch.through >= last.position) }
        }
        return seen
    }

    @Test("gives the same events in the same order, whatever the readers, windows and batches")
    func sameEvents() throws {
        let uri = try Self.database()
        for types in [nil, ["T4", "T0"], ["T25", "Never"]] as [[String]?] {
            var query = EventQuery(after: 3, through: 19_990, types: types, columns: .all)
            let alone = try Self.read(Self.store(uri, PositionWindows.usualSizes).scan(query))
            #expect(alone.count > 500)
            for (readers, sizes, batch) in [(2, 1...1_000_000, 8192), (3, 64...64, 5), (8, 500...4000, 100), (5, 3000...3000, 1000)] as [
                (Int, ClosedRange<Int64>, Int)
            ] {
                query.readers = readers
                #expect(try Self.read(Self.store(uri, sizes).scan(query), batch: batch) == alone, "\(readers) readers, windows of \(sizes)")
            }
        }
    }

    @Test("numbers the types in one way for all readers, and only appends to their list")
    func types() throws {
        let scan = try Self.store(Self.database(), 100...100).scan(EventQuery(after: 0, through: 20_000, types: nil, readers: 4))
        let batch = EventBatch(events: 50)
        var names: [String] = []
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            #expect(Array(batch.typeNames.prefix(names.count)) == names)
            names = batch.typeNames
        }
        #expect(Set(names).count == names.count)
    }

    @Test("returns the events before the window with a bad event, then names that event, also when it is called again")
    func badEvent() throws {
        let uri = try Self.database()
        try OtherWriter(uri).run("UPDATE event_store SET occurred_at = 'infinity' WHERE position IN (12340, 15000, 19999)")
        let scan = try Self.store(uri, 100...100).scan(EventQuery(after: 0, through: 20_000, types: nil, readers: 3))
        let batch = EventBatch(events: 64)
        var last: Position = 0
        let error = #expect(throws: RefoldError.self) {
            while try scan.next(into: batch) { last = batch.through }
        }
        guard case .event(12_340, _, _)? = error?.faults.first?.place else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(last >= 12_200 && last < 12_340)
        let again = #expect(throws: RefoldError.self) { try scan.next(into: batch) }
        #expect(again == error)
        try Self.expectOneSession(uri)
    }

    @Test("reports that its connections were cut")
    func cut() throws {
        let uri = try Self.database()
        let scan = try Self.store(uri, 100...100).scan(EventQuery(after: 0, through: 20_000, types: nil, readers: 3))
        let batch = EventBatch(events: 10)
        #expect(try scan.next(into: batch))
        try Things.cutConnections(to: uri)
        let error = #expect(throws: RefoldError.self) { while try scan.next(into: batch) {} }
        #expect(error?.status == .failed)
    }

    @Test("ends its readers when it is released early")
    func dropped() throws {
        let uri = try Self.database()
        let store = try Self.store(uri, 100...100)
        for turn in 0..<5 {
            let scan = try store.scan(EventQuery(after: 0, through: 20_000, types: nil, readers: 4))
            for _ in 0..<turn { _ = try scan.next(into: EventBatch(events: 10)) }
        }
        try Self.expectOneSession(uri)
        withExtendedLifetime(store) {}
    }

    @Test("is carried out by the readers that the server accepts")
    func connectionLimit() throws {
        let uri = try Self.database()
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) CONNECTION LIMIT 3; GRANT SELECT ON event_store TO \(role)")
        let store = try PostgresEventStore(
            PostgresLocation(uri.replacing("user=postgres", with: "user=\(role)"), from: "test"), access: .reading, windowSizes: 100...100)
        let query = EventQuery(after: 0, through: 20_000, types: nil, readers: 8)
        #expect(try Self.read(store.scan(query)).count == Self.read(Self.store(uri, 100...100).scan(query)).count)
    }

    /// Waits until only the store's own session is left.
    private static func expectOneSession(_ uri: String) throws {
        let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'refold'"
        let end = ContinuousClock.now + .seconds(120)
        while try Int(PostgresCluster.psql(uri, count)) ?? 9 > 1, ContinuousClock.now < end { usleep(20_000) }
        #expect(try Int(PostgresCluster.psql(uri, count)) ?? 9 <= 1)
    }
}
