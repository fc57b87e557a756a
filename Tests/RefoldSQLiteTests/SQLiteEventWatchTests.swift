import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

@Suite("Watching an event store in SQLite")
struct SQLiteEventWatchTests {
    @Test("notices what others append, and nothing else")
    func appends() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let writer = try SQLiteEventStore(path: path, access: .creating)
            _ = try writer.append([EventStoreContract.event("first")], to: "s", expecting: .any)
            let watch = try SQLiteEventStore(path: path, access: .reading).watch(waking: WakeSignal())
            #expect(!watch.announcesAll)
            _ = try watch.look()
            for number in 1...3 {
                #expect(try !watch.look())
                _ = try writer.append([EventStoreContract.event("event \(number)")], to: "s", expecting: .any)
                #expect(try watch.look())
            }
            #expect(try !watch.look())
        }
    }

    @Test("tells that another file is in its place, which a store that is read opens then")
    func replaced() throws {
        try withFolder { folder in
            let (path, other) = (folder + "/events.db", folder + "/other.db")
            for (file, count) in [(path, 1), (other, 3)] {
                let store = try SQLiteEventStore(path: file, access: .creating)
                for number in 0..<count { _ = try store.append([EventStoreContract.event("event \(number)")], to: "s", expecting: .any) }
            }
            let store = try SQLiteEventStore(path: path, access: .reading)
            let watch = try store.watch(waking: WakeSignal())
            #expect(try store.bound() == 1)
            #expect(try watch.look())
            for tail in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + tail) }
            try FileManager.default.moveItem(atPath: other, toPath: path)
            #expect(throws: RefoldError.self) { try watch.look() }
            #expect(try store.bound() == 3)
            #expect(try store.watch(waking: WakeSignal()).look())
        }
    }
}
