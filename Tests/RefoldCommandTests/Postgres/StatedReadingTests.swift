import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Stated readings, currencies of one's own and truncated times, on both databases")
struct StatedReadingTests {
    private static let ledger = """
        {
          name: "ledger", version: 1, key: "@stream",
          columns: {
            currency: "text", amount: {type: "money", currency: "currency"}, number: {type: "decimal", scale: 2}, rate: {type: "decimal", scale: 4},
            minor: {type: "decimal", scale: 3}, seconds: "timestamp", milliseconds: "timestamp", microseconds: "timestamp", local: "timestamp", day: "date",
          },
          on: {Paid: {
            currency: "$.currency", amount: {money: "$.amount", unit: "minor"}, number: {number: "$.number", decimal: ",", group: "."},
            rate: {sum: ["$.rate"], scale: 4, rounding: "half-even"}, minor: {money: "$.minor", unit: "minor", currency: "KWD"},
            seconds: {time: "$.s", unit: "s"}, milliseconds: {time: "$.ms", unit: "ms"}, microseconds: {time: "$.us", unit: "us"},
            local: {time: "$.local", timeZone: "Europe/Rome"}, day: {date: "$.day", form: "DD/MM/YYYY"},
          }},
        }
        """

    private static let euros = """
        {
          name: "euros", version: 1, key: "@stream",
          columns: {currency: {type: "text", default: "EUR"}, paid: {type: "money", currency: "currency", default: 0}},
          on: {Paid: {paid: {add: 1}}},
        }
        """

    private static let plain = #"{name: "plain", version: 1, key: "@stream", columns: {day: "text"}, on: {Paid: {day: "$.day"}}}"#

    private static func event(_ stream: String, _ currency: String, _ amount: String) -> String {
        let rate = "0.00005" + String(repeating: "0", count: 80) + "1"
        return #"{"stream":"\#(stream)","version":1,"type":"Paid","occurred_at":"2024-03-01T09:30:00Z","data":{"currency":"\#(currency)","amount":\#(amount),"number":"1.234,50","rate":\#(rate),"minor":"1234","s":1709285400,"ms":"1709285400250.5","us":1709285400000001,"local":"2024-10-27 02:30:00","day":"01/03/2024"}}"#
    }

    private static let rest = "1234.50,0.0001,1.234,2024-03-01T09:30:00Z,2024-03-01T09:30:00.2505Z,2024-03-01T09:30:00.000001Z,2024-10-27T00:30:00Z,2024-03-01"

    /// A folder with definitions, and a store with amounts in four currencies.
    private func place(_ kind: String, currencies: String) throws -> (sandbox: Sandbox, stores: String) {
        let sandbox = try Sandbox()
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        for (name, text) in [("ledger", Self.ledger), ("euros", Self.euros), ("plain", Self.plain)] {
            try sandbox.write([text], to: "Reports/\(name).projection.json5")
        }
        try sandbox.write([currencies], to: "Reports/events.json5")
        let lines = [Self.event("s1", "BTC", "150000000"), Self.event("s2", "JPY", "2500"), Self.event("s3", "KWD", "\"1234\""), Self.event("s4", "ITL", "7")]
        try sandbox.write(lines, to: "events.ndjson")
        let stores = kind == "SQLite" ? "--store sqlite:events.db" : "--store '\(try PostgresCluster.newDatabase())'"
        let imported = try sandbox.run("refold import events.ndjson \(stores) --quiet")
        try #require(imported.status == 0, "\(imported.error)")
        return (sandbox, stores)
    }

