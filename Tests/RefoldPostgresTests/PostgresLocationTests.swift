import RefoldCore
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
}
