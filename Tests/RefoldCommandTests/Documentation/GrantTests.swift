import Foundation
import RefoldTesting
import Testing

/// The SQL that the manual gives for a store that another program writes, and for roles.
@Suite("Roles and grants of the manual")
struct GrantTests {
    private static func statements(of path: String) throws -> [String] {
        try Page(path).parts.compactMap { if case .block(let block) = $0, block.language == "sql" { block.text } else { nil } }
    }

    @Test("A view makes a store of another program's table; the building role can read it, and the reporting role only what was built")
    func roles() throws {
        let sql = try Self.statements(of: "Jobs/README.md").filter { !$0.contains("refold_announce") }
        try #require(sql.count == 7)
        let number = UInt32.random(in: 0 ... .max)
        let database = try PostgresCluster.newDatabase()
        // Roles belong to the whole server, which tests share.
        func perform(_ block: Int, on database: String) throws {
            _ = try PostgresCluster.psql(database, sql[block].replacing(/refold_(build|read|report|view|write)\b/) { "\($0.output.0)_\(number)" })
        }
        func uri(_ role: String, on database: String) -> String { database.replacing("user=postgres", with: "user=refold_\(role)_\(number)") }
        for block in 0..<3 { try perform(block, on: database) }
        _ = try PostgresCluster.psql(
            database,
            """
            INSERT INTO app.events (aggregate, seq, kind, body) VALUES
              ('00000000-0000-0000-0000-000000000001', 1, 'OrderPlaced', '{"total":"19.90"}'),
              ('00000000-0000-0000-0000-000000000001', 2, 'OrderPaid', '{"amount":"19.90"}')
            """)
        let sandbox = try Sandbox()
        func refold(_ words: String, status: Int32 = 0) throws -> String {
            let (output, error, ended) = try sandbox.run("refold \(words) --quiet")
            #expect(ended == status, "\(words): \(error)")
            return output
        }
        _ = try sandbox.run("mkdir Reports")
        for name in ["orders", "totals"] {
            let text = #"{name: "\#(name)", version: 1, key: "@stream", columns: {total: {type: "decimal", scale: 2}}, on: {OrderPlaced: {total: "$.total"}}}"#
            try Data(text.utf8).write(to: sandbox.folder.appendingPathComponent("work/Reports/\(name).projection.json5"))
        }
        let (building, reporting) = (uri("build", on: database), uri("report", on: database))
        _ = try refold("rebuild orders --store '\(building)'")
        for block in 3...4 { try perform(block, on: database) }
        #expect(try refold("events --store '\(uri("read", on: database))'").contains("OrderPlaced"))
        let row = "key,total\n00000000-0000-0000-0000-000000000001,19.90\n"
        #expect(try refold("export orders --read-models '\(reporting)'") == row)
        _ = try refold("rebuild orders --store '\(reporting)'", status: 1)
        // What is built for the first time later, and what is built again, can be read too.
        _ = try refold("rebuild orders totals --store '\(building)'")
        for name in ["orders", "totals"] { #expect(try refold("export \(name) --read-models '\(reporting)'") == row) }

        try perform(5, on: database)
        let viewing = uri("view", on: database)
        #expect(try refold("export orders --read-models '\(viewing)'") == row)
        #expect(try refold("status --read-models '\(viewing)'").contains("orders"))
        _ = try refold("export totals --read-models '\(viewing)'", status: 1)

        let own = try PostgresCluster.newDatabase()
        _ = try refold("seed --events 10 --store '\(own)'")
        try perform(6, on: own)
        _ = try sandbox.run(#"echo '{"stream":"a","version":1,"type":"A","occurred_at":"2024-03-01T00:00:00Z","data":{}}' > a.ndjson"#)
        _ = try refold("import a.ndjson --store '\(uri("write", on: own))'")
    }

    @Test("The SQL that refold doctor --grants prints is the one of the manual", arguments: [
        (2, "build"), (3, "read"), (4, "report"), (5, "report orders --role refold_view"), (6, "write"),
    ])
    func printed(block: Int, words: String) throws {
        let sql = try Self.statements(of: "Jobs/README.md").filter { !$0.contains("refold_announce") }
        let run = try Sandbox().run("refold doctor --grants \(words)")
        #expect(run.status == 0 && run.output == sql[block], "\(run.output)\(run.error)")
    }

    @Test("The SQL of the top page is the same as in the manual")
    func same() throws {
        let manual = try Self.statements(of: "Jobs/README.md").joined()
        let statements = try Self.statements(of: "README.md").joined().components(separatedBy: ";\n").filter { !$0.isEmpty }
        #expect(statements.count > 3)
        for statement in statements { #expect(manual.contains(statement)) }
    }
}
