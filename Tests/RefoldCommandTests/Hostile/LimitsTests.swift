import Foundation
import RefoldTesting
import Testing

/// What one of the databases cannot store is refused on both with the same message, before or at the event.
@Suite("What no database accepts")
struct LimitsTests {
    private func line(_ number: Int, stream: String = "s", type: String = "Happened", _ data: String) -> String {
        #"{"id":"e\#(number)","stream":"\#(stream)","type":"\#(type)","occurred_at":"2024-01-01T00:00:00Z","data":\#(data)}"#
    }

    /// Rebuilds a definition from some lines; returns what is served.
    private func rebuild(_ definition: String, _ lines: [String], in kind: String) throws -> (output: String, error: String, status: Int32) {
        let place = try IngestPlace(kind)
        try place.sandbox.write([definition], to: "wide.projection.json5")
        try place.sandbox.write(lines, to: "events.ndjson")
        let made = try place.sandbox.run("mkdir Reports; mv wide.projection.json5 Reports/; refold import events.ndjson --store \(place.url)")
        #expect(made.status == 0, "\(made.error)")
        return try place.sandbox.run("refold rebuild wide --definitions Reports --store \(place.url) && refold export wide --definitions Reports --store \(place.url)")
    }

    private func columns(_ count: Int, type: String = "text") -> String { (0..<count).map { "c\($0): \"\(type)\"" }.joined(separator: ", ") }

    @Test("A row with the maximum number of wide columns is served, and one more column is refused", arguments: IngestPlace.all)
    func columnCount(kind: String) throws {
        func definition(_ count: Int) -> String {
            let set = (0..<count).map { "c\($0): \"$.c\($0)\"" }.joined(separator: ", ")
            return "{name: \"wide\", version: 1, key: \"@stream\", columns: {\(columns(count))}, on: {Happened: {\(set)}}}"
        }
        var numbers = SeededNumbers(3)
        let data = (0..<400).map { "\"c\($0)\":\"\((0..<30).map { _ in String(numbers.next(), radix: 36) }.joined())\"" }.joined(separator: ",")
        let run = try rebuild(definition(399), [line(1, "{\(data)}")], in: kind)
        #expect(run.status == 0, "\(run.error)")
        let refused = try rebuild(definition(400), [line(1, "{\(data)}")], in: kind)
        #expect(refused.status == 2)
        #expect(refused.error.contains("the projection has 401 columns; expected at most 400"), "\(refused.error)")
    }

    @Test("A key of the maximum length is served, and one more byte is refused at its event", arguments: IngestPlace.all)
    func keyLength(kind: String) throws {
        var numbers = SeededNumbers(4)
        let text = (0..<400).map { _ in String(numbers.next(), radix: 36) }.joined()
        for parts in [1, 2, 32] {
            let key = parts == 1 ? "\"$.k0\"" : "[" + (0..<parts).map { "\"$.k\($0)\"" }.joined(separator: ", ") + "]"
            let definition = "{name: \"wide\", version: 1, key: \(key), columns: {n: \"integer\"}, on: {Happened: {n: 1}}}"
            // In a key with several parts, every part ends with an additional byte.
            let whole = parts == 1 ? 2400 : 2400 - parts
            func data(_ more: Int) -> String {
                let each = whole / parts
                let lengths = (0..<parts).map { $0 == 0 ? whole - each * (parts - 1) + more : each }
                return "{" + lengths.enumerated().map { "\"k\($0.offset)\":\"\(text.dropFirst($0.offset).prefix($0.element))\"" }.joined(separator: ",") + "}"
            }
            let run = try rebuild(definition, [line(1, data(0))], in: kind)
            #expect(run.status == 0, "\(parts): \(run.error)")
            let refused = try rebuild(definition, [line(1, data(0)), line(2, data(1))], in: kind)
            #expect(refused.status == 1)
            #expect(refused.error.contains("event at position 2 (stream \"s\", type \"Happened\"): projection \"wide\", key \"k"), "\(refused.error)")
            #expect(refused.error.contains("the key is longer than 2400 bytes"), "\(refused.error)")
        }
    }

    @Test("A JSON number in the server's range is served, and one outside is refused at its event", arguments: IngestPlace.all)
    func numbers(kind: String) throws {
        let definition = #"{name: "wide", version: 1, key: "@stream", columns: {j: "json"}, on: {Happened: {j: "$.j"}}}"#
        let kept = ["1e131071", "1e-16383", "{\"e\":[\"9e999999\",-0.5E+3]}", String(repeating: "9", count: 131_072), "0." + String(repeating: "1", count: 16_383)]
        let run = try rebuild(definition, kept.enumerated().map { line($0.offset, "{\"j\":\($0.element)}") }, in: kind)
        #expect(run.status == 0, "\(run.error)")
        for beyond in ["1e131072", "[1,{\"a\":1e-16384}]", "1e99999999999999999999", "1" + String(repeating: "0", count: 131_072), "0." + String(repeating: "1", count: 16_384)] {
            let refused = try rebuild(definition, [line(1, "{\"j\":1}"), line(2, "{\"j\":\(beyond)}")], in: kind)
            #expect(refused.status == 1)
            #expect(refused.error.contains("event at position 2 (stream \"s\", type \"Happened\"): projection \"wide\", column \"j\": a JSON number is beyond"), "\(refused.error)")
        }
    }

    @Test("More types than a run can distinguish are refused, and named ones among them are read", arguments: IngestPlace.all)
    func types(kind: String) throws {
        let place = try IngestPlace(kind)
        let sandbox = place.sandbox
        func lines(_ range: Range<Int>) -> [String] { range.map { line($0, type: "Type\($0)", "{}") } }
        if kind == "SQLite" {
            try sandbox.write(lines(0..<100_001), to: "many.ndjson")
            let refused = try sandbox.run("refold import many.ndjson --store \(place.url)")
            #expect(refused.status == 1 && refused.error.contains("the file has more than 100000 distinct types"), "\(refused.error.prefix(400))")
        }
        try sandbox.write(lines(0..<60_000), to: "one.ndjson")
        try sandbox.write(lines(60_000..<110_000), to: "two.ndjson")
        try sandbox.write([#"{name: "some", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {Type7: {n: {add: 1}}, Type109999: {n: {add: 1}}}}"#], to: "some.projection.json5")
        try sandbox.write([#"{name: "all", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {"*": {n: {add: 1}}}}"#], to: "all.projection.json5")
        let command = """
            mkdir Reports; mv *.json5 Reports; export REFOLD_STORE=\(place.url)
            refold import one.ndjson && refold rebuild all --definitions Reports && refold export all --definitions Reports
            refold import two.ndjson && refold rebuild some --definitions Reports && refold export some --definitions Reports
            refold rebuild all --workers 8 --definitions Reports; echo $?; refold rebuild all --afresh --definitions Reports; echo $?
            """
        let run = try sandbox.run(command)
        #expect(run.output.split(separator: "\n") == ["key,n", "s,60000", "key,n", "s,2", "1", "1"], "\(run.output) \(run.error)")
        #expect(run.error.contains("the events have more than 100000 distinct types"), "\(run.error)")
    }
}
