import Foundation
import RefoldTesting
import Testing

/// A fault of a kind that could pass in silence, at a random place of a random world: it is told with that place.
@Suite("Planted faults")
struct PlantedFaultTests {
    /// Some streams of events, in one order; position and line of an event are its number here, from 1.
    struct World {
        struct Event {
            var id: String
            var stream: String
            var version: Int
            var type: String
            var data: [(key: String, json: String)]

            func line(_ number: Int) -> String {
                let fields = data.map { "\"\($0.key)\":\($0.json)" }.joined(separator: ",")
                let time = "2024-\(10 + number % 3)-\(10 + number % 20)T09:30:00Z"
                return #"{"id":"\#(id)","stream":"\#(stream)","version":\#(version),"type":"\#(type)","occurred_at":"\#(time)","recorded_at":"\#(time)","data":{\#(fields)}}"#
            }
        }

        var events: [Event]

        init(using random: inout SeededNumbers) {
            let streams = Int.random(in: 1...12, using: &random)
            var versions: [Int: Int] = [:]
            events = (1...Int.random(in: 5...60, using: &random)).map { number in
                let stream = Int.random(in: 0..<streams, using: &random)
                versions[stream, default: 0] += 1
                return Event(
                    id: "event-\(number)", stream: "stream-\(stream)", version: versions[stream]!, type: ["Sold", "Returned"].randomElement(using: &random)!,
                    data: [
                        ("who", "\"w\(Int.random(in: 0..<5, using: &random))\""), ("amount", "\"\(Int.random(in: 0..<99, using: &random)).50\""),
                        ("line", #"{"sku":"a"}"#), ("at", "\"2024-03-01\""),
                    ])
            }
        }

        var lines: [String] { events.enumerated().map { $0.element.line($0.offset + 1) } }
    }

