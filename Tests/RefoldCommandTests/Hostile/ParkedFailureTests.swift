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
