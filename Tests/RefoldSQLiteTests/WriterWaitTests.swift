import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

@Suite("Waiting for other writers, on SQLite")
struct WriterWaitTests {
    private static func append(_ id: String, to store: SQLiteEventStore) throws {
        _ = try store.append([EventStoreContract.event(id)], to: id, expecting: .any)
    }

    @Test("A wait for the write lock that is too long ends as busy, and the store works once the lock is free")
    func overdue() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating, waits: RecordedWaits().policy(.milliseconds(100)))
            try Self.append("first", to: store)
            let other = try SQLiteConnection(path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let error = #expect(throws: RefoldError.self) { try Self.append("a", to: store) }
            #expect(error?.status == .busy)
            let bulk = #expect(throws: RefoldError.self) { try store.appendInBulk { _ throws(RefoldError) in } }
            #expect(bulk?.status == .busy)
            try other.execute("ROLLBACK")
            try Self.append("a", to: store)
            #expect(try store.bound() == 2)
        }
    }

    @Test("A wait is reported after a second, and can be ended then")
    func cancelled() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let waits = RecordedWaits(endsOnNotice: true)
            let store = try SQLiteEventStore(path: path, access: .creating, waits: waits.policy(.seconds(60)))
            try Self.append("first", to: store)
            let other = try SQLiteConnection(path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let error = #expect(throws: RefoldError.self) { try Self.append("a", to: store) }
            #expect(error?.status == .incomplete)
            #expect(waits.waits == [WriteWait(database: path, holders: [], limit: .seconds(60))])
            try other.execute("ROLLBACK")
            #expect(try store.bound() == 1)
            try Self.append("a", to: store)
            #expect(try store.bound() == 2)
        }
    }
}
