import Foundation
import RefoldDomain
import RefoldImport
import RefoldPayments
import RefoldSQLite
import RefoldTesting
import RefoldValues
import Testing

@Suite("Concurrent writing to SQLite")
struct SQLiteImportTests {
    @Test("Several connections append, import and ingest at once; none fails and none loses an event")
    func everybodyAtOnce() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let file = folder + "/events.ndjson"
            let lines = (1...200).map {
                #"{"stream":"imported","version":\#($0),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"# + "\n"
            }
            try Data(lines.joined().utf8).write(to: URL(filePath: file))
            try Concurrently.run(6) { thread in
                // Each has its own store, like separate processes; all of them find no file and create it.
                let store = try SQLiteEventStore(path: path, access: .creating)
                if thread < 2 {
                    _ = try EventImport(openStore: { store }).run([file], options: ImportOptions(importedAt: .first))
                } else {
                    for number in 0..<15 {
                        _ = try store.append([EventStoreContract.event("\(thread)-\(number)")], to: "shared", expecting: .any)
                    }
                }
            }
            let store = try SQLiteEventStore(path: path, access: .reading)
            #expect(try store.bound() == 260)
            #expect(try store.version(of: "shared") == 60)
            #expect(try store.version(of: "imported") == 200)
        }
    }

    @Test("A faulty file is reported while somebody else holds the write lock")
    func withoutLock() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            let store = try SQLiteEventStore(path: path, access: .creating)
            _ = try store.append([EventStoreContract.event("a"), EventStoreContract.event("b")], to: "s", expecting: .any)
            let file = folder + "/events.ndjson"
            let lines = [
                #"{"stream":"s","version":9,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#,
                #"{"id":"a","stream":"t","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#,
            ]
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
            let other = try SQLiteConnection(path, mode: .readWrite)
            var told: [Fault] = []
            try other.transaction(.immediate) { () throws(RefoldError) in
                do throws(RefoldError) {
                    _ = try EventImport(into: store).run([file], options: ImportOptions(importedAt: .first))
                } catch {
                    told = error.faults
                }
            }
            #expect(told.map(\.place) == [.line(file: file, line: 1, field: "version"), .line(file: file, line: 2, field: "id")])
            #expect(told.first?.expected == "the version 3, the next of its stream")
            #expect(try store.bound() == 2)
        }
    }

    @Test("A seed is written to a new file, with the same events each time")
    func seed() throws {
        try withFolder { folder in
            for name in ["a", "b"] {
                try Seed.payments.write(3000, seed: 42, to: SQLiteEventStore(path: "\(folder)/\(name).db", access: .creating))
            }
            let connection = try SQLiteConnection(folder + "/a.db", mode: .readOnly)
            try connection.execute("ATTACH \(SQLiteName.literal(folder + "/b.db")) AS b")
            #expect(try connection.integer("SELECT count(*) FROM event_store") == 3000)
            #expect(try connection.integer("SELECT count(*) FROM (SELECT * FROM event_store EXCEPT SELECT * FROM b.event_store)") == 0)
            #expect(try connection.integer("SELECT count(*) FROM pragma_index_list('event_store') WHERE \"unique\"") == 2)
        }
    }
}
