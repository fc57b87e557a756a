import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Texts inside statements for PostgreSQL")
struct PostgresNameTests {
    @Test("Literals, arrays and names are returned by the server byte by byte")
    func roundTrip() throws {
        let connection = try PostgresConnection(PostgresLocation(PostgresCluster.newDatabase(), from: "test"))
        for text in OddTexts.all {
            let literal = try connection.query("SELECT \(PostgresName.literal(text))", to: "ask")
            #expect(ExactText(literal.text(0, 0)) == ExactText(text))
            let name = PostgresName.quoted(text)
            let column = try connection.query("SELECT t.\(name), (to_json(t) ->> $1) FROM (SELECT 1 AS \(name), 2 AS x) t", [text], to: "ask")
            #expect(column.text(0, 0) == "1" && column.optional(0, 1) == "1")
        }
        let array = PostgresName.array(OddTexts.all + ["NULL", "", " "])
        for sql in ["SELECT unnest($1::text[])", "SELECT unnest(\(PostgresName.literal(array))::text[]) WHERE $1::text IS NOT NULL"] {
            let found = try connection.query(sql, [array], to: "ask")
            #expect((0..<found.count).map { found.text($0, 0) }.isExactly(OddTexts.all + ["NULL", "", " "]))
        }
    }

    @Test("Statements in two encodings are two statements")
    func statements() throws {
        let connection = try PostgresConnection(PostgresLocation(PostgresCluster.newDatabase(), from: "test"))
        for text in [OddTexts.composed, OddTexts.decomposed] {
            let found = try connection.query("SELECT \(PostgresName.literal(text))", to: "ask")
            #expect(ExactText(found.text(0, 0)) == ExactText(text))
        }
    }
}
