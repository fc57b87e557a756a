import Foundation
import RefoldTesting
import Testing

/// Stores that do not keep what they are given, or refuse some of it: every way in, on both databases.
@Suite("Events that a store takes and does not keep")
struct WrittenEventTests {
    /// What is done to a store after its first event, and what is said of the second event of the next stream.
    struct Alteration: CustomTestStringConvertible, Sendable {
        var kind: String
        var name: String
        var sql: String
        var said: String

        var testDescription: String { "\(name) on \(kind)" }
    }

    private static func sqlite(_ name: String, _ trigger: String, _ said: String) -> Alteration {
        Alteration(kind: "SQLite", name: name, sql: "CREATE TRIGGER t \(trigger); END", said: said)
    }

    private static func postgres(_ name: String, _ time: String, _ body: String, _ said: String) -> Alteration {
        let function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.version = 2 THEN \(body) END IF; RETURN NEW; END'"
        return Alteration(kind: "PostgreSQL", name: name, sql: "\(function); CREATE \(time) ON event_store FOR EACH ROW EXECUTE FUNCTION f()", said: said)
    }

    private static let gone = "the store took the event and does not hold it"
    private static let swallowing = [
        sqlite("a trigger that ignores", "BEFORE INSERT ON event_store WHEN NEW.version = 2 BEGIN SELECT RAISE(IGNORE)", gone),
        sqlite("a trigger that deletes", "AFTER INSERT ON event_store WHEN NEW.version = 2 BEGIN DELETE FROM event_store WHERE position = NEW.position", gone),
        sqlite(
            "a trigger that alters", "AFTER INSERT ON event_store WHEN NEW.version = 2 BEGIN UPDATE event_store SET event_data = '{}' WHERE position = NEW.position",
            "the store holds another event_data than was written"),
        postgres("a trigger that ignores", "TRIGGER t BEFORE INSERT", "RETURN NULL;", gone),
        postgres("a trigger that deletes", "TRIGGER t AFTER INSERT", "DELETE FROM public.event_store WHERE position = NEW.position;", gone),
        postgres(
            "a trigger that deletes at the end", "CONSTRAINT TRIGGER t AFTER INSERT", "DELETE FROM public.event_store WHERE position = NEW.position;", gone),
        postgres(
            "a trigger that alters", "TRIGGER t BEFORE INSERT", "NEW.event_data := ''{}'';", "the store holds another event_data than was written"),
        postgres(
            "a trigger that moves rows", "TRIGGER t BEFORE INSERT", "CREATE TABLE IF NOT EXISTS public.others (id text); INSERT INTO public.others VALUES (NEW.event_id); RETURN NULL;",
            gone),
    ]
    private static let refusing = [
        sqlite("a trigger that refuses", "BEFORE INSERT ON event_store WHEN NEW.version = 2 BEGIN SELECT RAISE(ABORT, 'no second one')", "no second one"),
        Alteration(
            kind: "SQLite", name: "a unique index", sql: "CREATE UNIQUE INDEX u ON event_store (event_type, aggregate_id) WHERE aggregate_id <> 'first'",
            said: "UNIQUE constraint failed: event_store.event_type, event_store.aggregate_id"),
        postgres("a trigger that refuses", "TRIGGER t BEFORE INSERT", "RAISE EXCEPTION ''no second one'';", "no second one"),
        Alteration(
            kind: "PostgreSQL", name: "a check", sql: "ALTER TABLE event_store ADD CONSTRAINT only_one CHECK (version < 2)",
            said: "the check \"only_one\" of the table refuses a row (SQLSTATE 23514)"),
        Alteration(
            kind: "PostgreSQL", name: "a check beside jsonb",
            sql: "ALTER TABLE event_store ALTER event_data TYPE jsonb, ADD CONSTRAINT only_one CHECK (version < 2)",
            said: "the check \"only_one\" of the table refuses a row (SQLSTATE 23514)"),
        Alteration(
            kind: "PostgreSQL", name: "a short column", sql: "ALTER TABLE event_store ALTER event_id TYPE varchar(2)",
            said: "a text is longer than its column takes (SQLSTATE 22001)"),
    ]

