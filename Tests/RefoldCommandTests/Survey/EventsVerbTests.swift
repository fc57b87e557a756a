import Foundation
import Testing

@Suite("refold events")
struct EventsVerbTests {
    @Test(
        "The answer has the same bytes on both databases, in every form",
        arguments: ["refold import shop.ndjson STORE", "refold seed --events 3000 STORE"])
    func same(fill: String) throws {
        let stores = try TwoStores(fill)
        let types = fill.contains("seed") ? "PaymentInitiated PaymentFailed" : "ItemSold ItemReturned Heartbeat"
        for flags in ["", "--format json", "--format ndjson", "--sample 2", "--sample 500 --format json"] {
            for types in ["", types] {
                let answers = try stores.places.map { try $0.run("refold events \(types) \(flags) STORE") }
                #expect(answers[0].output == answers[1].output, "\(types) \(flags)")
                #expect(answers.allSatisfy { $0.status == 0 && $0.error.isEmpty && !$0.output.isEmpty }, "\(answers.map(\.error))")
            }
        }
    }

    @Test("What it writes as NDJSON makes the same store again, from each database into each")
    func exchange() throws {
        let stores = try TwoStores("refold import shop.ndjson STORE && refold import shop.ndjson STORE")
        let others = try TwoStores("refold seed --events 0 STORE")
        for (from, to) in [(stores.places[0], others.places[1]), (stores.places[1], others.places[0])] {
            let lines = try from.run("refold events --format ndjson STORE")
            #expect(lines.output.split(separator: "\n").count == 4)
            try to.write(lines.output, to: "all.ndjson")
            let taken = try to.run("refold import all.ndjson STORE && refold events --format ndjson STORE | cmp all.ndjson -")
            #expect(taken.status == 0 && taken.error.contains("imported 4 events"), "\(taken.error)\(taken.output)")
            // To the store itself it adds nothing.
            #expect(try from.run("refold events --format ndjson STORE | refold import - STORE").error.contains("0 events from 1 file, 4 there already"))
        }
    }

    @Test("It writes no line of data that is not JSON, and names the event")
    func notJSON() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        let change = "import sqlite3; c = sqlite3.connect('events.db'); c.execute(\"UPDATE event_store SET event_data = '{\\\"total\\\":\\\"6\\\"},\\\"position\\\":7' WHERE position = 2\"); c.commit()"
        try place.write(change, to: "change.py")
        let store = try place.run("echo STORE").output
        let file = store.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
        let run = try place.run("sed -i s,events.db,\(file), change.py && python3 change.py && refold events --format ndjson STORE")
        #expect(run.status == 1 && run.error.contains("the data cannot be written as a line"), "\(run.error)")
    }

    @Test("No value of a payload is shown unless it is asked for; then numbers and times alone")
    func values() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        let silent = try place.run("refold events ItemSold ItemReturned --format json STORE; refold events ItemSold STORE; refold events STORE --json")
        for value in ["SECRET", "19.9", "Rome", "broken", "u1\"", "2024-03-01T09:30:00Z\",\"max"] { #expect(!silent.output.contains(value), "\(value)") }
        #expect(silent.output.contains(#""path":"$.qty","types":["number"],"present":2,"null":0,"distinct":2,"min":null,"max":null"#))
        #expect(silent.output.contains(#""path":"$.country","types":["string"],"present":2,"null":1,"distinct":1,"min":null"#))
        #expect(silent.output.contains(#""path":"$.lines[].n","types":["number"],"present":2"#))
        #expect(!silent.output.utf8.contains(0x1B))
        #expect(silent.output.contains(#"$[\"a\\u001b[2J\"]"#))
        let asked = try place.run("refold events ItemSold --format json --show-payload STORE")
        #expect(asked.output.contains(#""path":"$.total","types":["number","string"],"present":2,"null":0,"distinct":2,"min":"5.5","max":"19.90""#))
        #expect(asked.output.contains(#""path":"$.paidAt","types":["string"],"present":1,"null":0,"distinct":1,"min":"2024-03-01T09:30:00Z""#))
        #expect(!asked.output.contains("SECRET") && !asked.output.contains("Rome"))
    }

    @Test("The keys stand in their order, and say which projections take a type")
    func json() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        try place.write(
            #"{name: "sales", version: 1, key: "@stream", columns: {n: "integer"}, on: {ItemSold: {n: 1}}}"#, to: "Reports/sales.projection.json5")
        #expect(
            try place.run("refold events ItemReturned --format json STORE").output == #"""
                {"events":1,"types":[{"type":"ItemReturned","events":1,"streams":1,"first_position":3,"last_position":3,"first_occurred_at":"2024-03-03T09:30:00Z","last_occurred_at":"2024-03-03T09:30:00Z","projections":[],"fields":[{"path":"$.reason","types":["string"],"present":1,"null":0,"distinct":1,"min":null,"max":null},{"path":"@metadata.user","types":["string"],"present":1,"null":0,"distinct":1,"min":null,"max":null}]}]}

                """#)
        #expect(try place.run("refold events --json STORE").output.contains(#""projections":["sales"],"fields":[]"#))
        #expect(try place.run("refold events --sample 3 --format json STORE").output.hasSuffix("],\"sample\":3}\n"))
        #expect(try place.run("refold events --sample 3 STORE").output.hasPrefix("a sample of 3 events spread over the store\n"))
    }

    @Test("A type that does not occur is named with the one that was probably meant")
    func unknown() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[1]
        for format in ["table", "json", "ndjson"] {
            let run = try place.run("refold events ItemSlod Heartbeat --format \(format) STORE")
            #expect(run.status == 1 && run.error.contains(#"no event has the type "ItemSlod"; did you mean "ItemSold"?"#), "\(run.error)")
            #expect(run.output.contains("Heartbeat"))
        }
        #expect(try place.run("refold events --format ndjson --json STORE").status == 2)
        #expect(try place.run("refold events --store sqlite:none.db; s=$?; test ! -e none.db && exit $s").status == 1)
    }

    @Test("A reader that goes away ends it quietly, and a signal in good order")
    func ends() throws {
        let place = try TwoStores("refold seed --events 60000 STORE").places[0]
        #expect(try place.run("refold events --format ndjson STORE | head -1 | wc -l; exit ${PIPESTATUS:-0}").output == "1\n")
        let stopped = try place.run(
            "mkfifo p; refold events --format ndjson STORE > p 2> said & run=$!; exec 3< p; head -c 1 <&3 > first; kill -INT $run; cat <&3 | tail -c 1 | od -c | head -1; wait $run; echo \"status $?\"")
        #expect(stopped.output.contains("\\n") && stopped.output.hasSuffix("status 5\n"), "\(stopped.output)")
    }
}
