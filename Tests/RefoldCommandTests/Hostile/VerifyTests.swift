import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Verifying stores with faults of every kind")
struct VerifyTests {
    private static let projection = #"{name: "xs", version: 1, key: "@stream", columns: {n: "integer"}, on: {X: {n: {add: "$.n"}}}}"#
    private static let columns = "position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at"
    private static let time = "'2024-03-01T09:30:00Z'"

    private struct Finding: Decodable, Hashable {
        var kind: String
        var position: Int64?
        var projection: String?

        init(_ kind: String, _ position: Int64?, _ projection: String? = nil) { (self.kind, self.position, self.projection) = (kind, position, projection) }
    }

    private struct Summary: Decodable {
        var status: Int
        var events: Int
        var findings: [Finding]
    }

    private static func insert(_ position: Int, _ stream: String, _ version: Int, data: String = #"{"n":1}"#, id: String? = nil) -> String {
        "INSERT INTO event_store (\(columns)) VALUES (\(position), '\(id ?? "e\(position)")', '\(stream)', \(version), 'X', '\(data)', '{}', \(time), \(time))"
    }

    private func verify(_ sandbox: Sandbox, _ flags: String) throws -> Summary {
        let run = try sandbox.run("refold verify --json --quiet \(flags)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(run.output.utf8))
        #expect(Int32(summary.status) == run.status && (run.status == 3) == !summary.findings.isEmpty, "\(run.output) \(run.error)")
        return summary
    }

    @Test("On SQLite each fault is named by its kind and position, and the events beside it are verified all the same")
    func sqlite() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/xs.projection.json5")
        let store = try SQLiteConnection(sandbox.path("events.db"), mode: .create)
        // Somebody's own table, without the unique keys.
        try store.execute(
            """
            CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id TEXT, aggregate_id TEXT, version INTEGER, event_type TEXT,
              event_data TEXT, event_metadata TEXT, occurred_at TEXT, recorded_at TEXT)
            """)
        for position in 1...300 where position % 10 != 5 { try store.execute(Self.insert(position, "s\(position % 7)", (position - 1) / 7 + 1)) }
        // Numbered without the gaps of the positions.
        try store.execute(
            """
            UPDATE event_store AS e SET version = (SELECT count(*) FROM event_store AS o WHERE o.aggregate_id = e.aggregate_id AND o.position <= e.position)
            """)
        #expect(try sandbox.run("refold rebuild xs --store sqlite:events.db --quiet").status == 0)
        let sound = try verify(sandbox, "--store sqlite:events.db")
        #expect(sound.findings == [] && sound.events == 270)

        try store.execute("UPDATE event_store SET event_data = '{\"n\":2}' WHERE position = 17")
        try store.execute("UPDATE event_store SET event_metadata = '{' WHERE position = 18")
        try store.execute("UPDATE event_store SET recorded_at = 'soon' WHERE position = 19")
        try store.execute("UPDATE event_store SET event_id = 'e20' WHERE position = 21")
        try store.execute("UPDATE event_store SET event_data = 'x' WHERE position = 22")
        try store.execute("UPDATE event_store SET event_data = NULL WHERE position = 23")
        try store.execute("UPDATE event_store SET event_id = x'00' WHERE position = 24")
        try store.execute("DELETE FROM event_store WHERE position = 30")
        try store.execute(Self.insert(35, "other", 1))
        try store.execute("UPDATE event_store SET version = version - 1 WHERE position = 40")
        let expected: Set<Finding> = [
            Finding("changed_event", 17, "xs"), Finding("bad_json", 18), Finding("bad_time", 19), Finding("changed_event", 19, "xs"), Finding("repeated_id", 21),
            Finding("bad_json", 22), Finding("changed_event", 22, "xs"), Finding("bad_json", 23),
            Finding("changed_event", 23, "xs"), Finding("unreadable_event", 24), Finding("changed_event", 24, "xs"), Finding("missing_event", 30, "xs"), Finding("version_gap", 37),
            Finding("late_event", 35, "xs"), Finding("repeated_version", 40), Finding("changed_event", 40, "xs"),
        ]
        let events = try verify(sandbox, "--store-only --store sqlite:events.db")
        let gaps: Set<Finding> = Set(events.findings.filter { $0.kind == "version_gap" })
        #expect(Set(events.findings).subtracting(gaps) == expected.filter { $0.kind != "version_gap" }, "\(events.findings)")
        // Before the version after the removed event, before that after the one that went back, and before those after the unreadable ones.
        #expect(gaps.contains(Finding("version_gap", 37)) && gaps.count <= 5, "\(gaps)")
        let refused = try sandbox.run("refold catch-up xs --store sqlite:events.db --quiet")
        #expect(refused.status == 3, "\(refused.error)")

        try store.execute("UPDATE event_store SET event_data = '{\"n\":1}' WHERE position IN (22, 23)")
        try store.execute("UPDATE event_store SET event_id = 'e24' WHERE position = 24")
        try store.execute("UPDATE event_store SET recorded_at = occurred_at, event_metadata = '{}' WHERE position IN (18, 19)")
        let rows = try verify(sandbox, "--store sqlite:events.db")
        #expect(rows.findings.contains { $0.kind == "row_differs" } && rows.findings.contains { $0.kind == "row_missing" }, "\(rows.findings)")
        let repaired = try sandbox.run("refold catch-up xs --repair --store sqlite:events.db")
        #expect(repaired.status == 0 && repaired.error.contains("rows mended"), "\(repaired.error)")
        let after = try verify(sandbox, "--store sqlite:events.db")
        #expect(after.findings.allSatisfy { $0.projection == nil }, "\(after.findings)")
        #expect(try sandbox.run("refold catch-up xs --store sqlite:events.db --quiet").status == 0)
    }

