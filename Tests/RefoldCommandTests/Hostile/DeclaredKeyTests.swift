import Foundation
import RefoldTesting
import Testing

/// Keys and paths of declared projections over events that lack them, on both databases.
@Suite("Keys and paths that some events lack")
struct DeclaredKeyTests {
    private static let lines = [
        #"{"stream":"o1","version":1,"type":"Placed","occurred_at":"2024-01-01T00:00:00Z","data":{"customer":"ana","total":"99.50","lines":[{"sku":"a"},{"sku":"b"}]}}"#,
        #"{"stream":"o2","version":1,"type":"Placed","occurred_at":"2024-01-02T00:00:00Z","data":{"customer":null,"total":"100.50","lines":[]}}"#,
        #"{"stream":"o3","version":1,"type":"Placed","occurred_at":"2024-01-03T00:00:00Z","data":{"total":"250.00","lines":[{"sku":"c"}]}}"#,
    ]

    private func rebuild(_ key: String, _ handler: String, in kind: String) throws -> (output: String, error: String, status: Int32) {
        let place = try IngestPlace(kind)
        try place.sandbox.write(Self.lines, to: "events.ndjson")
        let columns = #"{n: {type: "integer", default: 0}, large: {type: "integer", default: 0}, first: "text", parts: {type: "integer", default: 0}}"#
        try place.sandbox.write(["{name: \"orders\", version: 1, key: \(key), columns: \(columns), on: {Placed: \(handler)}}"], to: "orders.projection.json5")
        return try place.sandbox.run(
            """
            export REFOLD_STORE=\(place.url); mkdir Reports; mv orders.projection.json5 Reports; refold import events.ndjson --quiet
            refold rebuild orders --quiet && refold export orders && refold catch-up orders --quiet
            """)
    }

    @Test("A default names the row of what has no key, and texts of amounts are compared as numbers", arguments: IngestPlace.all)
    func defaults(kind: String) throws {
        let handler = #"[{n: {add: 1}, first: {first: "$.lines[0].sku"}, parts: {add: {length: "$.lines"}}}, {when: {"$.total": {above: "100.00"}}, set: {large: {add: 1}}}]"#
        let run = try rebuild(#"{value: "$.customer", default: "guest"}"#, handler, in: kind)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output == "key,n,large,first,parts\nana,1,0,a,2\nguest,2,2,c,1\n")
    }

    @Test("What a test on the event leaves out needs no key; else the event, the part and its path are named", arguments: IngestPlace.all)
    func nullKeys(kind: String) throws {
        let left = try rebuild(#""$.customer""#, #"[{when: {"$.customer": {not: null}}, set: {n: {add: 1}}}]"#, in: kind)
        #expect(left.status == 0 && left.output == "key,n,large,first,parts\nana,1,0,,0\n", "\(left.output) \(left.error)")
        let refused = try rebuild(#"["@stream", {value: "$.customer", as: "buyer"}]"#, "{n: {add: 1}}", in: kind)
        #expect(refused.status == 1)
        #expect(
            refused.error.contains(#"event at position 2 (stream "o2", type "Placed"): projection "orders", key part "buyer" ($.customer): a part of the key is null; give the part a default"#),
            "\(refused.error)")
    }

    @Test("A name stepped into a list stops the run at its event", arguments: IngestPlace.all)
    func lists(kind: String) throws {
        let refused = try rebuild(#""@stream""#, #"{first: "$.lines.sku"}"#, in: kind)
        #expect(refused.status == 1)
        #expect(
            refused.error.contains(#"event at position 1 (stream "o1", type "Placed"): projection "orders", column "first": a path steps by a name into a list; read one element"#),
            "\(refused.error)")
    }

    @Test("A value that does not fit a computed column is refused at the last event of its row", arguments: IngestPlace.all)
    func computed(kind: String) throws {
        let place = try IngestPlace(kind)
        try place.sandbox.write(
            [("x", 1, "9"), ("y", 1, "4000000000000000000"), ("x", 2, "1"), ("y", 2, "1000000000000000000"), ("x", 3, "2")].map { stream, version, n in
                #"{"stream":"\#(stream)","version":\#(version),"type":"Paid","occurred_at":"2024-01-01T00:00:00Z","data":{"who":"\#(stream)","n":\#(n)}}"#
            }, to: "events.ndjson")
        func definition(_ name: String, _ key: String) -> String {
            "{name: \"\(name)\", version: 1, key: \(key), columns: {n: {type: \"integer\", default: 0}}, on: {Paid: {n: {add: \"$.n\"}}}, computed: {double: {sum: [\"n\", \"n\"]}}}"
        }
        try place.sandbox.write([definition("by_stream", #""@stream""#)], to: "by_stream.projection.json5")
        try place.sandbox.write([definition("by_who", #""$.who""#)], to: "by_who.projection.json5")
        let run = try place.sandbox.run(
            """
            export REFOLD_STORE=\(place.url); mkdir Reports; mv *.json5 Reports; refold import events.ndjson --quiet
            refold rebuild by_stream --quiet; refold rebuild by_who --quiet --workers 1; refold rebuild by_who --through 1 --quiet && refold catch-up by_who --quiet
            """)
        let wanted = ["by_stream", "by_who", "by_who"].map {
            #"refold: event at position 4 (stream "y", type "Paid"): projection "\#($0)", column "double": the result does not fit in 64 bits of last places in its row, which no later event changed; give the column fewer decimals, or the type text if its values have more digits"#
        }
        #expect(run.error.split(separator: "\n").map(String.init) == wanted, "\(run.error)")
    }
}
