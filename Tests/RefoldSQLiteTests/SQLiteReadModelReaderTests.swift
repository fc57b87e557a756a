import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

@Suite("A reader of read models")
struct SQLiteReadModelReaderTests {
    @Test("on SQLite passes every check", arguments: ReadModelReaderContract.checks)
    func sqlite(_ check: ReaderCheck) throws {
        try withFolder { folder in
            let clock = TickingClock()
            try check.run(SQLiteReadModelStore(path: folder + "/models.db") { clock.now }, SQLiteReadModelReader(path: folder + "/models.db"))
        }
    }

    @Test("in memory passes every check", arguments: ReadModelReaderContract.checks)
    func memory(_ check: ReaderCheck) throws {
        let clock = TickingClock()
        let store = MemoryReadModelStore { clock.now }
        try check.run(store, MemoryReadModelReader(store))
    }

    static let schema = ReadModelSchema(name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("note", .text)])
    static let all = RowSelection(schema.allColumns, of: "things", order: ["id"])

    @Test("has a connection that the database refuses to write with")
    func readOnly() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try ServedRows.serve([[.units(1), .text("x")]], of: Self.schema, in: SQLiteReadModelStore(path: path) { .first })
            let reader = SQLiteReadModelReader(path: path)
            _ = try reader.rows(Self.all, [], limit: 1, offset: 0)
            let session = try #require(reader.sessions.take())
            for sql in [
                "INSERT INTO \"things#1\" VALUES (2, 'y')", "DELETE FROM \"things#1\"", "UPDATE refold_generations SET position = 9",
                "CREATE TABLE t (a)", "DROP VIEW things", "PRAGMA user_version = 1",
            ] {
                let error = #expect(throws: RefoldError.self, "\(sql)") { try session.connection.execute(sql) }
                #expect(error?.description.contains("cannot be written") == true, "\(sql)")
            }
        }
    }

    @Test("forgets selections that are created for each query")
    func manySelections() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try ServedRows.serve([[.units(1), .text("x")]], of: Self.schema, in: SQLiteReadModelStore(path: path) { .first })
            let reader = SQLiteReadModelReader(path: path)
            for _ in 0..<RowSelection.rememberedAtMost * 2 + 10 {
                let selection = RowSelection(Self.schema.allColumns, of: "things", order: ["id"])
                #expect(try reader.rows(selection, [], limit: 9, offset: 0).value.count == 1)
            }
            let session = try #require(reader.sessions.take())
            #expect((1...RowSelection.rememberedAtMost).contains(session.rememberedCount))
        }
    }

    @Test("notices that the file was deleted, and that it was created again or replaced")
    func replacedFile() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            let reader = SQLiteReadModelReader(path: path)
            func serve(_ note: String, in path: String, at position: Position) throws {
                try ServedRows.serve([[.units(1), .text(note)]], of: Self.schema, in: SQLiteReadModelStore(path: path) { .first }, at: position)
            }
            func delete() throws {
                for end in ["", "-wal", "-shm", "-lock"] where FileManager.default.fileExists(atPath: path + end) {
                    try FileManager.default.removeItem(atPath: path + end)
                }
            }
            try serve("first", in: path, at: 1)
            #expect(try reader.rows(Self.all, [], limit: 1, offset: 0).value.text(0, 1) == "first")
            try delete()
            #expect(try reader.revision(of: "things") == nil)
            let error = #expect(throws: RefoldError.self) { try reader.rows(Self.all, [], limit: 1, offset: 0) }
            #expect(error?.faults.first?.remedy == "run refold rebuild things")
            try serve("second", in: path, at: 1)
            #expect(try reader.rows(Self.all, [], limit: 1, offset: 0).value.text(0, 1) == "second")
            try delete()
            try serve("third", in: path, at: 5)
            #expect(try reader.revision(of: "things")?.position == 5)
            #expect(try reader.rows(Self.all, [], limit: 1, offset: 0).value.text(0, 1) == "third")
        }
    }

    @Test("treats an empty file, and one without read models, as serving nothing")
    func emptyFile() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Data().write(to: URL(filePath: path))
            let reader = SQLiteReadModelReader(path: path)
            #expect(try reader.revision(of: "things") == nil)
            try SQLiteConnection(path, mode: .create).execute("CREATE TABLE other (a)")
            #expect(try reader.revision(of: "things") == nil)
            try ServedRows.serve([[.units(1), .text("x")]], of: Self.schema, in: SQLiteReadModelStore(path: path) { .first })
            #expect(try reader.rows(Self.all, [], limit: 1, offset: 0).value.text(0, 1) == "x")
        }
    }

    @Test("reports what a file is that is not a database")
    func noDatabase() throws {
        try withFolder { folder in
            try Data(repeating: 65, count: 5000).write(to: URL(filePath: folder + "/models.db"))
            let error = #expect(throws: RefoldError.self) { try SQLiteReadModelReader(path: folder + "/models.db").revision(of: "things") }
            #expect(error?.description.contains("not a database") == true)
        }
    }
}
