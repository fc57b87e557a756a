import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("A list of parked events that was lost, and a store that was restored")
struct LostParkedListTests {
    private static let projection =
        #"{name: "sums", version: 1, key: {value: "$.customer", as: "customer"}, columns: {n: "integer", sum: {type: "decimal", scale: 2}}, on: {Paid: {n: {add: 1}, sum: {add: "$.amount"}}}}"#

    /// Payments of two customers. The second is parked; the third of that customer is held.
    private static func line(_ number: Int) -> String {
        let amount = number == 2 ? "SECRET" : "\(number).00"
        return #"{"id":"e\#(number)","stream":"s\#(number)","version":1,"type":"Paid","occurred_at":"2024-03-01T09:30:00Z","data":{"amount":"\#(amount)","customer":"\#(number % 2 == 0 ? "ann" : "bob")"}}"#
    }

    /// A store of eight payments whose read model was built with leave to park.
    private final class Place {
        let sandbox: Sandbox
        let database: String
        let onServer: Bool

        init(onServer: Bool) throws {
            self.onServer = onServer
            sandbox = try Sandbox()
            database = onServer ? try PostgresCluster.newDatabase() : "sqlite:e.db"
            _ = try sandbox.run("mkdir Reports Jobs")
            try sandbox.write((1...8).map(LostParkedListTests.line), to: "events.ndjson")
            try sandbox.write([LostParkedListTests.projection], to: "Reports/sums.projection.json5")
            try sandbox.write([#"{from: "sums", where: {customer: "bob"}, measures: {sum: {sum: "sum"}}}"#], to: "Reports/bob.report.json5")
            let steps = #"steps: [{export: "sums", output: "out/sums.csv"}, {report: "bob", formats: ["json"], output: "out"}]"#
            try sandbox.write([#"{store: "\#(database)", \#(steps)}"#], to: "Jobs/night.json5")
            _ = try refold("import events.ndjson --quiet")
            _ = try refold("rebuild sums --park --quiet", 4)
        }

        func refold(_ words: String, _ status: Int32 = 0) throws -> (output: String, error: String) {
            let run = try sandbox.run("refold \(words) --store '\(database)'")
            #expect(run.status == status, "\(words): \(run.output)\(run.error)")
            #expect(!run.error.contains("SECRET") && !run.output.contains("SECRET"))
            return (run.output, run.error)
        }

        func execute(_ sql: String, server: String? = nil, onReadModels: Bool = false) throws {
            if onServer {
                _ = try PostgresCluster.psql(database, server ?? sql)
            } else {
                try SQLiteConnection(sandbox.path(onReadModels ? "e.read-models.db" : "e.db"), mode: .readWrite).execute(sql)
            }
        }
    }

    @Test(
        "Runs are refused that would fold what is held after a parked event; what shows rows says that they may be incomplete; a rebuild mends it",
        arguments: [false, true], ["DROP TABLE refold_parked", "DELETE FROM refold_parked"])
    func lost(onServer: Bool, sql: String) throws {
        let place = try Place(onServer: onServer)
        let rows = try place.refold("export sums --quiet").output
        #expect(rows == "customer,n,sum\nbob,4,16.00\n")
        try place.sandbox.write([Self.line(10)], to: "more.ndjson")
        _ = try place.refold("import more.ndjson --quiet")
        try place.execute(sql, server: sql.replacing("refold_parked", with: "read_models.refold_parked") + (sql.hasPrefix("DROP") ? " CASCADE" : ""), onReadModels: true)
        let said = "the list of parked events of generation 1 of \"sums\" is not as a run wrote it"
        let remedy = "run refold rebuild sums --park, which reads all events again and parks anew"
        for words in ["catch-up sums", "catch-up sums --park", "parked retry sums", "parked drop sums 2 --reason x", "parked sums"] {
            let error = try place.refold(words, 3).error
            #expect(error.contains(said) && error.contains(remedy), "\(words): \(error)")
        }
        #expect(try place.refold("status").output.contains("catalog changed by hand: run refold rebuild sums"))
        #expect(try place.refold("export sums --quiet").output == rows)
        for (words, mark) in [("export sums --output out.csv --json", #""incomplete":true"#), ("report bob --format json", #""incomplete":true"#), ("report bob --format table", "incomplete: ")] {
            let shown = try place.refold(words)
            #expect(shown.output.contains(mark) && shown.error.contains("whether sums is complete is not known: \(said)"), "\(words): \(shown)")
        }
        _ = try place.refold("rebuild sums --park --quiet", 4)
        #expect(try place.refold("export sums --quiet").output == rows)
        #expect(try place.refold("parked --json --quiet").output.contains(#""held":4"#))
    }

    @Test("Runs are refused whose rows leave out events that are no longer listed as dropped, until a rebuild", arguments: [false, true])
    func lostDrops(onServer: Bool) throws {
        let place = try Place(onServer: onServer)
        _ = try place.refold("parked drop sums 2 --reason 'a test'")
        try place.execute("DROP TABLE refold_dropped", server: "DROP TABLE read_models.refold_dropped", onReadModels: true)
        let said = "the rows of \"sums\" leave out 1 dropped event, and 0 of these drops are listed"
        for words in ["catch-up sums", "catch-up sums --park"] {
            let error = try place.refold(words, 3).error
            #expect(error.contains(said) && error.contains("run refold rebuild sums"), "\(words): \(error)")
        }
        let rebuilt = try place.refold("rebuild sums --park", 4)
        #expect(rebuilt.error.contains("sums: reads 1 event again that its rows left out"), "\(rebuilt.error)")
        _ = try place.refold("parked drop sums 2 --reason 'a test'")
        _ = try place.refold("catch-up sums")
        _ = try place.refold("rebuild sums")
        _ = try place.refold("catch-up sums")
    }

    @Test("Exports and reports of a job say that they are incomplete, as the verbs do", arguments: [false, true])
    func incomplete(onServer: Bool) throws {
        let place = try Place(onServer: onServer)
        let job = try place.refold("run night --json")
        #expect(job.output.components(separatedBy: #""incomplete":true"#).count == 3, "\(job.output)")
        #expect(job.error.contains("sums is incomplete: 1 row waits for a parked event"))
        // The row of ann is left out by the filter as it stands: nobody can tell what the event makes of it.
        #expect(job.error.contains("bob is incomplete: 1 parked event may change what it shows"))
        #expect(try place.refold("export sums --output out.csv --json").output.contains(#""incomplete":true"#))
        #expect(try place.refold("report bob --format table").output.contains("incomplete: events that it may count are parked\n"))
        _ = try place.refold("parked drop sums 2 --reason 'a test'")
        let whole = try place.refold("run night --json")
        #expect(!whole.output.contains("incomplete") && !whole.error.contains("incomplete"))
    }

    @Test("A restored backup that has grown since is not taken over by a retry, although every parked event is in it", arguments: [false, true])
    func restored(onServer: Bool) throws {
        let place = try Place(onServer: onServer)
        let rows = try place.refold("export sums --quiet").output
        // As after a restore up to the sixth event, with two others appended since.
        try place.execute(#"UPDATE event_store SET event_id = 'f' || event_id, event_data = '{"amount":"1.00","customer":"ann"}' WHERE event_id IN ('e7', 'e8')"#)
        for words in ["parked retry", "parked retry sums 2", "parked drop sums 2 --reason x"] {
            let error = try place.refold(words, 3).error
            #expect(error.contains("were not made from ") && error.contains("run refold rebuild sums"), "\(words): \(error)")
        }
        let error = try place.refold("catch-up sums", 3).error
        #expect(error.contains("position 7 ") && error.contains("is not as it was") && error.contains("1 more has changed"), "\(error)")
        #expect(try place.refold("export sums --quiet").output == rows)
        _ = try place.refold("rebuild sums --park --quiet", 4)
        try place.execute(#"UPDATE event_store SET event_data = '{"amount":"2.00","customer":"ann"}' WHERE event_id = 'e2'"#)
        _ = try place.refold("parked retry")
        #expect(try place.refold("export sums --quiet").output == "customer,n,sum\nann,5,14.00\nbob,3,9.00\n")
    }
}
