import RefoldCore
import RefoldTesting
import Testing

@Suite("Declared keys, compiled")
struct CompileKeyTests {
    private func keyed(_ key: String) throws -> ProjectionScenario {
        try scenario("{name: 'p', version: 1, key: \(key), columns: {n: {type: 'integer', default: 0}}, on: {X: {n: {add: 1}}}}")
    }

    @Test("A key of only the stream is the engine's own key")
    func stream() throws {
        let compiled = try Projection(read(projection()))
        guard case .stream = compiled.key else {
            Issue.record("the key is worked out")
            return
        }
        #expect(compiled.schema.key == [ColumnSchema("key", .text)])
    }

    @Test("A path as the key: strings unchanged, numbers and booleans as their JSON text")
    func path() throws {
        let rows = try keyed("'$.a.b'")
            .given("X", #"{"a": {"b": "é"}}"#).given("X", ##"{"a": {"b": "\u00e9"}}"##).given("X", #"{"a": {"b": 1.0}}"#)
            .given("X", #"{"a": {"b": "1.0"}}"#).given("X", #"{"a": {"b": true}}"#).rows()
        #expect(rows == [["key": "1.0", "n": "2"], ["key": "true", "n": "1"], ["key": "é", "n": "2"]])
    }

    @Test("A null part of the key is refused, and so is one that is not text")
    func nulls() throws {
        #expect(try keyed("'$.a'").given("X", #"{"a": "x"}"#).given("X").failure() == .refused(event: 2, .nullKey, column: nil))
        #expect(try keyed("'$.a'").given("X", #"{"a": null}"#).failure() == .refused(event: 1, .nullKey, column: nil))
        #expect(try keyed("['@stream', {day: '$.a'}]").given("X").failure() == .refused(event: 1, .nullKey, column: nil))
        #expect(try keyed("'$.a'").given("X", #"{"a": []}"#).failure() == .refused(event: 1, .notText, column: nil))
        #expect(try keyed("{month: '$.a'}").given("X", #"{"a": "May"}"#).failure() == .refused(event: 1, .notTimestamp, column: nil))
        #expect(try keyed("{day: {coalesce: ['$.a', '$.b']}}").given("X").failure() == .refused(event: 1, .nullKey, column: nil))
    }

    @Test("Days, months and years of a time are truncated in the zone, around the change of clocks")
    func cuts() throws {
        let rome = try keyed("['$.m', {day: '@occurred_at', timeZone: 'Europe/Rome'}, {month: '@occurred_at', timeZone: 'Europe/Rome'}, {year: '@occurred_at'}]")
        let rows = try rome
            .given("X", #"{"m": "a"}"#, at: "2024-03-30T22:59:59Z").given("X", #"{"m": "a"}"#, at: "2024-03-30T23:00:00Z")
            .given("X", #"{"m": "a"}"#, at: "2024-03-31T21:59:59.999999Z").given("X", #"{"m": "a"}"#, at: "2024-03-31T22:00:00Z")
            .given("X", #"{"m": "a"}"#, at: "2024-10-27T22:59:59Z").given("X", #"{"m": "a"}"#, at: "2024-10-27T23:00:00Z")
            .given("X", #"{"m": "a"}"#, at: "2023-12-31T23:00:00Z").rows()
        #expect(
            rows == [
                ["m": "a", "day": "2024-01-01", "month": "2024-01", "year": "2023", "n": "1"],
                ["m": "a", "day": "2024-03-30", "month": "2024-03", "year": "2024", "n": "1"],
                ["m": "a", "day": "2024-03-31", "month": "2024-03", "year": "2024", "n": "2"],
                ["m": "a", "day": "2024-04-01", "month": "2024-04", "year": "2024", "n": "1"],
                ["m": "a", "day": "2024-10-27", "month": "2024-10", "year": "2024", "n": "1"],
                ["m": "a", "day": "2024-10-28", "month": "2024-10", "year": "2024", "n": "1"],
            ])
    }

    @Test("A time or a date of the payload can be truncated too")
    func payload() throws {
        let rows = try keyed("{month: '$.t', timeZone: 'Europe/Rome'}")
            .given("X", #"{"t": "2024-03-31T22:30:00Z"}"#).given("X", #"{"t": "2024-04-01"}"#).given("X", #"{"t": "2024-04-01T00:30:00+02:00"}"#)
            .rows()
        #expect(rows == [["key": "2024-04", "n": "3"]])
        let nested = try keyed("['$.a', {year: {coalesce: ['$.t', '@occurred_at']}, as: 'y'}, {month: {day: '@occurred_at', timeZone: 'Europe/Rome'}}]")
            .given("X", #"{"a": "", "t": "2019-01-01"}"#).given("X", #"{"a": ""}"#).rows()
        #expect(nested == [["a": "", "y": "2019", "month": "2024-03", "n": "1"], ["a": "", "y": "2024", "month": "2024-03", "n": "1"]])
    }

    @Test("Every part of an event can be a part of the key, and the parts stay apart")
    func parts() throws {
        let rows = try keyed("['@stream', '@type', '@version', '@occurred_at', {text: 'x', as: 'fixed'}, {value: '@metadata.u', as: 'who'}]")
            .given("X", stream: "ab", at: "1969-12-31T23:59:59Z", metadata: #"{"u": "c"}"#)
            .given("X", stream: "a", at: "1969-12-31T23:59:59Z", metadata: #"{"u": "bc"}"#).rows()
        #expect(
            rows == [
                ["stream": "a", "type": "X", "version": "1", "occurred_at": "1969-12-31T23:59:59Z", "fixed": "x", "who": "bc", "n": "1"],
                ["stream": "ab", "type": "X", "version": "1", "occurred_at": "1969-12-31T23:59:59Z", "fixed": "x", "who": "c", "n": "1"],
            ])
    }

    @Test("Handlers and computed columns can read the key")
    func readKey() throws {
        let text = """
            {name: 'p', version: 1, key: ['$.a', {day: '@occurred_at'}, {year: '@occurred_at'}], columns: {c: 'text', d: 'date'},
             on: {X: [{when: {a: 'yes'}, set: {c: {column: 'a'}, d: {column: 'day'}}}]},
             computed: {y: {sum: ['year', 1]}, m: {month: 'day'}}}
            """
        let rows = try scenario(text).given("X", #"{"a": "no"}"#).given("X", #"{"a": "yes"}"#).rows()
        #expect(
            rows == [["a": "yes", "day": "2024-03-01", "year": "2024", "c": "yes", "d": "2024-03-01", "y": "2025", "m": "2024-03"]])
    }

    @Test("A default stands in for a part that is null or missing")
    func defaults() throws {
        let rows = try keyed("{value: '$.customer', default: 'guest'}")
            .given("X", #"{"customer": "a"}"#).given("X", #"{"customer": null}"#).given("X").given("X", #"{"customer": "guest"}"#).rows()
        #expect(rows == [["key": "a", "n": "1"], ["key": "guest", "n": "3"]])
        let parts = try keyed("[{value: '$.a', default: 0}, {value: {day: '$.t'}, default: '2024-01-01', as: 'on'}, {value: {lower: '$.m'}, default: 'NONE', as: 'm'}]")
            .given("X").given("X", #"{"a": "x", "t": "2024-05-01T00:00:00Z", "m": "Me"}"#).rows()
        #expect(parts == [["a": "0", "on": "2024-01-01", "m": "NONE", "n": "1"], ["a": "x", "on": "2024-05-01", "m": "me", "n": "1"]])
        #expect(faults(projection(key: "{value: '$.a', default: '$.b'}")) == ["f:1: key.default: found the path or attribute \"$.b\"; expected a value that is always the same, such as \"none\""])
        #expect(faults(projection(key: "{value: '$.a', default: null}")).first?.contains("key.default: found null") == true)
        #expect(faults(projection(key: "{value: {day: '$.a'}, default: 'x'}")).first?.contains("the default does not fit") == true)
        #expect(try read(projection(key: "{value: '$.a', default: 'x'}")).fingerprint != read(projection(key: "{value: '$.a', default: 'y'}")).fingerprint)
    }

    @Test("An event to which no entry can apply, by what the event alone says, needs no key")
    func noKeyNeeded() throws {
        func projection(_ handler: String) -> String {
            "{name: 'p', version: 1, key: ['$.customer', {month: '$.at'}], columns: {n: {type: 'integer', default: 0}}, on: {X: \(handler), Y: []}}"
        }
        let guest = #"{"kind": "guest", "at": "2024-01-01"}"#
        let known = #"{"kind": "member", "customer": "a", "at": "2024-01-01"}"#
        let counted = [["customer": "a", "month": "2024-01", "n": "1"]]
        for handler in [
            "[{when: {'$.kind': 'member'}, set: {n: {add: 1}}}]", "[{when: {'$.customer': {not: null}}, set: {n: {add: 1}}}]",
            "[{when: {'$.kind': 'member', n: 0}, set: {n: {add: 1}}}, {when: {'$.kind': 'other', '@type': 'X'}, set: 'delete'}]",
        ] {
            #expect(try scenario(projection(handler)).given("X", guest).given("Y").given("X", known).given("X", guest).rows() == counted, "\(handler)")
        }
        for handler in ["{n: {add: 1}}", "[{when: {n: 0}, set: {n: {add: 1}}}]", "[{when: {'$.kind': 'member'}, set: {n: 1}}, {set: {n: {add: 1}}}]"] {
            #expect(try scenario(projection(handler)).given("X", guest).failure() == .refused(event: 1, .nullKey, column: nil), "\(handler)")
        }
    }
}
