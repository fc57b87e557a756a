import Foundation
import RefoldSQLite
import Testing

@Suite("A store whose events were corrected in place")
struct CorrectedStoreTests {
    private static let projection = #"{name: "xs", version: 1, key: "$.all", columns: {n: "integer"}, on: {X: {n: {add: 1}}}}"#

    /// Forty events of which one, late in the store, has the type of the projection, and three have a misspelt one.
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        let lines = (1...40).map { number in
            let type = number == 37 ? "X" : [7, 8, 13].contains(number) ? "Xx" : "Other"
            return #"{"id":"e\#(number)","stream":"s\#(number)","version":1,"type":"\#(type)","occurred_at":"2024-03-01T09:30:00Z","data":{"all":"all"}}"#
        }
        try sandbox.write(lines, to: "events.ndjson")
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/xs.projection.json5")
        return sandbox
    }

    @Test("is read whole by a rebuild with and without names, whatever earlier runs kept of its types", arguments: ["", "xs"])
    func rebuilt(names: String) throws {
        let sandbox = try sandbox()
        let first = try sandbox.run("refold import events.ndjson --store sqlite:events.db && refold rebuild --store sqlite:events.db")
        #expect(first.status == 0, "\(first.error)")
        let store = try SQLiteConnection(sandbox.path("events.db"), mode: .readWrite)
        try store.execute("UPDATE event_store SET event_type = 'X' WHERE event_type = 'Xx'")
        for _ in 1...2 {
            let run = try sandbox.run("refold rebuild \(names) --store sqlite:events.db --accept --quiet; refold export xs --store sqlite:events.db")
            #expect(run.output == "key,n\nall,4\n", "\(run.output) \(run.error)")
        }
        // What a rebuild without names keeps is of the corrected store, so that a catch-up stays right.
        let later = try sandbox.run("refold catch-up --store sqlite:events.db --quiet; refold export xs --store sqlite:events.db")
        #expect(later.output == "key,n\nall,4\n")
    }

    @Test("Types that a column takes for one are counted apart, so that a lag is never 0 where an event is to be read")
    func collation() throws {
        let sandbox = try sandbox()
        let store = try SQLiteConnection(sandbox.path("events.db"), mode: .create)
        try store.execute(
            """
            CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, aggregate_id TEXT NOT NULL,
              version INTEGER NOT NULL, event_type TEXT NOT NULL COLLATE NOCASE, event_data TEXT NOT NULL, event_metadata TEXT NOT NULL,
              occurred_at TEXT NOT NULL, recorded_at TEXT NOT NULL, UNIQUE (aggregate_id, version))
            """)
        func add(_ number: Int, _ type: String) throws {
            try store.execute(
                """
                INSERT INTO event_store VALUES (\(number), 'e\(number)', 's\(number)', 1, '\(type)', '{"all":"all"}', '{}',
                  '2024-03-01T09:30:00Z', '2024-03-01T09:30:00Z')
                """)
        }
        try add(1, "X")
        let first = try sandbox.run("refold rebuild xs --store sqlite:events.db")
        #expect(first.status == 0, "\(first.error)")
        try add(2, "x")
        try add(3, "X")
        let status = try sandbox.run("refold status --json --store sqlite:events.db")
        #expect(status.output.contains(#""lag":1"#), "\(status.output) \(status.error)")
    }
}
