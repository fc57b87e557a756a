import RefoldTesting
import Testing

@Suite("An interrupted rebuild of another framework's store")
struct LayoutResumeTests {
    /// More events than a batch has, so that some are read before the last one is met.
    private static let events = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO log SELECT i, 'account-' || i % 500, CASE i % 2 WHEN 0 THEN 'Paid' ELSE 'PAID' END,
          CASE i WHEN 20000 THEN '{"amount":"much"}' ELSE '{"amount":"1.25"}' END FROM n
        """

    private static let layout = """
        {name: "log", database: "DATABASE", unreadable: "UNREADABLE", order: ["position"], WRITERS timeUnit: "s",
          select: "SELECT place AS position, NULL AS event_id, stream, place AS version, kind AS type, body AS data, NULL AS metadata, 1709285400 AS occurred_at, 1709285400 AS recorded_at FROM log"}
        """

    /// - Parameter unreadable: whether there is an event that nobody can read, which the layout leaves out. Then the events are not counted.
    @Test("goes on if nothing changed, also past an event that nobody can read, and over types that a collation takes for one", arguments: ["sqlite", "postgresql"], [false, true])
    func goesOn(database: String, unreadable: Bool) throws {
        let sandbox = try Sandbox()
        let isSQLite = database == "sqlite"
        let uri = isSQLite ? "sqlite:log.db" : try PostgresCluster.newDatabase()
        let sql = isSQLite ? "sqlite3 log.db" : "psql '\(uri)' -qX -v ON_ERROR_STOP=1"
        let table = isSQLite ? "CREATE TABLE log (place integer PRIMARY KEY, stream text, kind text, body text)" :
            """
            CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE log (place bigserial PRIMARY KEY, stream text, kind text COLLATE loose, body text)
            """
        let broken = unreadable ? "UPDATE log SET body = '- not: json' WHERE place = 778;" : ""
        try sandbox.write([table + ";", Self.events + ";", broken, isSQLite ? "" : "SELECT setval('log_place_seq', 20000);"], to: "events.sql")
        let layout = Self.layout.replacing("DATABASE", with: database).replacing("UNREADABLE", with: unreadable ? "skip" : "refuse").replacing("WRITERS", with: isSQLite ? "" : #"writers: {tables: ["log"], sequence: "log_place_seq"},"#)
        try sandbox.write([layout], to: "log.layout.json5")
        try sandbox.write(
            [#"{name: "amounts", version: 1, key: "@stream", columns: {amount: {type: "decimal", scale: 2}}, on: {Paid: {amount: "$.amount"}}}"#], to: "amounts.projection.json5")
        try #require(try sandbox.run("\(sql) < events.sql; mkdir Reports; mv amounts.projection.json5 Reports").status == 0)
        let place = "--store '\(uri)' --layout log.layout.json5 --read-models sqlite:r.db"
        let first = try sandbox.run("refold rebuild amounts \(place) --save-every 0s --quiet")
        #expect(first.status == 1 && first.error.contains("event at position 20000"), "\(first.error)")
        try #require(try sandbox.run("echo \"UPDATE log SET body = '{\\\"amount\\\":\\\"9.00\\\"}' WHERE place = 20000\" | \(sql)").status == 0)
        let next = try sandbox.run("refold rebuild amounts \(place)")
        #expect(next.status == 0 && next.error.contains("amounts: goes on from position "), "\(next.error)")
        let fresh = try sandbox.run("refold rebuild amounts \(place.replacing("r.db", with: "fresh.db")) --quiet; refold export amounts --read-models sqlite:fresh.db > fresh; refold export amounts --read-models sqlite:r.db | cmp - fresh")
        #expect(fresh.status == 0, "\(fresh.error)")
    }
}
