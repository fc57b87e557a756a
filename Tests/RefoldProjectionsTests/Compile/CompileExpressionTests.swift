import RefoldProjections
import RefoldTesting
import Testing

@Suite("Declared values and tests, compiled")
struct CompileExpressionTests {
    /// The value of an expression in a text column, or in a column of a type.
    private func value(_ expression: String, type: String = "'text'", _ data: String = "{}", at time: String = "2024-03-01T09:30:00Z") throws -> String? {
        let text = "{name: 'p', version: 1, key: '@stream', columns: {c: \(type), x: {type: 'integer', default: 3}}, on: {X: {c: \(expression)}}}"
        return try scenario(text).given("X", data, at: time).rows().first?["c"]
    }

    private func failure(_ expression: String, type: String, _ data: String = "{}") throws -> ProjectionScenario.Failure? {
        try scenario("{name: 'p', version: 1, key: '@stream', columns: {c: \(type)}, on: {X: {c: \(expression)}}}").given("X", data).failure()
    }

    /// Whether the tests of a `when` hold for a payload.
    private func holds(_ when: String, _ data: String) throws -> Bool {
        let text = """
            {name: 'p', version: 1, key: '@stream', columns: {n: 'integer', t: {type: 'text', default: 'b'}, d: {type: 'decimal', scale: 2, default: 10}, at: {type: 'timestamp', default: '2024-03-01T00:00:00Z'}, on: {type: 'date', default: '2024-03-01'}, f: {type: 'boolean', default: true}, none: 'text', nothing: 'integer'},
             on: {X: [{when: \(when), set: {n: 1}}]}}
            """
        return try !scenario(text).given("X", data).rows().isEmpty
    }

    @Test("Arithmetic is exact, and null if an operand is null")
    func arithmetic() throws {
        #expect(try value("{sum: ['$.a', '$.b', 1]}", #"{"a": 0.1, "b": "0.25"}"#) == "1.35")
        #expect(try value("{subtract: ['$.a', '$.b']}", #"{"a": 0.1, "b": "0.25"}"#) == "-0.15")
        #expect(try value("{multiply: ['$.a', '$.b', {column: 'x'}]}", #"{"a": 0.1, "b": "0.25"}"#) == "0.075")
        #expect(try value("{sum: ['$.a', '$.b']}", #"{"a": 1}"#) == nil)
        #expect(try value("{multiply: ['$.a', {subtract: ['$.a', 1]}]}", type: "'integer'", #"{"a": 7}"#) == "42")
        #expect(try value("{multiply: ['$.a', '$.a']}", #"{"a": "12345678901234567.89"}"#) == "152415787532388367501905199875019.0521")
        #expect(try failure("{sum: ['$.a', 1]}", type: "'integer'", #"{"a": "x"}"#) == .refused(event: 1, .wrongOperand, column: "c"))
        #expect(try failure("{sum: ['$.a', 1]}", type: "'integer'", #"{"a": true}"#) == .refused(event: 1, .wrongOperand, column: "c"))
    }

    @Test("A result that needs rounding is refused unless a rounding is given")
    func rounding() throws {
        let scale = "{type: 'decimal', scale: 2}"
        func rounded(_ rounding: String, _ value: String) throws -> String? {
            try self.value("{multiply: ['$.a', 0.01], rounding: '\(rounding)'}", type: scale, "{\"a\": \(value)}")
        }
        #expect(try failure("{multiply: ['$.a', 0.01]}", type: scale, #"{"a": 0.5}"#) == .refused(event: 1, .inexact, column: "c"))
        #expect(try value("{multiply: ['$.a', 0.01]}", type: scale, #"{"a": 5.00}"#) == "0.05")
        for (value, even, up, down) in [
            ("0.5", "0.00", "0.01", "0.00"), ("1.5", "0.02", "0.02", "0.01"), ("2.5", "0.02", "0.03", "0.02"), ("2.51", "0.03", "0.03", "0.02"),
            ("-0.5", "0.00", "-0.01", "0.00"), ("-2.5", "-0.02", "-0.03", "-0.02"), ("-2.6", "-0.03", "-0.03", "-0.02"),
        ] {
            #expect(try rounded("half-even", value) == even)
            #expect(try rounded("half-up", value) == up)
            #expect(try rounded("down", value) == down)
        }
    }

