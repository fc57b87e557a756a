import Foundation
import RefoldCore
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// A file as a writer leaves it that was killed before its first commit in this journal, which only a connection with write access can roll back.
@Suite("A SQLite file whose writer was killed")
struct KilledWriterTests {
    /// Copies a file with the journal of a transaction that is at work. Nobody holds the lock of the copy.
    private func leave(_ file: String, as copy: String) throws {
        let writer = try SQLiteConnection(file, mode: .create)
        try writer.execute(
            """
            PRAGMA journal_mode = DELETE; PRAGMA cache_size = 5; BEGIN IMMEDIATE; CREATE TABLE half (x);
            INSERT INTO half WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT hex(randomblob(100)) FROM n
            """)
        for ending in ["", "-journal"] { try FileManager.default.copyItem(atPath: file + ending, toPath: copy + ending) }
        try #require(try Data(contentsOf: URL(fileURLWithPath: copy + "-journal")).contains { $0 != 0 })
        try writer.execute("ROLLBACK")
    }

    private func tables(of file: String) throws -> Int64? { try SQLiteConnection(file, mode: .readOnly).integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") }

    @Test("is read as it was before, by whoever reads events, read models or the whole file")
    func read() throws {
        try withFolder { folder in
            let (models, events) = (folder + "/models.db", folder + "/events.db")
            let schema = ReadModelSchema(name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("amount", .decimal(scale: 2))])
            try ServedRows.serve([[.units(1), .units(500)]], of: schema, in: SQLiteReadModelStore(path: models, now: { .first }))
            try leave(models, as: folder + "/m.db")
            #expect(throws: RefoldError.self) { try tables(of: folder + "/m.db") }
            #expect(try SQLiteReadModelStore(path: folder + "/m.db", now: { .first }).generations().map(\.state) == [.served])
            #expect(try tables(of: folder + "/m.db") == 0)

            // A run that was killed while it created the file.
            try leave(folder + "/new.db", as: folder + "/n.db")
            #expect(try SQLiteReadModelStore(path: folder + "/n.db", now: { .first }).generations() == [])

            _ = try SQLiteEventStore(path: events, access: .creating).append([EventStoreContract.event("first")], to: "s", expecting: .any)
            try leave(events, as: folder + "/e.db")
            #expect(try SQLiteEventStore(path: folder + "/e.db", access: .reading).bound() == 1)
            try leave(events, as: folder + "/f.db")
            try SQLiteFileCheck.require(folder + "/f.db")
        }
    }
}