    private static let definition = #"""
        {name: "p", version: 1, key: "$.who",
         columns: {n: {type: "integer", default: 0}, total: {type: "decimal", scale: 2, default: 0}, sku: "text", at: "date"},
         on: {"*": {n: {add: 1}, total: {add: "$.amount"}, sku: "$.line.sku", at: "$.at"}}}
        """#

    private func place(_ kind: String, _ world: World) throws -> IngestPlace {
        let place = try IngestPlace(kind)
        try place.sandbox.write(world.lines, to: "x.ndjson")
        try FileManager.default.createDirectory(atPath: place.sandbox.path("Reports"), withIntermediateDirectories: true)
        try place.sandbox.write([Self.definition], to: "Reports/p.projection.json5")
        return place
    }

    private func run(_ place: IngestPlace, _ command: String) throws -> (output: String, error: String, status: Int32) {
        try place.sandbox.run("export REFOLD_STORE=\(place.url); \(command)")
    }

    @Test("A world without a fault is taken without a word", arguments: IngestPlace.all, 1...3)
    func sound(kind: String, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let place = try place(kind, World(using: &random))
        let run = try run(place, "refold import x.ndjson --quiet && refold rebuild p --strict --quiet && refold events --format ndjson > out && refold import out")
        #expect(run.status == 0 && run.error.contains("imported 0 events"), "\(run.error)")
    }

    @Test("An event that the store alters, swallows or refuses is named by its line, and nothing is imported", arguments: IngestPlace.all, 1...12)
    func written(kind: String, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = World(using: &random)
        let place = try place(kind, world)
        let number = Int.random(in: 1...world.events.count, using: &random)
        let event = world.events[number - 1]
        #expect(try run(place, "refold import /dev/null --quiet").status == 0)
        let column = ["event_id", "aggregate_id", "event_type", "event_data", "event_metadata", "occurred_at", "recorded_at"].randomElement(using: &random)!
        let value = ["event_data": #"{"x":1}"#, "event_metadata": #"{"x":1}"#, "occurred_at": "2001-01-01T00:00:00.000000Z", "recorded_at": "2001-01-01T00:00:00.000000Z"][column] ?? "altered"
        let deed = ["alters", "swallows", "refuses"].randomElement(using: &random)!
        if kind == "SQLite" {
            let body =
                switch deed {
                case "alters": "AFTER INSERT ON event_store WHEN NEW.event_id = '\(event.id)' BEGIN UPDATE event_store SET \(column) = '\(value)' WHERE position = NEW.position"
                case "swallows": "BEFORE INSERT ON event_store WHEN NEW.event_id = '\(event.id)' BEGIN SELECT RAISE(IGNORE)"
                default: "BEFORE INSERT ON event_store WHEN NEW.event_id = '\(event.id)' BEGIN SELECT RAISE(ABORT, 'planted')"
                }
            try place.execute("CREATE TRIGGER t \(body); END")
        } else {
            let body =
                switch deed {
                case "alters": "NEW.\(column) := ''\(value)'';"
                case "swallows": "RETURN NULL;"
                default: "RAISE EXCEPTION ''planted'';"
                }
            try place.execute(
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.event_id = ''\(event.id)'' THEN \(body) END IF; RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON event_store FOR EACH ROW EXECUTE FUNCTION f()")
        }
        let run = try run(place, "refold import x.ndjson --quiet")
        #expect(run.status == 1, "\(seed) \(deed) \(column): \(run.status) \(run.error)")
        #expect(run.error.hasPrefix("refold: x.ndjson:\(number): "), "\(seed) \(deed) \(column): \(run.error)")
        if deed == "refuses" { #expect(run.error.contains("planted"), "\(run.error)") }
        #expect(try place.events() == [])
    }

    @Test("A column that is too short for one text keeps it whole or refuses it with its line", arguments: 1...6)
    func shortColumn(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var world = World(using: &random)
        let number = Int.random(in: 1...world.events.count, using: &random)
        let column = ["event_id", "event_type"].randomElement(using: &random)!
        let long = String(repeating: "long ", count: 5) + "x"
        if column == "event_id" { world.events[number - 1].id = long } else { world.events[number - 1].type = long }
        let type = ["varchar(12)", "char(12)", "varchar(60)", "char(60)", "name", "text"].randomElement(using: &random)!
        let place = try place("PostgreSQL", world)
        #expect(try run(place, "refold import /dev/null --quiet").status == 0)
        try place.execute("ALTER TABLE event_store ALTER \(column) TYPE \(type)")
        let imported = try run(place, "refold import x.ndjson --quiet")
        if type.contains("(12)") {
            #expect(imported.status == 1 && imported.error.hasPrefix("refold: x.ndjson:\(number): "), "\(seed) \(type): \(imported.error)")
        } else {
            let written = try run(place, "refold events --format ndjson")
            #expect(imported.status == 0 && written.output.contains("\"\(long)\""), "\(seed) \(type): \(imported.error)")
            #expect(try run(place, "refold import x.ndjson").error.contains("imported 0 events"))
        }
    }

    @Test("An event whose key is null, whose number is none, whose day is none or that has a list where a name steps stops a run at its position", arguments: IngestPlace.all, 1...10)
    func payload(kind: String, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var world = World(using: &random)
        let number = Int.random(in: 1...world.events.count, using: &random)
        let (key, json, said) = [
            ("who", "null", "a part of the key is null"), ("amount", "\"1,234.56\"", "the value is not a decimal number"), ("amount", "\"1.005\"", "more than 2 decimals"),
            ("line", #"[{"sku":"a"}]"#, "a path steps by a name into a list"), ("at", "\"01/03/2024\"", "the value is not a date"), ("amount", "[1]", "not a decimal number"),
        ].randomElement(using: &random)!
        for index in world.events[number - 1].data.indices where world.events[number - 1].data[index].key == key { world.events[number - 1].data[index].json = json }
        let place = try place(kind, world)
        #expect(try run(place, "refold import x.ndjson --quiet").status == 0)
        let event = world.events[number - 1]
        for command in ["rebuild p", "catch-up p", "rebuild p --workers 4"] {
            let run = try run(place, "refold \(command) --quiet")
            #expect(run.status == 1, "\(seed) \(command): \(run.status)")
            #expect(
                run.error.hasPrefix("refold: event at position \(number) (stream \"\(event.stream)\", type \"\(event.type)\"): projection \"p\"") && run.error.contains(said), "\(seed) \(key): \(run.error)")
            #expect(!run.error.contains("234") && !run.error.contains("1.005"), "\(run.error)")
        }
    }

    @Test("Rows that a policy hides stop everything that reads events, whichever they are", arguments: 1...4)
    func hidden(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = World(using: &random)
        let place = try place("PostgreSQL", world)
        #expect(try run(place, "refold import x.ndjson --quiet && refold rebuild p --quiet").status == 0)
        let role = "hidden_\(UInt32.random(in: 0 ... .max))"
        let event = world.events.randomElement(using: &random)!
        let condition = ["aggregate_id <> '\(event.stream)'", "event_id <> '\(event.id)'", "version < \(event.version)", "false"].randomElement(using: &random)!
        try place.execute(
            "CREATE ROLE \(role) LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO \(role); GRANT ALL ON SCHEMA read_models TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA read_models TO \(role)")
        // Apart: a grant and a lock of the same table in one transaction is what an autovacuum of that table deadlocks with.
        try place.execute("ALTER TABLE event_store ENABLE ROW LEVEL SECURITY; CREATE POLICY planted ON event_store USING (\(condition))")
        let url = place.url.replacing("user=postgres", with: "user=\(role)")
        for command in ["status", "events", "rebuild p", "catch-up p", "history \(event.stream) --projection p", "events --format ndjson", "import x.ndjson"] {
            let run = try place.sandbox.run("refold \(command) --store \(url) --quiet")
            #expect(run.status != 0 && run.error.contains("row level security"), "\(seed) \(command), \(condition): \(run.status) \(run.error)")
        }
    }

    @Test("Two texts of payloads that are ordered are a fault wherever they stand", arguments: 1...16)
    func order(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let word = ["above", "below", "atLeast", "atMost"].randomElement(using: &random)!
        let (left, right) = (["$.amount", "$.fee", "@metadata.limit"].randomElement(using: &random)!, ["$.paid", "$.a.b", "@metadata.x"].randomElement(using: &random)!)
        var test = #"{"\#(left)": {\#(word): "\#(right)"}}"#
        if Bool.random(using: &random) { test = #"{"$.kind": "x", "\#(left)": {not: {\#(word): "\#(right)"}}}"# }
        let handler = [
            "{when: \(test), set: {n: 1}}", "[{n: 2}, {when: \(test), set: \"delete\"}]", "{n: {case: [{when: \(test), then: 1}], else: 2}}", "{n: {add: {case: [{when: \(test), then: 1}], else: 2}}}",
        ].randomElement(using: &random)!
        let sandbox = try Sandbox()
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        try sandbox.write([#"{name: "p", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {Sold: \#(handler)}}"#], to: "Reports/p.projection.json5")
        let run = try sandbox.run("refold check")
        #expect(run.status == 2 && run.error.contains("nothing says what they are"), "\(handler): \(run.error)")
    }

    @Test("A column of the definition that no event fills is told by name on either database", arguments: IngestPlace.all, 1...4)
    func column(kind: String, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var world = World(using: &random)
        let key = ["sku", "at"].randomElement(using: &random)!
        for number in world.events.indices {
            for index in world.events[number].data.indices {
                if key == "at", world.events[number].data[index].key == "at" { world.events[number].data[index].json = "null" }
                if key == "sku", world.events[number].data[index].key == "line" { world.events[number].data[index].json = #"{"sku":null}"# }
            }
        }
        let place = try place(kind, world)
        let run = try run(place, "refold import x.ndjson --quiet && refold rebuild p --quiet")
        #expect(run.status == 0 && run.error.contains("columns.\(key): the column \"\(key)\" is null in every row"), "\(seed): \(run.error)")
    }

    @Test("An event that is gone from the middle of a stream is told by its version", arguments: IngestPlace.all, 1...4)
    func gap(kind: String, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var (world, followed) = (World(using: &random), [World.Event]())
        while followed.isEmpty {
            world = World(using: &random)
            followed = world.events.filter { event in world.events.contains { $0.stream == event.stream && $0.version > event.version } }
        }
        let event = try #require(followed.randomElement(using: &random))
        let place = try place(kind, world)
        #expect(try run(place, "refold import x.ndjson --quiet").status == 0)
        try place.execute("DELETE FROM event_store WHERE event_id = '\(event.id)'")
        try place.sandbox.write([#"{name: "q", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {"*": {n: {add: 1}}}}"#], to: "Reports/q.projection.json5")
        let run = try run(place, "refold history \(event.stream) --projection q")
        #expect(run.status == 3 && run.error.contains("version \(event.version) is missing"), "\(seed): \(run.status) \(run.error)")
    }
}
