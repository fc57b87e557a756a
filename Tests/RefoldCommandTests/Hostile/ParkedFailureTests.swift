import Foundation
import Testing

@Suite("Failures beside parked events and failed checks")
struct ParkedFailureTests {
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir -p Reports Jobs")
        let lines = (1...4).map { number in
            let amount = number == 2 ? "SECRET" : "\(number).00"
            return #"{"id":"e\#(number)","stream":"s\#(number % 2)","version":\#((number + 1) / 2),"type":"Paid","occurred_at":"2024-03-01T09:30:00Z","data":{"amount":"\#(amount)"}}"#
        }
        try sandbox.write(lines, to: "events.ndjson")
        return sandbox
    }

    private func declare(_ name: String, _ change: String, in sandbox: Sandbox) throws {
        try sandbox.write(
            [#"{name: "\#(name)", version: 1, key: "@stream", columns: {sum: {type: "decimal", scale: 2}}, on: {Paid: {sum: \#(change)}}}"#],
            to: "Reports/\(name).projection.json5")
    }

    @Test(
        "A retry goes on after the failure of one projection, and ends with the worst status",
        arguments: [(#""$.amount""#, "the definition changed under version 1"), (#"{set: "$.amount"}"#, "first.projection.json5")])
    func retry(change: String, told: String) throws {
        let sandbox = try sandbox()
        for name in ["first", "second", "third"] { try declare(name, #"{add: "$.amount"}"#, in: sandbox) }
        let built = try sandbox.run("refold import events.ndjson --store sqlite:e.db --quiet; refold rebuild first second third --park --store sqlite:e.db --quiet")
        #expect(built.status == 4, "\(built.error)")
        // What is served of the first no longer belongs to its definition.
        try declare("first", change, in: sandbox)
        let drop = try sandbox.run("refold parked drop third 2 --reason x --store sqlite:e.db --quiet")
        #expect(drop.status == 0, "\(drop.error)")
        let correct = "import sqlite3; c = sqlite3.connect('e.db'); c.execute(\"UPDATE event_store SET event_data = '{\\\"amount\\\":\\\"2.00\\\"}' WHERE event_id = 'e2'\"); c.commit()"
        try sandbox.write([correct], to: "correct.py")
        #expect(try sandbox.run("python3 correct.py").status == 0)
        let run = try sandbox.run("refold parked retry --store sqlite:e.db --json")
        #expect(run.status == 2, "\(run.error)")
        #expect(run.output.contains(told), "\(run.output)")
        #expect(run.output.contains(#"{"projection":"second","generation":1,"position":4,"taken":1,"rows":1,"parked":[]}"#), "\(run.output)")
        #expect(try sandbox.run("refold export second --store sqlite:e.db --quiet").output == "key,sum\ns0,6.00\ns1,4.00\n")
    }

    @Test("A retry names the projections that took a corrected event as it was, and no others")
    func others() throws {
        let sandbox = try sandbox()
        try declare("first", #"{add: "$.amount"}"#, in: sandbox)
        try declare("third", #"{add: "$.amount"}"#, in: sandbox)
        for (name, type) in [("taker", "Paid"), ("stranger", "Refunded")] {
            try sandbox.write([#"{name: "\#(name)", version: 1, key: "@stream", columns: {last: "text"}, on: {\#(type): {last: "$.amount"}}}"#], to: "Reports/\(name).projection.json5")
        }
        _ = try sandbox.run("refold import events.ndjson --store sqlite:e.db --quiet; refold rebuild first third taker stranger --park --store sqlite:e.db --quiet")
        let correct = "import sqlite3; c = sqlite3.connect('e.db'); c.execute(\"UPDATE event_store SET event_data = '{\\\"amount\\\":\\\"2.00\\\"}' WHERE event_id = 'e2'\"); c.commit()"
        try sandbox.write([correct], to: "correct.py")
        #expect(try sandbox.run("python3 correct.py").status == 0)
        let run = try sandbox.run("refold parked retry first --store sqlite:e.db --quiet")
        #expect(run.error == "refold: taker took the event at position 2 as it was before: if it was corrected in the store, run refold rebuild taker\n")
    }

    @Test("Parked and dropped events occur: no warning says otherwise, and a check leaves out what was dropped")
    func warnings() throws {
        let sandbox = try sandbox()
        try declare("first", #"{add: "$.amount"}"#, in: sandbox)
        _ = try sandbox.run("sed -n 2p events.ndjson > one; mv one events.ndjson; sed -i 's/\"version\":[0-9]*/\"version\":1/' events.ndjson; refold import events.ndjson --store sqlite:e.db --quiet")
        let parked = try sandbox.run("refold rebuild first --park --strict --store sqlite:e.db --quiet")
        #expect(parked.status == 4 && !parked.error.contains("warning"), "\(parked.error)")
        let failing = try sandbox.run("refold check --store sqlite:e.db")
        #expect(failing.status == 1 && failing.error.contains("1 fault"), "\(failing.error)")
        let dropped = try sandbox.run("refold parked drop first 1 --reason x --store sqlite:e.db --quiet && refold rebuild first --strict --store sqlite:e.db --quiet && refold check --store sqlite:e.db --strict")
        #expect(dropped.status == 0 && !dropped.error.contains("warning: "), "\(dropped.error)")
    }

    @Test("An export of an earlier version than the defined one says so")
    func earlierVersion() throws {
        let sandbox = try sandbox()
        try sandbox.write(RecordedPayments.lines(0..<5), to: "events.ndjson")
        func declare(_ version: Int) throws {
            try sandbox.write([#"{name: "n", version: \#(version), key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: {add: \#(version)}}}}"#], to: "Reports/n.projection.json5")
        }
        try declare(1)
        _ = try sandbox.run("refold import events.ndjson --store sqlite:e.db --quiet; refold rebuild n --store sqlite:e.db --quiet")
        try declare(2)
        for flags in ["", "--output rows.csv"] {
            let run = try sandbox.run("refold export n \(flags) --store sqlite:e.db --quiet")
            #expect(run.status == 0 && run.error.contains("version 1 is served and the definition has version 2: run refold catch-up n"), "\(run.error)")
        }
        #expect(try sandbox.run("refold export n --definitions nowhere --store sqlite:e.db --quiet").status == 2)
        #expect(try sandbox.run("refold events --definitions nowhere --store sqlite:e.db --quiet").status == 2)
    }

    @Test("A retry says of a projection that is no longer defined that its events stay parked, and ends with 4")
    func undefined() throws {
        let sandbox = try sandbox()
        try declare("first", #"{add: "$.amount"}"#, in: sandbox)
        _ = try sandbox.run("refold import events.ndjson --store sqlite:e.db --quiet; refold rebuild first --park --store sqlite:e.db --quiet; rm Reports/*")
        let run = try sandbox.run("refold parked retry --store sqlite:e.db --quiet")
        #expect(run.status == 4)
        #expect(run.error == "refold: first is no longer defined: 1 event left parked\n")
    }

    @Test("A failed check is told beside the file that cannot be written, by the verb and by a job, and the status is the worse one")
    func checks() throws {
        let sandbox = try sandbox()
        try declare("sums", "1", in: sandbox)
        try sandbox.write([#"{from: "sums", rows: ["key"], measures: {sum: {sum: "sum"}}, checks: ["sum < 0"]}"#], to: "Reports/r.report.json5")
        try sandbox.write([#"{from: "sums", rows: ["key"], measures: {sum: {sum: "sum"}}, checks: ["sum < 0"]}"#], to: "Reports/q.report.json5")
        let steps = #"steps: [{report: "r", output: "taken", despiteChecks: true}]"#
        try sandbox.write([#"{store: "sqlite:e.db", \#(steps)}"#], to: "Jobs/night.json5")
        let built = try sandbox.run("refold import events.ndjson --store sqlite:e.db --quiet; refold rebuild sums --store sqlite:e.db --quiet; mkdir -p taken/r.csv/x")
        #expect(built.status == 0, "\(built.error)")
        for words in ["report q r --output taken --despite-checks", "run night"] {
            let run = try sandbox.run("refold \(words) --store sqlite:e.db")
            #expect(run.status == 1, "\(words): \(run.error)")
            #expect(run.error.contains("sum < 0") && run.error.contains("taken/r.csv"), "\(words): \(run.error)")
        }
    }
}
