import Foundation
import RefoldTesting
import Testing

@Suite("Warnings of paths through lists")
struct ListWarningTests {
    private static let events = #"""
        {"stream":"o1","version":1,"type":"Placed","occurred_at":"2024-03-01T09:00:00Z","data":{"lines":[{"sku":"a","qty":1,"deep":{"x":1}},{"sku":"b","qty":2}],"tags":["x"],"none":[]}}
        {"stream":"o2","version":1,"type":"Placed","occurred_at":"2024-03-01T09:00:00Z","data":{"lines":[],"tags":["x","y"]}}
        """#

    private static func check(_ handler: String, optional: String = "", key: String = "{value: \"@item.sku\", as: \"sku\"}") throws -> [String] {
        let place = try TwoStores("true").places[0]
        try place.write(events + "\n", to: "lists.ndjson")
        try place.write(
            "{name: \"p\", version: 1, key: \(key), columns: {n: \"integer\", t: \"text\", u: \"text\"}, optional: [\(optional)], on: {\nPlaced: \(handler)}}",
            to: "Reports/p.projection.json5")
        let run = try place.run("rm -f lists.db && refold import lists.ndjson --store sqlite:lists.db --quiet && refold check --store sqlite:lists.db --quiet")
        return run.error.split(separator: "\n").map(String.init).filter { !$0.contains("is null in every row") }
    }

    @Test("Paths of items and of single elements that some event has give none")
    func none() throws {
        #expect(try Self.check("{each: \"$.lines\", set: {n: \"@item.qty\", t: \"@item.deep.x\", u: \"$.tags[1]\"}}") == [])
        #expect(try Self.check("{each: \"$.tags\", set: {t: \"@item\", u: \"$.lines[0].sku\", n: \"$.lines[-1].qty\"}}", key: "\"@item\"") == [])
    }

    @Test("A path that no item and no element has is told from the payload on, with what was meant")
    func never() throws {
        let place = "refold: warning: Reports/p.projection.json5:2: on.Placed: no event of the type \"Placed\" has "
        #expect(try Self.check("{each: \"$.lines\", set: {n: \"@item.qyt\"}}") == ["\(place)\"$.lines[].qyt\"; did you mean \"@item.qty\"?"])
        #expect(try Self.check("{each: \"$.lines\", set: {n: 1, t: \"$.lines[1].skku\"}}") == ["\(place)\"$.lines[1].skku\"; did you mean \"$.lines[1].sku\"?"])
        #expect(try Self.check("{each: \"$.lines\", set: {n: 1, t: \"$.tags[2]\"}}").first?.hasPrefix("\(place)\"$.tags[2]\"") == true)
        // Of a list that no event has nothing more is said.
        #expect(try Self.check("{each: \"$.linse\", set: {n: \"@item.qty\"}}") == ["\(place)\"$.linse\"; did you mean \"$.lines\"?"])
        #expect(try Self.check("{each: \"$.none\", set: {n: \"@item.qty\"}}").joined().contains("\"$.none[].sku\""))
    }

    @Test("What may be missing is named as the warning names it, or as the definition writes it")
    func optional() throws {
        #expect(try Self.check("{each: \"$.lines\", set: {n: \"@item.qyt\", t: \"@item.no\", u: \"$.tags[7]\"}}", optional: "\"$.lines[].qyt\", \"@item.no\", \"$.tags[7]\"") == [])
    }

    @Test("A name stepped into a list is said by check with the event, before anything is built")
    func steps() throws {
        let said = try Self.check("{each: \"$.lines\", set: {t: \"$.lines.sku\"}}").joined()
        #expect(said.contains("a path steps by a name into a list") && said.contains("event at position 1 (stream \"o1\", type \"Placed\")"), "\(said)")
    }
}
