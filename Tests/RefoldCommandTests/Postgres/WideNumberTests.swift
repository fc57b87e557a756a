import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Numbers of up to 38 digits, through the program, on both databases")
struct WideNumberTests {
    private static let wallets = """
        {
          name: "wallets", version: 1, key: "@stream",
          columns: {
            currency: "text", amount: {type: "money", currency: "currency"}, largest: {type: "money", currency: "currency"},
            wei: {type: "decimal", scale: 18, default: "0"}, rate: {type: "decimal", scale: 2},
          },
          on: {Received: {currency: "$.currency", amount: {add: "$.amount"}, largest: {max: "$.amount"}, wei: {add: "$.amount"}, rate: "$.rate"}},
          computed: {
            half: {multiply: ["amount", 0.5], rounding: "half-even"}, size: {case: [{when: {amount: {above: 10}}, then: "large"}], else: "small"},
          },
        }
        """

    private static let report = """
        {
          from: "wallets", rows: ["currency"], totals: true,
          measures: {
            n: {count: "*"}, sum: {sum: "amount"}, mean: {average: "amount"}, least: {min: "amount"}, most: {max: "largest"},
            median: {percentile: "amount", at: 0.5}, large: {count: "*", where: {wei: {above: "10"}}}, wei: {sum: "wei"}, share: {divide: ["least", "sum"], scale: 6},
          },
          checks: ["n > 0", "wei > -99999999876543210977.654321098765432110"],
        }
        """

    private static let ether = """
        {from: "wallets", rows: ["key"], where: {currency: "ETH", amount: {above: 10, below: "123456789013"}}, measures: {sum: {sum: "amount"}}, order: ["-sum"]}
        """

    private static func event(_ stream: String, _ version: Int, _ currency: String, _ amount: String) -> String {
        #"{"stream":"\#(stream)","version":\#(version),"type":"Received","occurred_at":"2024-03-01T09:30:00Z","data":{"currency":"\#(currency)","amount":\#(amount),"rate":1.25}}"#
    }

