import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

@Suite("The event store on SQLite")
struct SQLiteEventStoreTests {
    @Test("passes every check of event stores", arguments: EventStoreContract.checks)
    func contract(_ check: StoreCheck) throws {
        try withFolder { folder in try check.run(SQLiteEventStore(path: folder + "/events.db", access: .creating)) }
    }

    @Test("Transactions of several connections to one file run one after the other, whichever stream they begin with")
    func interleavedTransactions() throws {
        try withFolder { folder in
            let stores = try (0..<3).map { _ in try SQLiteEventStore(path: folder + "/events.db", access: .creating) }
            try EventStoreContract.appendCrosswise(stores)
        }
    }

    @Test("The events of a transaction become visible to others all at once")
    func visibleTogether() throws {
        try withFolder { folder in
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .creating)
            _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
            let other = try SQLiteEventStore(path: folder + "/events.db", access: .reading)
            try store.transact { events throws(RefoldError) in
                _ = try events.append([EventStoreContract.event("a")], to: "s", expecting: .any)
                _ = try events.append([EventStoreContract.event("b")], to: "t", expecting: .any)
                let bound = try other.bound()
                #expect(bound == 1)
            }
            #expect(try other.bound() == 3)
            #expect(throws: RefoldError.self) { try other.transact { _ throws(RefoldError) in } }
        }
    }

    @Test("An append that failed halfway leaves nothing of its transaction, even if its error is ignored")
    func halfAppended() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
            try SQLiteConnection(path, mode: .readWrite).execute(
                "CREATE TRIGGER no BEFORE INSERT ON event_store WHEN NEW.event_id = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END")
            #expect(throws: RefoldError.self) {
                try store.transact { events throws(RefoldError) in
                    do throws(RefoldError) {
                        _ = try events.append([EventStoreContract.event("good"), EventStoreContract.event("bad")], to: "s", expecting: .any)
                    } catch {}
                }
            }
            #expect(try store.bound() == 1)
        }
    }

    @Test("Appending to a file that was deleted or replaced is not reported as appended", arguments: [false, true])
    func lostFile(isReplaced: Bool) throws {
        try withFolder { folder in
            let (path, new) = (folder + "/events.db", folder + "/new.db")
            func lose() {
                for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
                if isReplaced { try? FileManager.default.moveItem(atPath: new, toPath: path) }
            }
            func append(_ store: SQLiteEventStore, meanwhile: () -> Void = {}) throws {
                try store.transact { events throws(RefoldError) in
                    _ = try events.append([EventStoreContract.event("e")], to: "s", expecting: .any)
                    meanwhile()
                }
            }
            func makeNew() throws { _ = try SQLiteEventStore(path: new, access: .creating).append([EventStoreContract.event("n")], to: "n", expecting: .any) }

            try makeNew()
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
            lose()
            let error = #expect(throws: RefoldError.self) { try append(store) }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("was deleted or replaced") == true)

            try makeNew()
            let within = try SQLiteEventStore(path: path, access: .creating)
            #expect(throws: RefoldError.self) { try append(within, meanwhile: lose) }
            try makeNew()
            let bulk = try SQLiteEventStore(path: path, access: .creating)
            #expect(throws: RefoldError.self) { try bulk.appendInBulk { _ throws(RefoldError) in lose() } }
            if isReplaced { #expect(try SQLiteEventStore(path: path, access: .reading).bound() == 1) }
        }
    }

    @Test("A transaction that SQLite has rolled back accepts nothing more, and nothing of it is committed statement by statement")
    func endedTransaction() throws {
        try withFolder { folder in
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .creating)
            let error = #expect(throws: RefoldError.self) {
                try store.write { transaction throws(RefoldError) in
                    _ = try transaction.append([EventStoreContract.event("a")], to: "s", expecting: .any)
                    _ = try transaction.prepared("ROLLBACK").step()
                    do throws(RefoldError) { _ = try transaction.append([EventStoreContract.event("b")], to: "s", expecting: .any) } catch {}
                    do throws(RefoldError) { _ = try transaction.prepared("SELECT 1") } catch {}
                }
            }
            #expect(error?.description.contains("the transaction has ended") == true)
            #expect(try store.bound() == 0)
            _ = try store.append([EventStoreContract.event("a")], to: "s", expecting: .exactly(0))
            #expect(try store.bound() == 1)
        }
    }

    @Test("passes every check if a bulk append can remember only few streams", arguments: EventStoreContract.checks, [1, 2, 5])
    func contractForgetting(_ check: StoreCheck, streams: Int) throws {
        try withFolder { folder in
            try check.run(SQLiteEventStore(path: folder + "/events.db", access: .creating, streamsRemembered: streams))
        }
    }

    @Test("passes every check in a table of another program, with its constraints inside", arguments: EventStoreContract.checks)
    func contractInForeignTable(_ check: StoreCheck) throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            try SQLiteConnection(path, mode: .create).execute(
                """
                CREATE TABLE event_store (
                  recorded_at TEXT NOT NULL, occurred_at TEXT NOT NULL, event_metadata TEXT NOT NULL, event_data TEXT NOT NULL,
                  event_type TEXT NOT NULL, version INTEGER NOT NULL, aggregate_id TEXT NOT NULL, event_id TEXT NOT NULL UNIQUE,
                  position INTEGER PRIMARY KEY, tenant TEXT NOT NULL DEFAULT 'x', UNIQUE (aggregate_id, version))
                """)
            try check.run(SQLiteEventStore(path: path, access: .creating))
        }
    }

    @Test("A file without bytes is an empty store")
    func zeroBytes() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let store = try SQLiteEventStore(path: path, access: .reading)
            #expect(try store.bound() == 0)
            #expect(try store.events(in: "s", from: 1, limit: nil) == [])
            #expect(try store.event(id: "a") == nil)
            #expect(try store.firstPositions(of: ["A"], after: 0, through: .max) == [:])
            let batch = EventBatch(events: 1)
            #expect(try !store.scan(EventQuery(after: 0, through: 0, types: nil)).next(into: batch))
            #expect(batch.count == 0)
            #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)

            _ = try SQLiteEventStore(path: path, access: .creating).append([EventStoreContract.event("a")], to: "s", expecting: .any)
            #expect(try store.bound() == 1)
        }
    }

    @Test("Reading does not create a store, and reports how one is created")
    func missing() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let error = #expect(throws: RefoldError.self) { try SQLiteEventStore(path: path, access: .reading) }
            #expect(
                error?.description == """
                    \(path): there is no event store; expected a SQLite file; check the path, or make a store with refold import, \
                    refold ingest or refold seed
                    """)
            #expect(error?.status == .failed)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("A table that lacks columns is refused with all of their names")
    func otherLayout() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            try SQLiteConnection(path, mode: .create).execute(
                "CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id, aggregate_id, version, event_type, event_dat, occurred_at, recorded_at)")
            for access in [EventStoreAccess.reading, .creating] {
                let error = #expect(throws: RefoldError.self) { try SQLiteEventStore(path: path, access: access) }
                #expect(error?.faults.map(\.what) == [
                    "the table event_store has no column \"event_data\"", "the table event_store has no column \"event_metadata\"",
                ])
                #expect(error?.faults.first?.remedy == "did you mean \"event_dat\"?")
            }
        }
    }

    @Test("A database with other tables is not changed")
    func otherDatabase() throws {
        try withFolder { folder in
            let path = folder + "/app.db"
            try SQLiteConnection(path, mode: .create).execute("CREATE TABLE events (id)")
            let error = #expect(throws: RefoldError.self) { try SQLiteEventStore(path: path, access: .creating) }
            #expect(error?.faults.first?.what == "the database holds other tables but no event store")
            #expect(try SQLiteConnection(path, mode: .readOnly).integer("SELECT count(*) FROM sqlite_schema") == 1)
        }
    }

    @Test("A stored time that cannot be read stops the scan and names the event")
    func badTime() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("a")], to: "s", expecting: .any)
            try SQLiteConnection(path, mode: .readWrite).execute("UPDATE event_store SET occurred_at = 'yesterday'")
            let error = #expect(throws: RefoldError.self) {
                try store.scan(EventQuery(after: 0, through: 1, types: nil)).next(into: EventBatch(events: 1))
            }
            #expect(
                error?.description == """
                    event at position 1 (stream "s", type "Happened"): occurred_at cannot be read: not an RFC 3339 time; \
                    expected a time like 2024-03-01T09:30:00Z, with Z or an offset; find out which time is meant, and read a copy of the store that has it; \
                    a stored event is never changed
                    """)
            #expect(throws: RefoldError.self) { try store.events(in: "s", from: 1, limit: nil) }
        }
    }

    @Test("A version below 1 stops the scan and names the event", arguments: [0, -1] as [Int64])
    func badVersion(_ version: Int64) throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("a", "Other"), EventStoreContract.event("b")], to: "s", expecting: .any)
            try SQLiteConnection(path, mode: .readWrite).execute("UPDATE event_store SET version = \(version) WHERE position = 2")
            try EventStoreContract.expectRefusal(ofVersion: version, in: store)
        }
    }

    @Test("Appending writes times in UTC and the payload unchanged")
    func columns() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("a", data: #"{ "n" : 1.50 }"#)], to: "s", expecting: .any)
            let row = try SQLiteConnection(path, mode: .readOnly).prepare("SELECT occurred_at, recorded_at, event_data FROM event_store")
            #expect(try row.step())
            #expect(row.text(0) == "2024-03-01T09:30:00Z")
            #expect(row.text(1) == "2024-03-01T09:30:02.25Z")
            #expect(row.text(2) == #"{ "n" : 1.50 }"#)
        }
    }

    @Test("Between its batches a scan delays no writer and does not keep the log from being emptied")
    func noPinning() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            let events = (1...100).map { EventStoreContract.event("\($0)") }
            _ = try store.append(events, to: "s", expecting: .any)
            let scan = try store.scan(EventQuery(after: 0, through: 100, types: nil))
            #expect(try scan.next(into: EventBatch(events: 10)))
            let writer = try SQLiteConnection(path, mode: .readWrite, busyTimeout: .zero)
            _ = try store.append([EventStoreContract.event("more")], to: "s", expecting: .any)
            #expect(try writer.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
            #expect(try Data(contentsOf: URL(filePath: path + "-wal")).isEmpty)
            #expect(try scan.next(into: EventBatch(events: 10)))
        }
    }

    @Test("Positions far apart are scanned without delay, up to the last one")
    func holes() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("a"), EventStoreContract.event("b")], to: "s", expecting: .any)
            try SQLiteConnection(path, mode: .readWrite).execute("UPDATE event_store SET position = \(Int64.max) WHERE version = 2")
            #expect(try store.bound() == .max)
            let batch = EventBatch(events: 8)
            #expect(try !store.scan(EventQuery(after: 0, through: .max, types: nil)).next(into: batch))
            #expect(batch.count == 2 && batch.through == .max)
            #expect(throws: RefoldError.self) { try store.append([EventStoreContract.event("c")], to: "t", expecting: .any) }
        }
    }
}
