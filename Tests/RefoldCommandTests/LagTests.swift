import Foundation
import RefoldTesting
import Testing

@Suite("Rows that lag behind the events")
struct LagTests {
    @Test("say so wherever they are shown: by export, query and report, in summaries and to people, counting events that the projection reads", arguments: IngestPlace.all)
    func everywhere(kind: String) throws {
        let place = try IngestPlace(kind)
        try place.sandbox.write(RecordedPayments.lines(0..<3), to: "some.ndjson")
        // Three payments more, and events that no projection reads.
        try place.sandbox.write(
            RecordedPayments.lines(3..<6) + (0..<5).map { #"{"stream":"h\#($0)","version":1,"type":"Heartbeat","occurred_at":"2024-01-01T00:00:00Z","data":{}}"# },
            to: "more.ndjson")
        let sandbox = place.sandbox
        try sandbox.write(["{from: 'payments', measures: {payments: {count: '*'}}}"], to: "all.report.json5")
        try sandbox.write([#"{steps: [{export: "payments", output: "job.csv"}]}"#], to: "job.json5")
        func run(_ command: String) throws -> (output: String, error: String, status: Int32) {
            let run = try sandbox.run("export REFOLD_STORE=\(place.url); \(command)")
            #expect(run.status == 0, "\(command): \(run.error)")
            return run
        }
        _ = try run("mkdir Reports; mv *.report.json5 Reports; refold import some.ndjson --quiet; refold rebuild payments --quiet")
        let commands = [
            ("export payments", "export payments: "), ("export payments --output rows.csv", "rows.csv: "),
            ("export payments --format ndjson --output rows.ndjson --json", "rows.ndjson: "), ("query payments list --organization o1", "query payments list: "),
            ("query payments get p1 --json", "query payments get: "), ("report all", "all: "), ("report all --output out --json", "all: "),
            ("run job.json5 --json", "step 1, export payments: job.csv: "),
        ]
        let missing = "6 events of payments after position 6 are not in it: run refold catch-up payments"
        for lags in [false, true] {
            if lags { _ = try run("refold import more.ndjson --quiet") }
            for (command, start) in commands {
                let shown = try run("refold \(command)")
                #expect(shown.error.split(separator: "\n").contains { $0 == "\(start)\(missing)" } == lags, "\(command): \(shown.error)")
                if command.contains("--json") { #expect(shown.output.contains(#""behind":6"#) == lags, "\(command): \(shown.output)") }
                #expect(try run("refold \(command) --quiet").error == "", "\(command)")
            }
        }
        // What it says to do does it.
        _ = try run("refold catch-up payments --quiet")
        for (command, _) in commands { #expect(try !run("refold \(command)").error.contains("not in it"), "\(command)") }
    }

    @Test("of another store are not counted, and rows are shown if the events cannot be read")
    func elsewhere() throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<3), to: "some.ndjson")
        try sandbox.write(RecordedPayments.lines(10..<20), to: "other.ndjson")
        let run = try sandbox.run(
            """
            for name in some other; do refold import $name.ndjson --store sqlite:$name.db --quiet; done
            refold rebuild payments --store sqlite:some.db --quiet
            for store in other none; do
              refold export payments --store sqlite:$store.db --read-models sqlite:some.read-models.db > $store.csv && refold query payments get p1 --store sqlite:$store.db --read-models sqlite:some.read-models.db > /dev/null || exit 1
            done
            """)
        #expect(run.status == 0 && !run.error.contains("not in it"), "\(run.error)")
        #expect(sandbox.bytes("other.csv") == sandbox.bytes("none.csv"))
    }
}