    @Test("A rebuild under the same version serves rows that differ if changed events touch them, and refuses the others")
    func explained() throws {
        let sandbox = try Sandbox()
        let lines = (1...60).map { number in
            #"{"id":"e\#(number)","stream":"s\#(number % 6)","type":"X","occurred_at":"2024-03-01T09:30:00Z","data":{"n": \#(number)}}"#
        }
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/xs.projection.json5")
        try sandbox.write(lines, to: "events.ndjson")
        #expect(try sandbox.run("refold import events.ndjson --store sqlite:events.db --quiet && refold rebuild xs --store sqlite:events.db --quiet").status == 0)
        let store = try SQLiteConnection(sandbox.path("events.db"), mode: .readWrite)
        try store.execute("UPDATE event_store SET event_data = '{\"n\": 0}' WHERE position = 11")
        try store.execute("DELETE FROM event_store WHERE position = 42")
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite)
        try models.execute("UPDATE \"xs#1\" SET n = n + 1 WHERE key = 's1'")
        let refused = try sandbox.run("refold rebuild xs --store sqlite:events.db")
        #expect(refused.status == 3 && refused.error.contains("3 rows differ from what is served, and 1 of them no event touches that was"), "\(refused.error)")
        try models.execute("UPDATE \"xs#1\" SET n = n - 1 WHERE key = 's1'")
        let served = try sandbox.run("refold rebuild xs --store sqlite:events.db")
        #expect(served.status == 0 && served.error.contains("events up to its checkpoint were added, changed or removed"), "\(served.error)")
        #expect(try verify(sandbox, "--store sqlite:events.db").findings.allSatisfy { $0.kind == "version_gap" })
    }

    /// 40 events of which the projection reads the 11th and the 22nd, and what it made of them.
    private func fewEvents(in sandbox: Sandbox) throws -> SQLiteConnection {
        let lines = (1...40).map { number in
            #"{"id":"e\#(number)","stream":"s\#(number % 11)","type":"\#([11, 22].contains(number) ? "X" : "Y")","occurred_at":"2024-03-01T09:30:00Z","data":{"n":1}}"#
        }
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/xs.projection.json5")
        try sandbox.write(lines, to: "events.ndjson")
        #expect(try sandbox.run("refold import events.ndjson --store sqlite:events.db --quiet && refold rebuild xs --store sqlite:events.db --quiet").status == 0)
        return try SQLiteConnection(sandbox.path("events.db"), mode: .readWrite)
    }

    @Test("Changes are refused and mended however few events there are", arguments: [
        ("UPDATE event_store SET event_data = '{\"n\":5}' WHERE position IN (11, 22)", "s0,10"), ("DELETE FROM event_store WHERE position = 11", "s0,1"),
        ("UPDATE event_store SET event_type = 'X' WHERE position IN (12, 23, 33)", "s0,3"),
    ])
    func fewEvents(change: String, row: String) throws {
        let sandbox = try Sandbox()
        try fewEvents(in: sandbox).execute(change)
        let refused = try sandbox.run("refold catch-up xs --store sqlite:events.db")
        #expect(refused.status == 3 && refused.error.contains("refold catch-up xs --repair brings the rows in line with it"), "\(refused.error)")
        #expect(try sandbox.run("refold catch-up xs --repair --store sqlite:events.db --quiet").status == 0)
        let exported = try sandbox.run("refold export xs --store sqlite:events.db")
        #expect(exported.output.split(separator: "\n").contains { $0 == row }, "\(exported.output)")
        #expect(try verify(sandbox, "--store sqlite:events.db").findings.allSatisfy { $0.kind == "version_gap" })
    }

    @Test("A repair sets aside what the rows cannot take, if it may, and fails if not")
    func parking() throws {
        let sandbox = try Sandbox()
        try fewEvents(in: sandbox).execute("UPDATE event_store SET event_data = '{\"n\":\"one\"}' WHERE position = 22")
        #expect(try sandbox.run("refold catch-up xs --repair --store sqlite:events.db --quiet").status == 1)
        let parked = try sandbox.run("refold catch-up xs --repair --park --store sqlite:events.db")
        #expect(parked.status == 4, "\(parked.error)")
        #expect(try sandbox.run("refold parked xs --store sqlite:events.db").output.contains("22"))
        #expect(try sandbox.run("refold export xs --store sqlite:events.db").output.contains("s0,1"))
    }

    @Test("A row that was changed by hand is named, also one that was added or removed")
    func rows() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.run("cp ../payments.db events.db; refold rebuild payments --store sqlite:events.db --quiet").status == 0)
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite)
        try models.execute("UPDATE \"payments#1\" SET customer_name = 'x' WHERE id = (SELECT min(id) FROM \"payments#1\")")
        try models.execute("INSERT INTO \"payments#1\" (id) VALUES ('zzz')")
        try models.execute("DELETE FROM \"payments#1\" WHERE id = (SELECT max(id) FROM \"payments#1\" WHERE id <> 'zzz')")
        let found = try verify(sandbox, "--store sqlite:events.db")
        #expect(found.findings.map(\.kind).sorted() == ["row_differs", "row_extra", "row_missing"], "\(found.findings)")
        #expect(found.findings.allSatisfy { $0.position == nil && $0.projection == "payments" })
    }

    @Test("On PostgreSQL events that are late, changed and gone are named, refused and mended, and the digests are those of SQLite")
    func server() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let lines = (1...60).map { number in
            #"{"id":"e\#(number)","stream":"s\#(number % 6)","type":"X","occurred_at":"2024-03-01T09:30:00Z","data":{"n": \#(number)}}"#
        }
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/xs.projection.json5")
        try sandbox.write(lines, to: "events.ndjson")
        for store in ["'\(uri)'", "sqlite:events.db"] {
            let run = try sandbox.run("refold import events.ndjson --store \(store) --quiet && refold rebuild xs --store \(store) --quiet")
            #expect(run.status == 0, "\(run.error)")
        }
        let digests = try PostgresCluster.psql(uri, "SELECT digest, events, encode(list, 'hex') FROM read_models.refold_proofs")
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readOnly)
        let own = try models.prepare("SELECT digest || '|' || events || '|' || lower(hex(list)) FROM refold_proofs")
        #expect(try own.step() && digests.contains(own.text(0)))
        #expect(try verify(sandbox, "--store '\(uri)'").findings == [])

        _ = try PostgresCluster.psql(uri, "UPDATE event_store SET event_data = '{\"n\": 0}' WHERE position = 11")
        _ = try PostgresCluster.psql(uri, "DELETE FROM event_store WHERE position = 42")
        let found = try verify(sandbox, "--store '\(uri)'")
        let changes = Set(found.findings.filter { $0.projection != nil && $0.position != nil })
        #expect(changes == [Finding("changed_event", 11, "xs"), Finding("missing_event", 42, "xs")], "\(found.findings)")
        let refused = try sandbox.run("refold catch-up xs --store '\(uri)' --quiet")
        #expect(refused.status == 3 && refused.error.contains("event at position 11"), "\(refused.error)")
        // A late event: a position that was free.
        _ = try PostgresCluster.psql(uri, "\(Self.insert(42, "late", 1).replacing(") VALUES", with: ") OVERRIDING SYSTEM VALUE VALUES"))")
        let repaired = try sandbox.run("refold catch-up xs --repair --store '\(uri)'")
        #expect(repaired.status == 0 && repaired.error.contains("2 events had changed"), "\(repaired.error)")
        #expect(try sandbox.run("refold export xs --store '\(uri)'").output.contains("late,1"))
        let after = try verify(sandbox, "--store '\(uri)'")
        #expect(after.findings.allSatisfy { $0.projection == nil }, "\(after.findings)")
    }
}
