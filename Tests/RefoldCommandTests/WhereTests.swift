import Foundation
import Testing

@Suite("Reports and exports of chosen rows")
struct WhereTests {
    private struct Sale {
        var stream: String
        var shop: String?
        var n: Int
        var currency: String
        var cents: Int
    }

    private static let sales: [Sale] = (0..<400).map { number in
        Sale(
            stream: "s\(number)", shop: number % 11 == 0 ? nil : ["Rome", "null", "東京", "a b"][number % 4], n: number * 37 % 19, currency: number % 3 == 0 ? "JPY" : "EUR",
            cents: number * 7_919 % 5_003 * 100)
    }

    private static let projection = """
        {name: "sales", version: 1, key: {value: "@stream", as: "sale"},
         columns: {shop: "text", n: "integer", currency: "text", amount: {type: "money", currency: "currency"}},
         on: {Sold: {shop: "$.shop", n: "$.n", currency: "$.currency", amount: "$.amount"}}}
        """

    @Test("are what plain arithmetic gives, and a manifest makes them again, on every database", arguments: IngestPlace.all)
    func everywhere(kind: String) throws {
        let place = try IngestPlace(kind)
        let sandbox = place.sandbox
        try sandbox.write(
            Self.sales.map { sale in
                let data = #"{"shop":\#(sale.shop.map { "\"\($0)\"" } ?? "null"),"n":\#(sale.n),"currency":"\#(sale.currency)","amount":"\#(sale.cents / 100)"}"#
                return #"{"stream":"\#(sale.stream)","version":1,"type":"Sold","occurred_at":"2024-10-01T00:00:00Z","data":\#(data)}"#
            }, to: "events.ndjson")
        try sandbox.write([Self.projection], to: "sales.projection.json5")
        try sandbox.write([#"{from: "sales", rows: ["currency"], measures: {sales: {count: "*"}, n: {sum: "n"}, amount: {sum: "amount"}}}"#], to: "r.report.json5")
        try sandbox.write([#"{steps: [{report: "r", where: ["shop!=null", "n>=5"], output: "job"}]}"#], to: "job.json5")
        func run(_ command: String) throws -> String {
            let run = try sandbox.run("export REFOLD_STORE=\(place.url); \(command)")
            #expect(run.status == 0, "\(command): \(run.error)")
            return run.output
        }
        _ = try run("mkdir Reports; mv *.report.json5 *.projection.json5 Reports; refold import events.ndjson --quiet; refold rebuild sales --quiet")
        let chosen: [(flags: String, holds: (Sale) -> Bool)] = [
            ("--where 'shop!=null' --where 'n>=5'", { $0.shop != nil && $0.n >= 5 }), ("--where shop='\"null\"'", { $0.shop == "null" }),
            ("--where shop=null", { $0.shop == nil }), ("--where 'amount>2000'", { $0.cents > 200_000 }), ("--where 'shop=a b'", { $0.shop == "a b" }),
        ]
        for (flags, holds) in chosen {
            let lines = ["EUR", "JPY"].compactMap { currency -> String? in
                let sales = Self.sales.filter { $0.currency == currency && holds($0) }
                let whole = sales.reduce(0) { $0 + $1.cents / 100 }
                return sales.isEmpty ? nil : "\(currency),\(sales.count),\(sales.reduce(0) { $0 + $1.n }),\(whole)" + (currency == "EUR" ? ".00" : "")
            }
            let expected = (["currency,sales,n,amount"] + lines).joined(separator: "\n") + "\n"
            #expect(try run("refold report r --quiet \(flags)") == expected)
            #expect(try run("refold report r --quiet \(flags) --as-of 400") == expected)
            #expect(try run("refold report r --quiet \(flags) --output out --format csv,json; refold verify --quiet --manifest out/r.manifest.json > said; cat out/r.csv") == expected)
        }
        #expect(try run("refold run job.json5 --quiet > summary; cat job/r.csv") == run("refold report r --quiet \(chosen[0].flags)"))
        #expect(try run("grep -h '\"where\"' job/r.manifest.json") == #""where":["shop!=null","n>=5"],"# + "\n")

        for limit in [1, 7, 1000] {
            let sorted = Self.sales.filter { $0.currency == "EUR" && $0.n < 17 }.sorted { a, b in
                if a.n != b.n { return a.n > b.n }
                return a.cents != b.cents ? a.cents < b.cents : a.stream.utf8.lexicographicallyPrecedes(b.stream.utf8)
            }
            let expected = (["amount,n"] + sorted.prefix(limit).map { "\($0.cents / 100).00,\($0.n)" }).joined(separator: "\n") + "\n"
            let command = "refold export sales --quiet --where currency=EUR --where 'n<17' --columns amount,n --order -n,amount --limit \(limit)"
            #expect(try run(command) == expected)
            // In the order of the key the reading ends as soon as there are enough rows.
            let keys = Self.sales.map(\.stream).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try run("refold export sales --quiet --columns sale --limit \(limit)") == (["sale"] + keys.prefix(limit)).joined(separator: "\n") + "\n")
        }
    }
}
