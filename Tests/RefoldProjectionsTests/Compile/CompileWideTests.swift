import RefoldCore
import RefoldProjections
import RefoldTesting
import RefoldValues
import Testing

@Suite("Declared columns of up to 38 digits, compiled")
struct CompileWideTests {
    private func scenario(_ text: String) throws -> ProjectionScenario {
        try Currency.add("ETH", minorDigits: 18)
        return ProjectionScenario(try Projection(try RefoldProjectionsTests.read(text), currencies: [try #require(Currency(code: "ETH"))]))
    }

    /// The row after folding these values of `$.v`, one event each, by `change` on a decimal column.
    private func fold(_ change: String, scale: Int = 18, more: String = "", _ values: String...) throws -> String? {
        try decimal(change, scale, more, values).rows().first?["c"]
    }

    private func failure(_ change: String, scale: Int = 18, more: String = "", _ values: String...) throws -> ProjectionScenario.Failure? {
        try decimal(change, scale, more, values).failure()
    }

    private func decimal(_ change: String, _ scale: Int, _ more: String, _ values: [String]) throws -> ProjectionScenario {
        let column = "c: {type: 'decimal', scale: \(scale)\(more)}"
        var scenario = try scenario("{name: 'p', version: 1, key: '@stream', columns: {\(column)}, on: {X: {c: \(change)}}}")
        for value in values { scenario = scenario.given("X", "{\"v\": \(value)}") }
        return scenario
    }

    @Test("A decimal of more than 12 places holds 38 digits, and sums of them are exact")
    func decimals() throws {
        #expect(try fold("'$.v'", "10") == "10.000000000000000000")
        #expect(try fold("'$.v'", "\"123456789012.345678901234567890\"") == "123456789012.345678901234567890")
        #expect(try fold("{add: '$.v'}", "99999999999999999999", "0.999999999999999998", "null", "\"1e-18\"") == "99999999999999999999.999999999999999999")
        #expect(try fold("{subtract: '$.v'}", scale: 13, "1e24", "-0.0000000000001") == "-999999999999999999999999.9999999999999")
        #expect(try fold("{min: '$.v'}", "10", "-10", "9", "null") == "-10.000000000000000000")
        #expect(try fold("{max: '$.v'}", "-10", "10", "9", "null") == "10.000000000000000000")
        #expect(try fold("{first: '$.v'}", "null", "20", "30") == "20.000000000000000000")
        #expect(try fold("{sum: ['$.v', {column: 'c'}]}", more: ", default: '10'", "20", "30.5") == "60.500000000000000000")
        #expect(try fold("{add: 10}", more: ", default: '99999999999999999989'", "0") == "99999999999999999999.000000000000000000")
        #expect(try fold("{multiply: ['$.v', '$.v'], rounding: 'half-even'}", "3333333333.333333333333333333") == "11111111111111111111.111111108888888889")
        #expect(try fold("12345678901234567890.5", "1") == "12345678901234567890.500000000000000000")
    }

    @Test("A number of more digits, or of more decimals, is refused")
    func limits() throws {
        #expect(try failure("'$.v'", "1e20") == .refused(event: 1, .moreDigits, column: "c"))
        #expect(try failure("'$.v'", "\"-100000000000000000000\"") == .refused(event: 1, .moreDigits, column: "c"))
        #expect(try failure("'$.v'", "0.1234567890123456789") == .refused(event: 1, .tooManyDecimals(scale: 18), column: "c"))
        #expect(try failure("{add: '$.v'}", "99999999999999999999.999999999999999999", "1e-18") == .refused(event: 2, .moreDigits, column: "c"))
        #expect(try failure("{subtract: '$.v'}", "99999999999999999999", "1") == .refused(event: 2, .moreDigits, column: "c"))
        #expect(try failure("{multiply: ['$.v', '$.v']}", "1e10") == .refused(event: 1, .moreDigits, column: "c"))
        #expect(try failure("{sum: [{multiply: ['$.v', '$.v']}]}", "1e90") == .refused(event: 1, .moreDigits, column: "c"))
        #expect(try failure("{multiply: ['$.v', 0.1]}", "0.123456789012345678") == .refused(event: 1, .inexact, column: "c"))
        #expect(try failure("'$.v'", "true") == .refused(event: 1, .notDecimal, column: "c"))
    }

    private func money(_ handlers: String, computed: String) throws -> ProjectionScenario {
        try scenario(
            """
            {name: 'p', version: 1, key: '@stream', columns: {cur: 'text', m: {type: 'money', currency: 'cur'}}, on: \(handlers), computed: \(computed)}
            """)
    }

    @Test("An amount of 10 with 18 decimals fits, beside amounts with the decimals of their own currency")
    func amounts() throws {
        let rows = try money(
            "{X: {cur: '$.c', m: {add: '$.v'}}}", computed: "{half: {multiply: ['m', 0.5], rounding: 'half-even'}, state: {case: [{when: {m: {above: 10}}, then: 'large'}], else: 'small'}}"
        )
        .given("X", stream: "a", #"{"c": "ETH", "v": 10}"#).given("X", stream: "a", #"{"c": "ETH", "v": "0.000000000000000001"}"#)
        .given("X", stream: "b", #"{"c": "EUR", "v": "12.50"}"#).given("X", stream: "c", #"{"c": "ETH", "v": "99999999999999999999.999999999999999999"}"#)
        .given("X", stream: "d", #"{"c": "JPY", "v": 1}"#).rows()
        #expect(
            rows.map { "\($0["key"] ?? "") \($0["m"] ?? "") \($0["half"] ?? "") \($0["state"] ?? "")" } == [
                "a 10.000000000000000001 5.000000000000000000 large", "b 12.50 6.25 large",
                "c 99999999999999999999.999999999999999999 50000000000000000000.000000000000000000 large", "d 1 0 small",
            ])
    }

    @Test("Values that an entry changes are read as they were before it, and amounts begin with 0")
    func before() throws {
        let scenario = try scenario(
            """
            {name: 'p', version: 1, key: '@stream',
             columns: {a: {type: 'decimal', scale: 18, default: '10'}, b: {type: 'decimal', scale: 18}, cur: 'text', m: {type: 'money', currency: 'cur', default: 0}},
             on: {X: {a: {sum: ['$.v', {column: 'a'}]}, b: {column: 'a'}}, Y: {a: {column: 'b'}, b: {column: 'a'}}, Z: {cur: '$.c', m: {add: '$.v'}}, N: {cur: '$.c'}}}
            """)
        let rows = try scenario.given("X", #"{"v": 5}"#).given("X", #"{"v": "20.5"}"#).given("Y", "{}").rows()
        #expect(rows.first?["a"] == "15.000000000000000000" && rows.first?["b"] == "35.500000000000000000")
        #expect(try scenario.given("N", #"{"c": "ETH"}"#).rows().first?["m"] == "0.000000000000000000")
        #expect(try scenario.given("Z", #"{"c": "ETH", "v": 20}"#).rows().first?["m"] == "20.000000000000000000")
    }

    @Test("A default, minor units, and a currency in the key")
    func sources() throws {
        let keyed = try scenario(
            """
            {name: 'p', version: 1, key: ['$.id', '$.cur'], columns: {m: {type: 'money', currency: 'cur', default: 0}, n: {type: 'money', currency: 'cur', default: 0}},
             on: {X: {m: {money: '$.v', unit: 'minor'}}}}
            """
        ).given("X", #"{"id": 1, "cur": "ETH", "v": "12345678901234567890123"}"#).rows()
        #expect(keyed.first?["m"] == "12345.678901234567890123" && keyed.first?["n"] == "0.000000000000000000")
        let fixed = try scenario(
            """
            {name: 'p', version: 1, key: '@stream', columns: {cur: {type: 'text', default: 'ETH'}, m: {type: 'money', currency: 'cur', default: '20.000000000000000001'}},
             on: {X: {m: {subtract: 20}}}}
            """
        ).given("X", "{}").given("X", "{}").rows()
        #expect(fixed.first?["m"] == "-19.999999999999999999")
    }

    @Test("A column has 38 digits if its decimals, or a currency that it may have, need them, and else stays as it was")
    func shapes() throws {
        let definition = try RefoldProjectionsTests.read(
            """
            {name: 'p', version: 1, key: '@stream',
             columns: {d12: {type: 'decimal', scale: 12}, d13: {type: 'decimal', scale: 13}, any: 'text', euro: {type: 'text', default: 'EUR'}, ether: {type: 'text', default: 'ETH'},
                       of_any: {type: 'money', currency: 'any'}, of_euro: {type: 'money', currency: 'euro'}, of_ether: {type: 'money', currency: 'ether'}},
             on: {X: {any: '$.c', of_any: '$.v', of_euro: '$.v', of_ether: '$.v'}}, computed: {product: {multiply: ['d12', 0.5]}, sum: {sum: ['d12', 'd12']}, twice: {sum: ['of_any', 'of_any']}}}
            """)
        let (bitcoin, ether) = (try Currency.add("BTC", minorDigits: 8), try Currency.add("ETH", minorDigits: 18))
        func wide(_ currencies: [Currency]) throws -> [String] {
            try Projection(definition, currencies: currencies).schema.columns.filter(\.type.isWide).map(\.name)
        }
        #expect(try wide([]) == ["d13", "product"])
        #expect(try wide([bitcoin]) == ["d13", "product"])
        #expect(try wide([bitcoin, ether]) == ["d13", "of_any", "of_ether", "product", "twice"])
        #expect(try Projection(definition, currencies: [ether]).schema.declared == Projection(definition).schema.declared)
    }
}
