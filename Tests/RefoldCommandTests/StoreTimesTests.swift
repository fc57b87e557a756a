import Foundation
import RefoldSQLite
import Testing

/// A store in which RFC 3339 stands beside times as SQLite writes them gives the same everywhere as one with RFC 3339 alone.
@Suite("Times of a SQLite store that state no zone")
struct StoreTimesTests {
    private static let forms = "CASE position % 3 WHEN 0 THEN replace(substr(occurred_at, 1, 19), 'T', ' ') WHEN 1 THEN substr(occurred_at, 1, 16) ELSE occurred_at END"

    /// The fixture as it is, and with such times: of 09:00, 10:01 and the like, so that nothing is lost without seconds.
    private static func stores() throws -> Sandbox {
        let sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db rfc.db; cp ../payments.db sqlite.db")
        try SQLiteConnection(sandbox.path("sqlite.db"), mode: .readWrite).execute("UPDATE event_store SET occurred_at = \(forms), recorded_at = \(forms)")
        return sandbox
    }

    private static let commands = [
        "events", "events --format ndjson", "events PaymentInitiated --show-payload", "history p1", "history p1 --events --show-payload", "status",
        "rebuild payment_audit --through 4", "catch-up payment_audit", "rebuild", "export payments", "export payment_audit", "status",
        "report payments/by-day", "query payments list --organization o1", "query payments analytics --organization o1", "check --store STORE", "import same.ndjson",
        "import differs.ndjson", "ingest commands.ndjson", "catch-up", "parked", "run nightly", "history p4",
    ]

    @Test("Every command gives the same with them and --store-times utc as with RFC 3339")
    func same() throws {
        let sandbox = try Self.stores()
        _ = try sandbox.run("cp -r \(Page.root.path)/Reports . && mkdir Jobs && refold events --format ndjson --store sqlite:rfc.db > same.ndjson")
        _ = try sandbox.run("sed 's/09-01T08:05:00Z/09-01T08:05:01Z/' same.ndjson > differs.ndjson")
        try sandbox.write([#"{"id":"c","command":"ProcessPayment","data":{"payment_id":"p4","by":"g"}}"#], to: "commands.ndjson")
        try sandbox.write(["{steps: [{catchUp: []}, {report: 'payments/by-day', output: 'out/STEM'}]}"], to: "Jobs/nightly.json5")
        for command in Self.commands {
            func answer(_ store: String, _ flags: String) throws -> (String, String, Int32) {
                let run = try sandbox.run("refold \(command.replacing("STORE", with: "sqlite:\(store).db")) \(flags)")
                return (run.output.replacing("\(store).", with: "X."), run.error.replacing("\(store).", with: "X."), run.status)
            }
            let expected = try answer("rfc", command.hasPrefix("check") ? "" : "--store sqlite:rfc.db")
            let given = try answer("sqlite", (command.hasPrefix("check") ? "" : "--store sqlite:sqlite.db ") + "--store-times utc")
            #expect(given == expected, "\(command)")
            #expect(expected.2 == (command == "import differs.ndjson" ? 1 : 0), "\(command): \(expected)")
        }
        let reading = try SQLiteConnection(sandbox.path("sqlite.db"), mode: .readOnly).prepare("SELECT count(*) FROM event_store WHERE occurred_at NOT LIKE '%Z'")
        #expect(try reading.step())
        #expect(reading.integer(0) == 5)
    }

    @Test("Without it they are refused, with the flag, the setting and the variable as remedies that work", arguments: [
        ("--store-times utc", "", "", true), ("", "storeTimes: 'utc'", "", true), ("", "", "utc", true), ("--store-times refuse", "storeTimes: 'utc'", "utc", false), ("", "", "", false),
    ])
    func settings(flag: String, file: String, variable: String, isRead: Bool) throws {
        let sandbox = try Self.stores()
        try sandbox.write(["{\(file)}"], to: "refold.json5")
        try sandbox.write(["{store: 'sqlite:sqlite.db', steps: [{rebuild: 'payments'}]}"], to: "job.json5")
        for command in ["rebuild payments --store sqlite:sqlite.db", "run ./job.json5", "history p1 --store sqlite:sqlite.db"] {
            let run = try sandbox.run("REFOLD_STORE_TIMES=\(variable) refold \(command) \(flag)")
            #expect(run.status == (isRead ? 0 : 1), "\(command): \(run.error)")
            #expect(run.error.contains("the time states no zone; expected a time like 2024-03-01T09:30:00Z, with Z or an offset; add --store-times utc") != isRead)
        }
        try sandbox.write(["{store: 'sqlite:sqlite.db', storeTimes: 'utc', steps: [{rebuild: 'payments'}]}"], to: "job.json5")
        #expect(try sandbox.run("refold run ./job.json5").status == 0)
    }

    @Test("Another word is refused with who said it, also by a command that reads no event")
    func refused() throws {
        let sandbox = try Self.stores()
        let flag = try sandbox.run("refold parked --store sqlite:rfc.db --store-times utx")
        #expect(flag.status == 2 && flag.error.contains("--store-times: \"utx\" does not say how the store's times are read; expected utc"), "\(flag.error)")
        #expect(flag.error.contains("did you mean \"utc\"?"))
        try sandbox.write(["{storeTimes: 'utx', steps: [{rebuild: 'payments'}]}"], to: "job.json5")
        let job = try sandbox.run("refold check ./job.json5")
        #expect(job.status == 2 && job.error.contains("job.json5:1: storeTimes: \"utx\" does not say"), "\(job.error)")
    }

    @Test("What init writes reads them, and so does what it says to run next")
    func initial() throws {
        let sandbox = try Self.stores()
        let run = try sandbox.run("refold init --store sqlite:sqlite.db --store-times utc 2>&1")
        #expect(run.status == 0, "\(run.output)")
        let commands = run.output.split(separator: "\n").filter { $0.hasPrefix("  refold ") }
        #expect(commands.count == 3)
        for command in commands.map(String.init) + ["refold run overview"] {
            let next = try sandbox.run(command)
            #expect(next.status == 0, "\(command): \(next.error)")
        }
    }

    @Test("Following reads them")
    func following() throws {
        let place = try FollowingPlace("SQLite")
        _ = try place.sandbox.run("cp ../payments.db events.db")
        try SQLiteConnection(place.sandbox.path("events.db"), mode: .readWrite).execute("UPDATE event_store SET occurred_at = \(Self.forms)")
        let follower = try place.follow("payments --interval 20ms --store-times utc")
        try place.wait("it is served") { try place.sandbox.run("refold export payments \(place.store) --store-times utc").status == 0 }
        #expect(try place.end(follower) == 0, "\(place.log)")
    }

    @Test("A view event_store in a SQLite file gives times that another table keeps as seconds")
    func view() throws {
        let sandbox = try Self.stores()
        try SQLiteConnection(sandbox.path("sqlite.db"), mode: .readWrite).execute(
            """
            CREATE TABLE theirs AS SELECT *, CAST(strftime('%s', occurred_at) AS INTEGER) AS at FROM event_store; DROP TABLE event_store;
            CREATE VIEW event_store AS SELECT position, event_id, aggregate_id, version, event_type, event_data, event_metadata,
              strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS occurred_at, strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS recorded_at FROM theirs
            """)
        let figures = try ["rfc", "sqlite"].map { store in try sandbox.run("refold rebuild payments --store sqlite:\(store).db --quiet; refold export payments --store sqlite:\(store).db") }
        #expect(figures[0].output == figures[1].output && figures[1].output.contains("p4"), "\(figures)")
    }
}