    @Test("Every reading gives the same rows, exact to the last place", arguments: IngestPlace.all)
    func readings(kind: String) throws {
        let (sandbox, stores) = try place(kind, currencies: "{currencies: {BTC: 8}}")
        let rebuilt = try sandbox.run("refold rebuild ledger \(stores) --quiet")
        try #require(rebuilt.status == 0, "\(rebuilt.error)")
        let rows = try sandbox.run("refold export ledger \(stores) --format csv").output
        #expect(
            rows.split(separator: "\n").map(String.init) == [
                "key,currency,amount,number,rate,minor,seconds,milliseconds,microseconds,local,day", "s1,BTC,1.50000000,\(Self.rest)",
                "s2,JPY,2500,\(Self.rest)", "s3,KWD,1.234,\(Self.rest)", "s4,ITL,7,\(Self.rest)",
            ], "\(rows)")
    }

    @Test("Other decimals in events.json5 build anew what has amounts in that currency, under the same version", arguments: IngestPlace.all)
    func changed(kind: String) throws {
        let (sandbox, stores) = try place(kind, currencies: "{currencies: {BTC: 8}}")
        let names = "ledger euros plain"
        try #require(try sandbox.run("refold rebuild \(names) \(stores) --quiet").status == 0)
        let known = try sandbox.run("refold catch-up \(names) \(stores) --json")
        #expect(known.status == 0 && known.output.components(separatedBy: #""action":"up_to_date""#).count == 4, "\(known.output) \(known.error)")

        try sandbox.write(["{currencies: {BTC: 6, PTS: 0}}"], to: "Reports/events.json5")
        #expect(try sandbox.run("refold status \(stores)").output.contains("currencies in events.json5 changed: refold catch-up ledger builds it anew"))
        let refused = try sandbox.run("refold export ledger \(stores) --format csv")
        #expect(refused.status == 3 && refused.error.contains("run refold catch-up ledger, which builds it anew"), "\(refused.error)")
        #expect(try sandbox.run("refold export euros \(stores) --format csv").status == 0)
        let anew = try sandbox.run("refold catch-up \(names) \(stores) --json")
        #expect(anew.status == 0 && anew.error.contains("ledger: the currencies in events.json5 changed since it was built; builds it anew"), "\(anew.error)")
        #expect(anew.error.components(separatedBy: "builds it anew").count == 2 && !anew.error.contains("time zones"), "\(anew.error)")
        #expect(anew.output.components(separatedBy: #""action":"rebuilt""#).count == 2, "\(anew.output)")
        #expect(try sandbox.run("refold export ledger \(stores) --format csv").output.contains("s1,BTC,150.000000,"))
        let again = try sandbox.run("refold catch-up \(names) \(stores) --json")
        #expect(again.output.components(separatedBy: #""action":"up_to_date""#).count == 4, "\(again.output)")

        // Without the currency nothing can be built, and what is served stays.
        try sandbox.write(["{}"], to: "Reports/events.json5")
        let unknown = try sandbox.run("refold catch-up ledger \(stores)")
        #expect(unknown.status == 1 && unknown.error.contains("{currencies: {BTC: 8}}") && !unknown.error.contains("150"), "\(unknown.error)")
        try sandbox.write(["{currencies: {PTS: 0, BTC: 6}}"], to: "Reports/events.json5")
        #expect(try sandbox.run("refold catch-up ledger \(stores) --json").output.contains(#""action":"up_to_date""#))
    }

    @Test("A SQLite view shows amounts in added currencies as numbers, also after a change of their decimals")
    func view() throws {
        let (sandbox, stores) = try place("SQLite", currencies: "{currencies: {BTC: 8}}")
        func amounts() throws -> [String] {
            let run = try sandbox.run("refold catch-up ledger \(stores) --quiet")
            try #require(run.status == 0, "\(run.error)")
            let statement = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readOnly).prepare("SELECT amount FROM ledger ORDER BY key")
            var rows: [String] = []
            while try statement.step() { rows.append(statement.text(0)) }
            return rows
        }
        try #require(try sandbox.run("refold rebuild ledger \(stores) --quiet").status == 0)
        #expect(try amounts() == ["1.5", "2500", "1.234", "7"])
        try sandbox.write(["{currencies: {BTC: 7}}"], to: "Reports/events.json5")
        #expect(try amounts() == ["15.0", "2500", "1.234", "7"])
    }

    @Test("Faults of the currencies in events.json5 are told by check and stop a run, with what may stand there")
    func faults() throws {
        let (sandbox, stores) = try place("SQLite", currencies: #"{currencies: {btc: 8, ETH: 18, EUR: 3, PTS: "0", BTC: 8}}"#)
        for command in ["check", "rebuild ledger \(stores)"] {
            let run = try sandbox.run("refold \(command)")
            #expect(run.status != 0, "\(command)")
            for text in [
                "\"btc\" cannot be the code of a currency", "the currency ETH has 18 decimals", "which with 18 decimals end at 9.22",
                "EUR has 2 decimals in ISO 4217, not 3", "currencies.PTS",
            ] {
                #expect((run.output + run.error).contains(text), "\(command): \(text) in \(run.output) \(run.error)")
            }
        }
    }

    @Test("Finer times and leap seconds are imported with --times truncate, which the fault names", arguments: IngestPlace.all)
    func truncated(kind: String) throws {
        let (sandbox, stores) = try place(kind, currencies: "{}")
        let lines = [
            #"{"stream":"t","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00.1234567Z","data":{}}"#,
            #"{"stream":"t","version":2,"type":"T","occurred_at":"2016-12-31T23:59:60Z","data":{}}"#,
        ]
        try sandbox.write(lines, to: "times.ndjson")
        let refused = try sandbox.run("refold import times.ndjson \(stores)")
        #expect(refused.status == 2 || refused.status == 1, "\(refused.status)")
        #expect(refused.error.components(separatedBy: "import with --times truncate").count == 3, "\(refused.error)")
        let imported = try sandbox.run("refold import times.ndjson --times truncate \(stores)")
        #expect(imported.status == 0, "\(imported.error)")
        #expect(try sandbox.run("refold import times.ndjson --times truncate \(stores) --json").output.contains(#""appended":0"#))
        let events = try sandbox.run("refold events T --format ndjson \(stores)").output
        #expect(events.contains("2024-03-01T09:30:00.123456Z") && events.contains("2016-12-31T23:59:59Z"), "\(events)")
        #expect(try sandbox.run("refold import times.ndjson --times cut \(stores)").status == 2)
    }
}
