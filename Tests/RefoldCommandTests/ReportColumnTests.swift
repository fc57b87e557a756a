import Foundation
import RefoldTesting
import RefoldValues
import Testing

@Suite("Reports with columns of their own")
struct ReportColumnTests {
    private struct Offer {
        var customer: String
        var day: Int
        var lapses: Timestamp
        var cents: Int
        var wei: Int
    }

    private static let offers: [Offer] = (0..<300).compactMap { number in
        // From three days around the end of October, and some on the instant itself at which a day ends in Rome.
        let seconds = number % 7 == 0 ? 1_730_070_000 : 1_729_900_000 + number * 1_137 % 400_000
        return Timestamp(microseconds: Int64(seconds) * 1_000_000).map {
            Offer(customer: "c\(number % 3)", day: number / 3 % 28 + 1, lapses: $0, cents: number * 37 % 9_001, wei: number % 11)
        }
    }

    private static let projection = """
        {name: "offers", version: 1, key: ["$.customer", "$.day", "$.n"],
         columns: {lapses_at: "timestamp", currency: "text", total: {type: "money", currency: "currency"}, wei: {type: "decimal", scale: 18}},
         on: {Offered: {lapses_at: "$.lapses", currency: "$.currency", total: "$.total", wei: "$.wei"}}}
        """

    private static let report = """
        {from: "offers", period: {column: "lapses_at", timeZone: "Europe/Rome"},
         columns: {
          state: {case: [{when: {lapses_at: {above: "@as_of"}}, then: "open"}], else: "lapsed"},
          who: {concat: ["customer", {text: "/"}, "day"]}, twice: {multiply: ["total", 2]}, more: {sum: ["wei", 0.000000000000000001]},
         },
         where: {who: {not: "c1/5"}},
         rows: ["state", "currency"], measures: {offers: {count: "*"}, who: {distinct: "who"}, twice: {sum: "twice"}, more: {sum: "more"},
          late: {count: "*", where: {lapses_at: {atMost: "@as_of"}}}}}
        """

    @Test("give what plain arithmetic gives, at the end of any day, by report and by a job, on every database", arguments: IngestPlace.all)
    func everywhere(kind: String) throws {
        let place = try IngestPlace(kind)
        let sandbox = place.sandbox
        try sandbox.write(
            Self.offers.enumerated().map { number, offer in
                let data = """
                    {"customer":"\(offer.customer)","day":"\(offer.day)","n":"\(number)","lapses":"\(offer.lapses)","currency":"EUR",\
                    "total":"\(offer.cents / 100).\(offer.cents % 100 / 10)\(offer.cents % 10)","wei":"\(offer.wei)"}
                    """
                return #"{"stream":"o\#(number)","version":1,"type":"Offered","occurred_at":"2024-10-01T00:00:00Z","data":\#(data)}"#
            }, to: "events.ndjson")
        try sandbox.write([Self.projection], to: "offers.projection.json5")
        try sandbox.write([Self.report], to: "states.report.json5")
        try sandbox.write([#"{steps: [{report: "states", output: "out"}]}"#], to: "job.json5")
        func run(_ command: String) throws -> String {
            let run = try sandbox.run("export REFOLD_STORE=\(place.url); \(command)")
            #expect(run.status == 0, "\(command): \(run.error)")
            return run.output
        }
        _ = try run("mkdir Reports; mv *.report.json5 *.projection.json5 Reports; refold import events.ndjson --quiet; refold rebuild offers --quiet")
        // The day on which the clocks go back ends at 23:00 UTC, the day before at 22:00.
        for (today, end) in [("2024-10-25", "2024-10-25T22:00:00Z"), ("2024-10-26", "2024-10-26T22:00:00Z"), ("2024-10-27", "2024-10-27T23:00:00Z"), ("9999-12-31", "9999-12-31T23:59:59.999999Z")] {
            let moment = try #require(Timestamp(end))
            let counted = Self.offers.filter { $0.customer != "c1" || $0.day != 5 }
            let lines = [false, true].compactMap { isOpen -> String? in
                let offers = counted.filter { ($0.lapses > moment) == isOpen }
                if offers.isEmpty { return nil }
                let (cents, wei) = (offers.reduce(0) { $0 + $1.cents * 2 }, offers.reduce(0) { $0 + $1.wei })
                let fraction = String(repeating: "0", count: 18 - "\(offers.count)".count) + "\(offers.count)"
                let who = Set(offers.map { "\($0.customer)/\($0.day)" }).count
                return "\(isOpen ? "open" : "lapsed"),EUR,\(offers.count),\(who),\(cents / 100).\(cents % 100 / 10)\(cents % 10),\(wei).\(fraction),\(isOpen ? 0 : offers.count)"
            }
            let expected = (["state,currency,offers,who,twice,more,late"] + lines.sorted()).joined(separator: "\n") + "\n"
            #expect(try run("refold report states --quiet --today \(today)") == expected)
            #expect(try run("refold run job.json5 --quiet --today \(today) > summary; cat out/states.csv") == expected)
        }
    }

    @Test("are made for the present day if none is named")
    func present() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            ["2000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"].enumerated().map { number, until in
                #"{"stream":"c\#(number)","version":1,"type":"Blocked","occurred_at":"2000-01-01T00:00:00Z","data":{"until":"\#(until)"}}"#
            }, to: "events.ndjson")
        try sandbox.write([#"{name: "blocks", version: 1, key: "@stream", columns: {until: "timestamp"}, on: {Blocked: {until: "$.until"}}}"#], to: "blocks.projection.json5")
        try sandbox.write(
            [#"{from: "blocks", columns: {ended: {case: [{when: {until: {above: "@as_of"}}, then: false}], else: true}}, rows: ["ended", "key"], measures: {n: {count: "*"}}}"#],
            to: "ended.report.json5")
        let run = try sandbox.run(
            """
            mkdir Reports; mv *.json5 Reports; export REFOLD_STORE=sqlite:events.db
            refold import events.ndjson --quiet && refold rebuild blocks --quiet && refold report ended --quiet
            """)
        #expect(run.output == "ended,key,n\nfalse,c1,1\ntrue,c0,1\n", "\(run.error)")
    }
}