    @Test("A scale rounds where it is given; a rounding without a scale rounds to the column, even inside a sum")
    func nestedRounding() throws {
        let scale = "{type: 'decimal', scale: 2}"
        let data = #"{"a": 0.125, "b": 0.125}"#
        #expect(try value("{sum: [{multiply: ['$.a', 1], rounding: 'half-up'}, {multiply: ['$.b', 1], rounding: 'half-up'}]}", type: scale, data) == "0.26")
        #expect(try value("{sum: [{multiply: ['$.a', 1]}, {multiply: ['$.b', 1]}], rounding: 'half-up'}", type: scale, data) == "0.25")
        #expect(try value("{sum: [{multiply: ['$.a', 1], scale: 1, rounding: 'down'}, '$.b'], rounding: 'half-even'}", type: scale, data) == "0.22")
        #expect(try value("{coalesce: ['$.none', {multiply: ['$.a', 1], rounding: 'half-up'}]}", type: scale, data) == "0.13")
    }

    @Test("Times are truncated to days, months and years in a zone")
    func cuts() throws {
        let time = "2024-03-31T22:30:00Z"
        #expect(try value("{day: '@occurred_at'}", type: "'date'", at: time) == "2024-03-31")
        #expect(try value("{day: '@occurred_at', timeZone: 'Europe/Rome'}", type: "'date'", at: time) == "2024-04-01")
        #expect(try value("{month: '$.t', timeZone: 'Europe/Rome'}", #"{"t": "2024-12-31T23:00:00Z"}"#) == "2025-01")
        #expect(try value("{year: '$.t'}", type: "'integer'", #"{"t": "2024-12-31T23:00:00Z"}"#) == "2024")
        #expect(try value("{year: '$.t'}", type: "'integer'", "{}") == nil)
        #expect(try failure("{year: '$.t'}", type: "'integer'", #"{"t": true}"#) == .refused(event: 1, .notTimestamp, column: "c"))
    }

    @Test("days counts calendar days in the zone, also backwards, and is null if one end is null")
    func days() throws {
        func days(_ from: String, _ to: String) throws -> String? {
            try value("{days: ['$.a', '$.b'], timeZone: 'Europe/Rome'}", type: "'integer'", "{\"a\": \(from), \"b\": \(to)}")
        }
        #expect(try days("\"2024-03-30T22:30:00Z\"", "\"2024-03-30T23:30:00Z\"") == "1")
        #expect(try days("\"2024-03-30T23:30:00Z\"", "\"2024-03-31T21:30:00Z\"") == "0")
        #expect(try days("\"2024-03-31\"", "\"2024-03-30T22:59:59Z\"") == "-1")
        #expect(try days("\"2024-02-28\"", "\"2025-02-28\"") == "366")
        #expect(try days("\"2024-02-28\"", "null") == nil)
    }

    @Test("coalesce takes the first that is not null; case the first branch whose tests hold")
    func choices() throws {
        #expect(try value("{coalesce: ['$.a', '$.b', 'none']}", #"{"a": null, "b": 2}"#) == "2")
        #expect(try value("{coalesce: ['$.a', '$.b', 'none']}") == "none")
        #expect(try value("{coalesce: ['$.a', '0.5']}", type: "{type: 'decimal', scale: 2}") == "0.50")
        let choice = "{case: [{when: {'$.a': {above: 10}, x: 3}, then: 'large'}, {when: {'$.a': {atMost: 0}}, then: '$.name'}], else: 'small'}"
        #expect(try value(choice, #"{"a": 11}"#) == "large")
        #expect(try value(choice, #"{"a": "10"}"#) == "small")
        #expect(try value(choice, #"{"a": -1, "name": "below"}"#) == "below")
        #expect(try value("{case: [{when: {'$.a': 1}, then: 'one'}]}", #"{"a": 2}"#) == nil)
    }

