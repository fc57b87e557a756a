import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Waiting for other writers, on PostgreSQL")
struct WriterWaitTests {
    private static func event(_ id: String) -> NewEvent { EventStoreContract.event(id) }

    private static func store(_ uri: String, _ waits: RecordedWaits, _ limit: Duration = .milliseconds(300)) throws -> PostgresEventStore {
        try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating, waits: waits.policy(limit))
    }

    /// The ways to append one event.
    private static let ways: [@Sendable (PostgresEventStore, String) throws -> Void] = [
        { store, id in _ = try store.append([event(id)], to: id, expecting: .any) },
        { store, id in try store.transact(.batch) { events throws(RefoldError) in _ = try events.append([event(id)], to: id, expecting: .any) } },
        { store, id in try appendInBulk([id], to: store) },
    ]

    private static func appendInBulk(_ ids: [String], to store: PostgresEventStore) throws {
        let batch = EventBatch(events: ids.count, byteCapacity: 1 << 16)
        batch.typeNames = ["Happened"]
        for id in ids {
            let event = event(id)
            batch.append(
                EventHead(
                    position: 0, version: 0, type: 0, stream: batch.copy(id), data: batch.copy(event.data), occurredAt: event.occurredAt,
                    recordedAt: event.recordedAt, id: batch.copy(id), metadata: batch.copy(event.metadata)))
        }
        try store.appendInBulk { bulk throws(RefoldError) in
            for event in 0..<ids.count { _ = try bulk.append(event, of: batch, comparingRecordedAt: true) }
        }
    }

    @Test("A wait for a lock that is too long ends as busy and names the holder, and the store works once the lock is free")
    func overdue() throws {
        let uri = try PostgresCluster.newDatabase()
        let waits = RecordedWaits()
        let store = try Self.store(uri, waits)
        _ = try store.append([Self.event("first")], to: "s", expecting: .any)
        let other = try OtherWriter(uri, settings: ["application_name": "billing"])
        for (number, append) in Self.ways.enumerated() {
            try other.run("BEGIN; LOCK TABLE event_store IN EXCLUSIVE MODE")
            let error = #expect(throws: RefoldError.self) { try append(store, "e\(number)") }
            #expect(error?.status == .busy)
            #expect(error?.description.contains("server process \(other.connection.processNumber) (") == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("application billing, idle in transaction, since ") == true, "\(error?.description ?? "")")
            try other.run("ROLLBACK")
            try append(store, "e\(number)")
        }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "4")
    }

    @Test("A wait is reported after a second, and can be ended then; the transaction is rolled back")
    func cancelled() throws {
        let uri = try PostgresCluster.newDatabase()
        let waits = RecordedWaits(endsOnNotice: true)
        let store = try Self.store(uri, waits, .seconds(60))
        _ = try store.append([Self.event("first")], to: "s", expecting: .any)
        let other = try OtherWriter(uri)
        try other.run("BEGIN")
        try other.insert("taken")
        let error = #expect(throws: RefoldError.self) {
            try store.transact(.batch) { events throws(RefoldError) in
                _ = try events.append([Self.event("mine")], to: "s", expecting: .any)
                _ = try events.append([Self.event("taken")], to: "t", expecting: .any)
            }
        }
        #expect(error?.status == .incomplete)
        #expect(waits.waits.count == 1)
        #expect(waits.waits.first?.holders.map(\.transaction) == [.session(process: other.connection.processNumber)])
        try other.run("COMMIT")
        waits.cancel(false)
        #expect(try store.version(of: "s") == 1)
        _ = try store.append([Self.event("mine")], to: "s", expecting: .exactly(1))
    }

    @Test("A bulk append of more than the sockets hold, waiting for an uncommitted row, is ended too")
    func bulkBehindRow() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Self.store(uri, RecordedWaits())
        _ = try store.append([Self.event("first")], to: "s", expecting: .any)
        let other = try OtherWriter(uri)
        try other.run("BEGIN")
        try other.insert("e0")
        let ids = (0..<60_000).map { "e\($0)" }
        let error = #expect(throws: RefoldError.self) { try Self.appendInBulk(ids, to: store) }
        #expect(error?.status == .busy, "\(error?.description ?? "")")
        try other.run("ROLLBACK")
        try Self.appendInBulk(ids, to: store)
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "60001")
    }

    @Test("A prepared transaction is named as the holder")
    func prepared() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Self.store(uri, RecordedWaits())
        _ = try store.append([Self.event("first")], to: "s", expecting: .any)
        let other = try OtherWriter(uri)
        let name = "waiting \(UInt32.random(in: 0 ... .max))"
        try other.run("BEGIN; LOCK TABLE event_store IN EXCLUSIVE MODE; PREPARE TRANSACTION '\(name)'")
        defer { try? other.run("ROLLBACK PREPARED '\(name)'") }
        let error = #expect(throws: RefoldError.self) { _ = try store.append([Self.event("a")], to: "s", expecting: .any) }
        #expect(error?.status == .busy)
        #expect(error?.description.contains("the prepared transaction \"\(name)\"") == true, "\(error?.description ?? "")")
    }

    @Test("A statement that is slow but waits for nobody continues")
    func slow() throws {
        let uri = try PostgresCluster.newDatabase()
        let waits = RecordedWaits()
        let store = try Self.store(uri, waits, .milliseconds(150))
        try store.write(.batch) { transaction throws(RefoldError) in
            _ = try transaction.append([Self.event("a")], to: "s", expecting: .any)
            _ = try transaction.session.connection.query("SELECT pg_sleep(0.6)", [], to: "sleep")
        }
        #expect(try store.version(of: "s") == 1)
        #expect(waits.waits.isEmpty)
    }
}
