import RefoldValues
import Testing
@testable import RefoldPostgres

struct PostgresLocationTests {
    @Test(arguments: [
        ("postgresql://ana:secret@db.example:5433/shop?sslmode=require", "postgresql://db.example:5433/shop"),
        ("postgres://db.example/shop", "postgresql://db.example/shop"),
        ("postgresql:///shop?host=/var/run/postgresql&password=secret", "postgresql:///shop?host=/var/run/postgresql"),
        ("postgresql://?service=finance", "postgresql service finance"),
    ])
    func `a location shows where it leads and never a password`(text: String, name: String) throws {
        #expect(try PostgresLocation(text, from: "--store").name == name)
    }

    @Test func `a text that libpq cannot read is refused without being repeated`() {
        let error = #expect(throws: RefoldError.self) { try PostgresLocation("postgresql://ana:sec%ret@db/x", from: "--store") }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("sec") == false)
    }

    @Test(
        "a password that was not escaped is not taken for a host, port or database",
        arguments: [
            "postgresql://ana:sec@ret@db.example/shop", "postgresql://ana:sec/ret@db.example/shop", "postgresql://ana:12/ret@db.example:5433/shop",
            "postgresql://ana:secret", "postgresql://ana:secret/shop",
            "postgresql://ana:sec@\u{301}ret@db.example/shop", "postgresql://ana:sec\u{600}@ret@db.example/shop",
            "postgresql://ana:sec/\u{301}ret@db.example/shop", "postgresql://\u{301}ana:sec@ret@db.example/shop",
        ])
    func unescapedPassword(text: String) {
        let error = #expect(throws: RefoldError.self) { try PostgresLocation(text, from: "--store") }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("ret") == false)
    }

    @Test("several hosts and ports, a socket's folder and a letter in the words after the question mark are accepted")
    func unusual() throws {
        for text in [
            "postgresql://ana:sec%40ret@one,two:5433,5434/shop", "postgresql://ana@[::1]:5433/shop", "postgresql:///shop?host=@abstract&password=a@b",
            "postgresql://%2Fvar%2Frun/shop", "postgresql://",
        ] {
            _ = try PostgresLocation(text, from: "--store")
        }
    }
}