    @Test("A test on a path compares by value, whatever the escapes and the form of a number")
    func paths() throws {
        #expect(try holds("{'$.a': ['#', 'G']}", ##"{"a": "#"}"##))
        #expect(try holds("{'$.a': 'é/'}", ##"{"a": "\u00e9\/"}"##))
        #expect(try !holds("{'$.a': 'e'}", ##"{"a": "\u00e9"}"##))
        #expect(try holds("{'$.a': 1}", #"{"a": 1.00}"#))
        #expect(try holds("{'$.a': 1}", #"{"a": "1.0"}"#))
        #expect(try !holds("{'$.a': 1}", #"{"a": "one"}"#))
        #expect(try holds("{'$.a': '7'}", #"{"a": 7}"#))
        #expect(try holds("{'$.a': true}", #"{"a": true}"#))
        #expect(try !holds("{'$.a': true}", #"{"a": "true"}"#))
        #expect(try !holds("{'$.a': 'x'}", #"{"a": ["x"]}"#))
        #expect(try holds("{'$.a': 'x', '$.b': 'y'}", #"{"a": "x", "b": "y"}"#))
        #expect(try !holds("{'$.a': 'x', '$.b': 'y'}", #"{"a": "x", "b": "z"}"#))
        #expect(try holds("{'$.a': '$.b'}", #"{"a": 1, "b": "1.0"}"#))
    }

    @Test("null holds for missing and null; not holds for null unless it excludes null; comparisons never do")
    func nulls() throws {
        for data in ["{}", #"{"a": null}"#] {
            #expect(try holds("{'$.a': null}", data))
            #expect(try !holds("{'$.a': {not: null}}", data))
            #expect(try holds("{'$.a': {not: 'x'}}", data))
            #expect(try holds("{'$.a': {not: ['x', 'y']}}", data))
            #expect(try holds("{'$.a': ['x', null]}", data))
            #expect(try !holds("{'$.a': {not: ['x', null]}}", data))
            #expect(try !holds("{'$.a': 'x'}", data))
            for comparison in ["atLeast", "atMost", "above", "below"] { #expect(try !holds("{'$.a': {\(comparison): 1}}", data)) }
        }
        #expect(try !holds("{'$.a': null}", #"{"a": ""}"#))
        #expect(try !holds("{'$.a': {not: 'x'}}", #"{"a": "x"}"#))
        #expect(try holds("{none: null, nothing: {not: 1}}", "{}"))
        #expect(try !holds("{none: {column: 'none'}}", "{}"))
        #expect(try !holds("{d: {atLeast: {column: 'nothing'}}}", "{}"))
    }

    @Test("Comparisons go by value: numbers, times, dates, and texts by their bytes")
    func comparisons() throws {
        #expect(try holds("{d: {atLeast: 10, atMost: '10.000'}}", "{}"))
        #expect(try !holds("{d: {above: 10}}", "{}"))
        #expect(try holds("{d: {below: '$.limit'}}", #"{"limit": "10.001"}"#))
        #expect(try holds("{'$.limit': {above: {column: 'd'}}}", #"{"limit": "1e2"}"#))
        #expect(try holds("{t: {above: 'a', below: 'ba'}}", "{}"))
        #expect(try holds("{t: {below: '$.t'}}", #"{"t": "é"}"#))
        #expect(try holds("{at: {atMost: '2024-03-01T01:00:00+01:00'}}", "{}"))
        #expect(try holds("{at: {below: '@occurred_at'}}", "{}"))
        #expect(try holds("{at: '$.at'}", #"{"at": "2024-03-01T02:00:00+02:00"}"#))
        #expect(try !holds("{at: '$.at'}", #"{"at": "midnight"}"#))
        #expect(try holds("{on: {above: '2024-02-29'}}", "{}"))
        #expect(try holds("{on: {column: 'on'}, f: true}", "{}"))
        #expect(try !holds("{f: false}", "{}"))
        #expect(try holds("{'@version': 1, '@stream': {not: 't'}}", "{}"))
        #expect(throws: ProjectionScenario.Failure.refused(event: 1, .notComparable, column: nil)) {
            try self.holds("{'$.a': {above: 5}}", #"{"a": "many"}"#)
        }
    }
}
