import Foundation
import RefoldTesting
import Testing

/// What others can do in the same database, and how a superuser who runs Refold is protected.
@Suite("Foreign objects in the same PostgreSQL database")
struct StrangersTests {
    private static let definitions = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Reports").standardizedFileURL.path

    /// Runs every verb and returns the parts of the outputs that do not differ between runs.
    private static func runAll(_ sandbox: Sandbox, at uri: String) throws -> [String] {
        let work = sandbox.folder.appending(path: "work")
        try Data((RecordedPayments.lines(1..<40).joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "p.ndjson"))
        try Data((RecordedPayments.commands(100..<120).joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "c.ndjson"))
        try Data("{store: \"\(uri)\", definitions: \"\(definitions)\", steps: [{catchUp: [\"payments\"]}, {report: \"payments/by-day\", formats: [\"csv\"], output: \"out\"}]}".utf8)
            .write(to: work.appending(path: "nightly.json5"))
        let (store, place) = ("--store '\(uri)'", "--store '\(uri)' --definitions '\(definitions)'")
        var said: [String] = []
        for command in [
            "seed --events 500 --seed 7 \(store)", "import p.ndjson \(store)", "ingest c.ndjson \(store)", "import p.ndjson \(store)", "rebuild \(place)", "catch-up \(place)", "status \(place)",
            "report payments/by-day --format csv \(place)", "export payments --format csv \(place)", "query payments get p7 \(store)",
            "query payments list --organization o1 \(store)", "query payments analytics --organization o1 \(store)", "history p7 \(place)",
            "catch-up \(place)", "rebuild payments \(place)", "run nightly.json5",
        ] {
            let run = try sandbox.run("refold \(command)")
            #expect(run.status == 0, "\(command): \(run.error)")
            if ["report", "export", "query", "history"].contains(where: command.hasPrefix) {
                // The width of a table depends on the present time.
                said.append(run.output.replacing(/--+/, with: "-").replacing(/[ ]+/, with: " "))
            }
        }
        return said
    }

    @Test("No verb of a superuser calls anything in a foreign schema before pg_catalog on the path, and the figures are the same")
    func path() throws {
        let plain = try PostgresCluster.newDatabase(), hostile = try PostgresCluster.newDatabase()
        let strangers = try StrangersSchema(in: hostile)
        let sandbox = try Sandbox()
        let expected = try Self.runAll(sandbox, at: plain)
        try strangers.takePath()
        #expect(try Self.runAll(sandbox, at: hostile) == expected)
        #expect(expected.count == 6 && expected.allSatisfy { !$0.isEmpty })
        #expect(try strangers.used() == "")
    }

    @Test("Row level security that hides events ends every verb that reads or writes them with 1, before anything is read or changed")
    func rowSecurity() throws {
        let uri = try PostgresCluster.newDatabase()
        let sandbox = try Sandbox()
        let work = sandbox.folder.appending(path: "work")
        try Data((RecordedPayments.lines(1..<40).joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "p.ndjson"))
        try Data((RecordedPayments.commands(100..<102).joined(separator: "\n") + "\n").utf8).write(to: work.appending(path: "c.ndjson"))
        #expect(try sandbox.run("refold import p.ndjson --store '\(uri)' --quiet").status == 0)
        let role = "role_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(
            uri,
            """
            CREATE ROLE \(role) LOGIN; GRANT CREATE ON DATABASE \(uri.dropFirst(14).prefix { $0 != "?" }) TO \(role);
            GRANT ALL ON ALL TABLES IN SCHEMA public TO \(role); GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO \(role); GRANT CREATE ON SCHEMA public TO \(role)
            """)
        let place = "--store '\(uri.replacing("user=postgres", with: "user=\(role)"))'"
        #expect(try sandbox.run("refold rebuild payments \(place) --quiet").status == 0)
        _ = try PostgresCluster.psql(
            uri, "CREATE POLICY half ON event_store USING (version = 1); ALTER TABLE event_store ENABLE ROW LEVEL SECURITY")
        let before = try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store")
        for verb in ["rebuild payments", "catch-up payments", "status", "import p.ndjson", "ingest c.ndjson", "seed --events 10", "history p7"] {
            let run = try sandbox.run("refold \(verb) \(place)")
            #expect(run.status == 1, "\(verb): \(run.error)")
            #expect(run.error.contains("hides rows from the role \"\(role)\""), "\(verb): \(run.error)")
            #expect(run.error.contains("DISABLE ROW LEVEL SECURITY"), "\(verb)")
        }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == before)
        _ = try PostgresCluster.psql(uri, "ALTER TABLE event_store DISABLE ROW LEVEL SECURITY")
        #expect(try sandbox.run("refold catch-up payments \(place) --quiet").status == 0)
    }

    @Test("A server's messages while connecting are not printed")
    func notices() throws {
        let uri = try PostgresCluster.newDatabase()
        let sandbox = try Sandbox()
        #expect(try sandbox.run("refold import /dev/null --store '\(uri)' --quiet").status == 0)
        _ = try PostgresCluster.psql(
            uri,
            """
            INSERT INTO pg_db_role_setting SELECT oid, 0, ARRAY[E'DateStyle=\\x1b[31mred'] FROM pg_database WHERE datname = current_database()
            """)
        let seen = try sandbox.run("psql '\(uri)' -qXAtc 'SELECT 1'")
        #expect(seen.error.contains("\u{1b}[31m"))
        let run = try sandbox.run("refold status --store '\(uri)' --definitions '\(Self.definitions)'")
        #expect(run.status == 0)
        #expect(run.error.split(separator: "\n").allSatisfy { $0.hasPrefix("zone data") }, "\(run.error)")
    }
}
