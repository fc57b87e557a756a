import Foundation
import Testing

/// What goes with a migration, on both databases.
@Suite("Before and after a switch")
struct SwitchCommandTests {
    private static func definition(_ version: Int, amount: String = "$.total") -> String {
        """
        {name: "sales", version: \(version), key: "@stream",
          columns: {customer: "text", amount: {type: "money", currency: "currency"}, currency: "text", day: "date"},
          on: {ItemSold: {customer: "$.customer", amount: "\(amount)", currency: "$.currency", day: {day: "@occurred_at"}}}}
        """
    }

    private static let fill = """
        cat > events.ndjson <<'END'
        {"id":"a1","stream":"o1","version":1,"type":"ItemSold","occurred_at":"2024-03-01T09:30:00Z","data":{"customer":"ana","total":"1.50","net":"1.25","currency":"BTC"}}
        {"id":"a2","stream":"o2","version":1,"type":"ItemSold","occurred_at":"2024-03-02T09:30:00Z","data":{"customer":"bo","total":"5.00","net":"5.00","currency":"EUR"}}
        {"id":"a3","stream":"o2","version":2,"type":"Seen","occurred_at":"2024-03-02T09:30:00Z","data":{}}
        {"id":"a4","stream":"o2","version":3,"type":"ItemSold","occurred_at":"2024-03-03T09:30:00Z","data":{"customer":"bo","total":"6.00","net":"4.00","currency":"EUR"}}
        END
        cat > later.ndjson <<'END'
        {"id":"a5","stream":"o3","version":1,"type":"ItemSold","occurred_at":"2024-03-04T09:30:00Z","data":{"customer":"cy","total":"2.00","net":"1.75","currency":"BTC"}}
        END
        refold import events.ndjson STORE --quiet
        """

    private func places() throws -> [TwoStores.Place] {
        let places = try TwoStores(Self.fill).places
        for place in places {
            try place.write(Self.definition(1), to: "Reports/sales.projection.json5")
            try place.write("{currencies: {BTC: 8}}", to: "Reports/events.json5")
        }
        return places
    }

    @Test("A dry run says what would be read and written, and writes nothing")
    func dryRun() throws {
        for place in try places() {
            let first = try place.run("refold rebuild sales --dry-run STORE --json --quiet")
            #expect(first.status == 0, "\(first.error)")
            #expect(first.output.contains(#""version":1,"events":3,"bytes":"#) && first.output.contains(#""rows":null,"disk_bytes":null,"expected_milliseconds":null"#))
            #expect(first.output.contains(#""store_events":4,"position":4"#))
            // Nothing was made.
            #expect(try place.run("refold status STORE --json").output.contains(#""served":null"#))
            #expect(try place.run("ls").output.contains("read-models") == false)

            #expect(try place.run("refold rebuild sales STORE --quiet").status == 0)
            let before = try place.run("refold status STORE --json").output
            let second = try place.run("refold rebuild sales --dry-run STORE --json --quiet")
            #expect(second.output.contains(#""rows":2,"disk_bytes":"#) && second.output.firstMatch(of: /"disk_bytes":[1-9][0-9]{3,},"expected_milliseconds":[0-9]+/) != nil, "\(second.output)")
            let table = try place.run("refold rebuild --dry-run --through 2 STORE")
            #expect(table.status == 0 && table.output.contains("sales"), "\(table.error)")
            #expect(table.error.contains("one pass would read 2 of 2 events"))
            #expect(try place.run("refold status STORE --json").output == before)
            #expect(try place.run("refold rebuild sales --dry-run --through 5 STORE").status == 2)
        }
    }

