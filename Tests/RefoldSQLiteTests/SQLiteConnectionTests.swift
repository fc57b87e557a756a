import Foundation
import RefoldSQLite
import RefoldTesting
import RefoldValues
import Testing

@Suite("A SQLite connection")
struct SQLiteConnectionTests {
    @Test("Values are read back unchanged")
    func roundTrip() throws {
        try withFolder { folder in
            let connection = try SQLiteConnection(folder + "/odd name?%#é.db", mode: .create)
            try connection.execute("CREATE TABLE \(SQLiteName.quoted("a \"b\"")) (i, t, n); -- nothing more\n")
            let insert = try connection.prepare("INSERT INTO \(SQLiteName.quoted("a \"b\"")) VALUES (?, ?, ?)", isKept: true)
            try insert.bind(1, Int64.min)
            try insert.bind(2, "zoë \u{0} 🙂")
            try insert.bindNull(3)
            #expect(try !insert.step())

            let select = try connection.prepare("SELECT i, t, n FROM \(SQLiteName.quoted("a \"b\""))")
            #expect(try select.step())
            #expect(select.integer(0) == .min)
            #expect(select.text(1) == "zoë \u{0} 🙂")
            #expect(select.withBytes(1) { $0.count } == "zoë \u{0} 🙂".utf8.count)
            #expect(select.isNull(2))
            #expect(try !select.step())
            #expect(FileManager.default.fileExists(atPath: folder + "/odd name?%#é.db"))
        }
    }

    @Test("An empty text is bound as text, not as null")
    func emptyText() throws {
        try withFolder { folder in
            let connection = try SQLiteConnection(folder + "/a.db", mode: .create)
            let select = try connection.prepare("SELECT ?1 IS NULL")
            try select.bind(1, "")
            #expect(try select.step() && select.integer(0) == 0)
        }
    }

    @Test("An error inside a transaction leaves nothing behind")
    func rollback() throws {
        try withFolder { folder in
            let connection = try SQLiteConnection(folder + "/a.db", mode: .create)
            try connection.execute("CREATE TABLE t (i)")
            #expect(throws: RefoldError(.refused, "no")) {
                try connection.transaction(.immediate) { () throws(RefoldError) in
                    try connection.execute("INSERT INTO t VALUES (1)")
                    throw RefoldError(.refused, "no")
                }
            }
            #expect(!connection.isInTransaction)
            #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        }
    }

    @Test("A file that is not a database is named with a remedy")
    func notADatabase() throws {
        try withFolder { folder in
            let path = folder + "/a.db"
            try Data(repeating: 0x41, count: 4096).write(to: URL(filePath: path))
            let error = #expect(throws: RefoldError.self) { try SQLiteConnection(path, mode: .readOnly).execute("SELECT * FROM sqlite_schema") }
            #expect(error?.status == .failed)
            #expect(error?.description == "\(path): cannot use the database: the file is not a database; expected a SQLite database; check the path")
        }
    }

    @Test("A missing file is not created if it is opened only for reading or writing")
    func missingFile() throws {
        try withFolder { folder in
            for mode in [SQLiteConnection.Mode.readOnly, .readWrite] {
                #expect(throws: RefoldError.self) { try SQLiteConnection(folder + "/none.db", mode: mode) }
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/none.db"))
        }
    }

    @Test("A lock that is held beyond the busyTimeout is reported as busy")
    func busy() throws {
        try withFolder { folder in
            let one = try SQLiteConnection(folder + "/a.db", mode: .create)
            let other = try SQLiteConnection(folder + "/a.db", mode: .readWrite, busyTimeout: .zero)
            try one.transaction(.immediate) { () throws(RefoldError) in
                do throws(RefoldError) {
                    try other.transaction(.immediate) {}
                    Issue.record("the second transaction began")
                } catch {
                    #expect(error.status == .busy)
                }
            }
            try other.transaction(.immediate) {}
        }
    }

    @Test("Leaving the log keeps it in place when the last connection closes", arguments: [SQLiteConnection.Closing.leavingLog, .copyingLog])
    func closing(_ closing: SQLiteConnection.Closing) throws {
        try withFolder { folder in
            do {
                let connection = try SQLiteConnection(folder + "/a.db", mode: .create, closing: closing)
                try connection.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (i)")
            }
            #expect(FileManager.default.fileExists(atPath: folder + "/a.db-wal") == (closing == .leavingLog))
        }
    }
}