    private func importing(_ alteration: Alteration) throws -> (error: String, status: Int32, events: [String]) {
        let place = try IngestPlace(alteration.kind)
        func line(_ id: String, _ stream: String, _ version: Int, _ data: String = #"{"n":1}"#) -> String {
            #"{"id":"\#(id)","stream":"\#(stream)","version":\#(version),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":\#(data)}"#
        }
        try place.sandbox.write([line("0", "first", 1)], to: "first.ndjson")
        try place.sandbox.write([line("a", "s", 1), line("longer", "s", 2), line("c", "s", 3)], to: "events.ndjson")
        _ = try place.sandbox.run("refold import first.ndjson --store \(place.url) --quiet")
        try place.execute(alteration.sql)
        let run = try place.sandbox.run("refold import events.ndjson --store \(place.url) --quiet")
        return (run.error, run.status, try place.events())
    }

    @Test("An import is refused whole, with the line and what became of its event", arguments: swallowing + refusing)
    func whole(_ alteration: Alteration) throws {
        let (error, status, events) = try importing(alteration)
        #expect(status == 1)
        #expect(error.hasPrefix("refold: events.ndjson:2: ") && error.contains(alteration.said), "\(error)")
        #expect(!error.contains("not an error"))
        #expect(events == ["0|first|1|T"])
    }

    @Test("A command is accepted only if its event is kept; the line of the one that is not is named", arguments: swallowing + refusing.filter { !$0.name.hasSuffix("column") })
    func commands(_ alteration: Alteration) throws {
        let place = try IngestPlace(alteration.kind)
        let (lines, sandbox) = (RecordedPayments.commands(0..<4), place.sandbox)
        try sandbox.write(lines, to: "commands.ndjson")
        try place.empty()
        let whole = try sandbox.run("refold ingest commands.ndjson --store \(place.url) --quiet")
        let all = try place.events()
        let second = try #require(all.firstIndex { $0.split(separator: "|")[2] == "2" })
        #expect(whole.status == 0, "\(whole.error)")

        try place.empty()
        // Every event that is the second of its stream; an index over the type would take those.
        try place.execute(alteration.name == "a unique index" ? "CREATE UNIQUE INDEX u ON event_store (aggregate_id)" : alteration.sql)
        let run = try sandbox.run("refold ingest commands.ndjson --store \(place.url) --quiet")
        #expect(run.status == 1)
        #expect(run.error.contains("commands.ndjson:\(second + 1): new event of the stream"), "\(run.error)")
        if alteration.name != "a unique index" { #expect(run.error.contains(alteration.said), "\(run.error)") }
        #expect(try place.events() == Array(all.prefix(second)))
        #expect(try OutcomeLine.all(in: run.output).count == second)
    }

    @Test("A table whose own clauses pass over rows, replace them or take texts for numbers keeps nothing", arguments: [
        ("UNIQUE (event_type, aggregate_id) ON CONFLICT IGNORE", "TEXT", "refold: events.ndjson:2: the store took the event and does not hold it"),
        ("UNIQUE (event_type, aggregate_id) ON CONFLICT REPLACE", "TEXT", "3 events were written, and the store has 1 more than before"),
        ("CHECK (version < 2)", "TEXT", "refold: events.ndjson:2: cannot append an event: the table refuses a row: CHECK constraint failed"),
        ("CHECK (version < 4)", "INTEGER", "refold: events.ndjson:1: the store holds another event_id than was written"),
        ("CHECK (version < 4), tenant TEXT NOT NULL", "TEXT", "NOT NULL constraint failed: event_store.tenant"),
    ])
    func clauses(clause: String, type: String, said: String) throws {
        let place = try IngestPlace("SQLite")
        let parts = clause.components(separatedBy: ", tenant")
        try place.execute(
            """
            CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id \(type), aggregate_id TEXT, version INTEGER, event_type TEXT,
              event_data TEXT, event_metadata TEXT, occurred_at TEXT, recorded_at TEXT\(parts.count > 1 ? ", tenant\(parts[1])" : ""), \(parts[0]))
            """)
        try place.sandbox.write(
            (1...3).map { #"{"id":"00\#($0)","stream":"s","version":\#($0),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"# }, to: "events.ndjson")
        let run = try place.sandbox.run("refold import events.ndjson --store \(place.url) --quiet")
        #expect(run.status == 1)
        #expect(run.error.contains(said), "\(run.error)")
        #expect(try place.events() == [])
    }
}