    @Test("A bisection names the event, with the row by each, also against a definition that is given")
    func bisect() throws {
        for place in try places() {
            #expect(try place.run("refold rebuild sales STORE --quiet && cp Reports/sales.projection.json5 old.json5").status == 0)
            let never = try place.run("refold bisect sales o2 STORE")
            #expect(never.status == 0 && never.output == "sales: the two never part: 2 events touch the row\n", "\(never.error)\(never.output)")
            try place.write(Self.definition(2, amount: "$.net"), to: "Reports/sales.projection.json5")
            let parted = #""parting":{"number":2,"position":4,"version":3,"type":"ItemSold","id":"a4""#
            for flag in ["", "--from-definition old.json5"] {
                let found = try place.run("refold bisect sales o2 STORE --json \(flag)")
                #expect(found.status == 0 && found.output.contains(parted), "\(found.output)\(found.error)")
                #expect(found.output.contains(#""columns":["amount"]"#) && found.output.contains(#""amount":"6.00""#) && found.output.contains(#""amount":"4.00""#))
            }
            #expect(try place.run("refold bisect sales '{\"key\":\"o2\"}' STORE").output.contains("the two part at event 2 of 2 that touch the row; after the last one they still differ"))
            // After a switch, what is served is the present one; its own definition is asked.
            #expect(try place.run("refold catch-up sales STORE --quiet && refold bisect sales o2 STORE").output.contains("never part"))
            #expect(try place.run("refold bisect sales o9 STORE").status == 1)
            #expect(try place.run("refold bisect sale o2 STORE").status == 2)
        }
    }

    @Test("Currencies that change build anew without a new version, but nothing that waits beside what was served again; ignored types change nothing")
    func eventsFile() throws {
        for place in try places() {
            #expect(try place.run("refold rebuild sales STORE --quiet").status == 0)
            try place.write("{currencies: {BTC: 8}, ignore: [\"Seen\"]}", to: "Reports/events.json5")
            #expect(try place.run("refold catch-up sales STORE").error.contains("up to date"))
            // Served again after a rollback, it goes on with the currency of its own.
            try place.write(Self.definition(2, amount: "$.net"), to: "Reports/sales.projection.json5")
            #expect(try place.run("refold catch-up sales STORE --quiet && refold rollback sales STORE --quiet && refold import later.ndjson STORE --quiet").status == 0)
            let kept = try place.run("refold catch-up sales STORE")
            #expect(kept.status == 0 && kept.error.contains("goes on with version 1"), "\(kept.error)")
            #expect(try place.run("refold export sales STORE").output.contains("o3,cy,2.00000000,BTC,2024-03-04"))
            try place.write("{currencies: {BTC: 3}}", to: "Reports/events.json5")
            // A person decided that version 2 waits: it is served by no other reason.
            let held = try place.run("refold catch-up sales STORE")
            #expect(held.status == 3 && held.error.contains("generation 1 (version 1) is served and stays at position"), "\(held.error)")
            let anew = try place.run("refold rebuild sales STORE")
            #expect(anew.status == 0, "\(anew.error)")
            #expect(anew.error.contains("not compared with what is served: the currencies in events.json5 changed since it was made"), "\(anew.error)")
            #expect(try place.run("refold export sales STORE").output.contains("o3,cy,1.750,BTC,2024-03-04"))
            #expect(try place.run("refold diff sales STORE").error.contains("the currencies in events.json5 changed between the two"))
        }
    }

    @Test("What is refused for a warning leaves nothing, and what waited before goes with the build that takes its place")
    func strict() throws {
        for place in try places() {
            #expect(try place.run("refold rebuild sales STORE --quiet && refold rebuild sales STORE --no-promote --quiet").status == 0)
            try place.write(Self.definition(2, amount: "$.gross"), to: "Reports/sales.projection.json5")
            let refused = try place.run("refold rebuild sales STORE --strict")
            #expect(refused.status == 3 && refused.error.contains("what was built is removed, and what was served still is"), "\(refused.error)")
            #expect(try place.run("refold promote sales STORE").error.contains("no generation of \"sales\" waits to be served"))
            #expect(try place.run("refold status STORE --json").output.contains(#""generation":1,"state":"served""#))
        }
    }
}
