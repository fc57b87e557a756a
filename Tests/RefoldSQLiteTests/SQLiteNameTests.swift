import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

@Suite("Texts inside statements for SQLite")
struct SQLiteNameTests {
    @Test("Literals and names are returned by the database byte by byte")
    func roundTrip() throws {
        try withFolder { folder in
            let connection = try SQLiteConnection(folder + "/a.db", mode: .create)
            for (number, text) in OddTexts.all.enumerated() {
                let name = SQLiteName.quoted(text)
                let literal = SQLiteName.literal(text)
                try connection.execute("CREATE TABLE t\(number) (\(name) TEXT); INSERT INTO t\(number) (\(name)) VALUES (\(literal))")
                let row = try connection.prepare("SELECT c.name, t.\(name) FROM t\(number) t, pragma_table_info('t\(number)') c")
                #expect(try row.step())
                #expect(ExactText(row.text(0)) == ExactText(text))
                #expect(ExactText(row.text(1)) == ExactText(text))
            }
        }
    }
}