    private static let first = [
        event("w1", 1, "ETH", "10"), event("w2", 1, "ETH", #""123456789012.345678901234567889""#), event("w3", 1, "BTC", "1.5"), event("w4", 1, "EUR", "12.50"),
    ]
    private static let later = [
        event("w2", 2, "ETH", #""0.000000000000000001""#), event("w5", 1, "ETH", "null"), event("w6", 1, "ETH", "-99999999999999999999.999999999999999999"),
        event("w7", 1, "JPY", "100"), event("w3", 2, "BTC", "0.00000001"),
    ]

    private static let rows = [
        "key,currency,amount,largest,wei,rate,half,size",
        "w1,ETH,10.000000000000000000,10.000000000000000000,10.000000000000000000,1.25,5.000000000000000000,small",
        "w2,ETH,123456789012.345678901234567890,123456789012.345678901234567889,123456789012.345678901234567890,1.25,61728394506.172839450617283945,large",
        "w3,BTC,1.50000001,1.50000000,1.500000010000000000,1.25,0.75000000,small",
        "w4,EUR,12.50,12.50,12.500000000000000000,1.25,6.25,large",
        "w5,ETH,,,0.000000000000000000,1.25,,small",
        "w6,ETH,-99999999999999999999.999999999999999999,-99999999999999999999.999999999999999999,-99999999999999999999.999999999999999999,1.25,"
            + "-50000000000000000000.000000000000000000,small",
        "w7,JPY,100,100,100.000000000000000000,1.25,50,large",
    ]

    private func place(_ kind: String) throws -> (sandbox: Sandbox, stores: String, rows: (String) throws -> [String]) {
        let sandbox = try Sandbox()
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        for (name, text) in [("wallets.projection", Self.wallets), ("sums.report", Self.report), ("ether.report", Self.ether), ("events", "{currencies: {ETH: 18, BTC: 8}}")] {
            try sandbox.write([text], to: "Reports/\(name).json5")
        }
        try sandbox.write(Self.first, to: "first.ndjson")
        try sandbox.write(Self.later, to: "later.ndjson")
        guard kind == "PostgreSQL" else {
            let models = sandbox.path("events.read-models.db")
            return (
                sandbox, "--store sqlite:events.db",
                { sql in
                    let statement = try SQLiteConnection(models, mode: .readOnly).prepare(sql)
                    var rows: [String] = []
                    while try statement.step() { rows.append(statement.text(0)) }
                    return rows
                }
            )
        }
        let uri = try PostgresCluster.newDatabase()
        return (sandbox, "--store '\(uri)'", { try PostgresCluster.psql(uri, $0).split(separator: "\n").map(String.init) })
    }

    private func run(_ sandbox: Sandbox, _ command: String) throws -> String {
        let run = try sandbox.run("refold \(command)")
        try #require(run.status == 0, "\(command): \(run.error)")
        return run.output
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    @Test("An amount of 10 with 18 decimals fits, and every figure is exact, after a catch-up as after a rebuild", arguments: IngestPlace.all)
    func exact(kind: String) throws {
        let (sandbox, stores, rows) = try place(kind)
        _ = try run(sandbox, "check")
        _ = try run(sandbox, "import first.ndjson \(stores) --quiet")
        _ = try run(sandbox, "rebuild wallets \(stores) --quiet")
        _ = try run(sandbox, "import later.ndjson \(stores) --quiet")
        _ = try run(sandbox, "catch-up wallets \(stores) --quiet")
        let caughtUp = try run(sandbox, "export wallets \(stores) --format csv")
        #expect(lines(caughtUp) == Self.rows)
        let json = try run(sandbox, "export wallets \(stores) --format ndjson")
        #expect(json.contains(#""amount":"123456789012.345678901234567890","largest":"123456789012.345678901234567889","wei":"123456789012.345678901234567890""#), "\(json)")

        let table = try run(sandbox, "report sums \(stores) --format csv --totals")
        let least = "-99999999999999999999.999999999999999999"
        #expect(
            lines(table) == [
                "currency,n,sum,mean,least,most,median,large,wei,share",
                "BTC,1,1.50000001,1.50000001,1.50000001,1.50000000,1.50000001,0,1.500000010000000000,1.000000",
                "ETH,4,-99999999876543210977.654321098765432109,-33333333292181070325.884773699588477370,\(least),123456789012.345678901234567889,10.000000000000000000,1,"
                    + "-99999999876543210977.654321098765432109,1.000000",
                "EUR,1,12.50,12.50,12.50,12.50,12.50,1,12.500000000000000000,1.000000",
                "JPY,1,100,100,100,100,100,1,100.000000000000000000,1.000000", "total,7,,,,,,3,-99999999876543210863.654321088765432109,",
            ], "\(table)")
        #expect(try lines(run(sandbox, "report ether \(stores) --format csv")) == ["key,sum", "w2,123456789012.345678901234567890"])
        let object = try run(sandbox, "report ether \(stores) --format json")
        #expect(object.contains(#"{"key":"w2","sum":"123456789012.345678901234567890"}"#), "\(object)")
        #expect(try run(sandbox, "report ether \(stores)").contains("123456789012.345678901234567890"))
        #expect(try run(sandbox, "history w2 --projection wallets \(stores)").contains("123456789012.345678901234567889 -> 123456789012.345678901234567890"))

        if kind == "PostgreSQL" {
            #expect(try rows("SELECT amount || ' ' || wei FROM read_models.wallets WHERE key IN ('w2', 'w6') ORDER BY key") == [
                "123456789012.345678901234567890 123456789012.345678901234567890", "\(least) \(least)",
            ])
            #expect(try rows("SELECT sum(wei) FROM read_models.wallets") == ["-99999999876543210863.654321088765432109"])
            #expect(try rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'read_models.wallets'::regclass AND attname IN ('wei', 'rate') ORDER BY attname") == [
                "numeric(19,2)", "numeric(38,18)",
            ])
        } else {
            #expect(try rows("SELECT amount || ' ' || wei || ' ' || typeof(amount) FROM wallets WHERE key IN ('w2', 'w6') ORDER BY key") == [
                "123456789012.345678901234567890 123456789012.345678901234567890 text", "\(least) \(least) text",
            ])
        }
        _ = try run(sandbox, "rebuild wallets \(stores) --quiet")
        #expect(try run(sandbox, "export wallets \(stores) --format csv") == caughtUp)
    }

    @Test("An amount of more than 38 digits stops the run with its place, and a currency that is added later makes amounts wide under the same version", arguments: IngestPlace.all)
    func borders(kind: String) throws {
        let (sandbox, stores, _) = try place(kind)
        try sandbox.write(["{currencies: {ETH: 12, BTC: 8}}"], to: "Reports/events.json5")
        _ = try run(sandbox, "import first.ndjson \(stores) --quiet")
        let narrow = try sandbox.run("refold rebuild wallets \(stores)")
        #expect(narrow.status == 1 && narrow.error.contains("\"amount\"") && narrow.error.contains("more than 12 decimals"), "\(narrow.error)")
        try sandbox.write([Self.event("w8", 1, "ETH", "9")], to: "small.ndjson")
        _ = try run(sandbox, "rebuild wallets --through 1 \(stores) --quiet")
        try sandbox.write(["{currencies: {ETH: 18, BTC: 8}}"], to: "Reports/events.json5")
        let refused = try sandbox.run("refold report sums \(stores) --format csv")
        #expect(refused.status == 3 && refused.error.contains("which builds it anew"), "\(refused.error)")
        let anew = try sandbox.run("refold catch-up wallets \(stores)")
        #expect(anew.status == 0 && anew.error.contains("the currencies in events.json5 changed since it was built; builds it anew"), "\(anew.error)")
        #expect(try run(sandbox, "export wallets \(stores) --format csv").contains("w1,ETH,10.000000000000000000,"))

        try sandbox.write([Self.event("w2", 2, "ETH", #""99999999999999999999.999999999999999999""#)], to: "large.ndjson")
        _ = try run(sandbox, "import large.ndjson \(stores) --quiet")
        let large = try sandbox.run("refold catch-up wallets \(stores)")
        #expect(large.status == 1 && large.error.contains("position 5") && large.error.contains("the result has more than 38 digits"), "\(large.error)")
        #expect(large.error.contains("give the column fewer decimals, or the type text"), "\(large.error)")
    }

    @Test("A number in a table of SQLite that Refold never writes is refused, and not taken for another one")
    func altered() throws {
        let (sandbox, stores, _) = try place("SQLite")
        _ = try run(sandbox, "import first.ndjson \(stores) --quiet")
        for text in ["ten", "10.00", "1e3", ""] {
            _ = try run(sandbox, "rebuild wallets \(stores) --quiet")
            let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .create)
            let statement = try models.prepare("SELECT generation FROM refold_generations WHERE state = 'served'")
            guard try statement.step() else { return }
            let number = statement.integer(0)
            statement.reset()
            try models.execute("UPDATE \"wallets#\(number)\" SET wei = '\(text)' WHERE key = 'w1'")
            let run = try sandbox.run("refold report sums \(stores) --format csv")
            #expect(run.status == 1 && run.error.contains("a row holds a value in column \"wei\" that Refold never writes"), "\(text): \(run.error)")
            #expect(run.error.contains("run refold rebuild wallets") && !run.error.contains("ten"), "\(run.error)")
        }
    }
}
