import RefoldCore
import RefoldTesting
import Testing

@Suite("Declared changes, compiled")
struct CompileChangeTests {
    /// The row after folding these values of `$.v`, one event each, by `change` on a column of `type`.
    private func fold(_ change: String, type: String, _ values: String...) throws -> [String: String]? {
        let text = "{name: 'p', version: 1, key: '@stream', columns: {c: \(type)}, on: {X: {c: \(change)}}}"
        var scenario = try scenario(text)
        for value in values { scenario = scenario.given("X", "{\"v\": \(value)}") }
        var row = try scenario.rows().first
        row?["key"] = nil
        return row
    }

    private func failure(_ change: String, type: String, _ values: String...) throws -> ProjectionScenario.Failure? {
        let text = "{name: 'p', version: 1, key: '@stream', columns: {c: \(type)}, on: {X: {c: \(change)}}}"
        var scenario = try scenario(text)
        for value in values { scenario = scenario.given("X", "{\"v\": \(value)}") }
        return scenario.failure()
    }

    @Test("add sets a null column to the value, starts from a default if there is one, and skips null operands")
    func add() throws {
        #expect(try fold("{add: '$.v'}", type: "'integer'", "5", "null", "\"-7\"") == ["c": "-2"])
        #expect(try fold("{add: '$.v'}", type: "'integer'", "null") == [:])
        #expect(try fold("{add: '$.v'}", type: "{type: 'decimal', scale: 2, default: '1.5'}", "0.05", "1e1") == ["c": "11.55"])
        #expect(try fold("{add: 2}", type: "'integer'", "0", "0") == ["c": "4"])
    }

    @Test("subtract starts from 0 if the column is null")
    func subtract() throws {
        #expect(try fold("{subtract: '$.v'}", type: "'integer'", "5", "null", "1") == ["c": "-6"])
        #expect(try fold("{subtract: 3}", type: "{type: 'decimal', scale: 1}", "0") == ["c": "-3.0"])
        #expect(try fold("{subtract: '$.v'}", type: "{type: 'integer', default: 10}", "4") == ["c": "6"])
        #expect(try fold("{subtract: -9223372036854775807}", type: "'integer'", "0") == ["c": "9223372036854775807"])
        #expect(try fold("{subtract: '$.v'}", type: "'integer'", "null") == [:])
    }

    @Test("min and max set a null column to the value, and compare by value, texts by their bytes")
    func extremes() throws {
        #expect(try fold("{min: '$.v'}", type: "'integer'", "10", "9", "null", "11") == ["c": "9"])
        #expect(try fold("{max: '$.v'}", type: "{type: 'decimal', scale: 2}", "\"9.5\"", "\"10\"", "2") == ["c": "10.00"])
        #expect(try fold("{max: '$.v'}", type: "{type: 'integer', default: 50}", "10") == ["c": "50"])
        #expect(try fold("{min: '$.v'}", type: "'text'", "\"b\"", "\"a\\u0062\"", "\"ab c\"", "\"é\"") == ["c": "ab"])
        #expect(try fold("{max: '$.v'}", type: "'text'", "\"z\"", "\"\\u00e9\"", "\"y\"") == ["c": "é"])
        #expect(try fold("{max: '$.v'}", type: "'text'", "9", "10") == ["c": "9"])
        #expect(
            try fold("{max: '$.v'}", type: "'timestamp'", "\"2024-03-01T10:00:00+02:00\"", "\"2024-03-01T09:00:00Z\"")
                == ["c": "2024-03-01T09:00:00Z"])
        #expect(try fold("{min: '$.v'}", type: "'date'", "\"2024-03-01\"", "\"2024-02-29\"") == ["c": "2024-02-29"])
        #expect(try fold("{min: '@occurred_at'}", type: "'timestamp'", "1") == ["c": "2024-03-01T09:30:00Z"])
        #expect(try failure("{max: '$.v'}", type: "'text'", "\"z\"", "[]") == .refused(event: 2, .notText, column: "c"))
    }

    @Test("first sets only a null column, and a default is not null")
    func first() throws {
        #expect(try fold("{first: '$.v'}", type: "'text'", "null", "\"a\"", "\"b\"") == ["c": "a"])
        #expect(try fold("{first: '$.v'}", type: "{type: 'text', default: 'd'}", "\"a\"") == ["c": "d"])
        #expect(try fold("{first: 'x'}", type: "'text'", "1") == ["c": "x"])
        #expect(try fold("{first: '@occurred_at'}", type: "{type: 'timestamp', default: '2020-01-01T00:00:00Z'}", "1") == ["c": "2020-01-01T00:00:00Z"])
    }

    @Test("A value sets the column; null or a missing value sets null")
    func set() throws {
        #expect(try fold("'$.v'", type: "'text'", "\"a\"", "null") == [:])
        #expect(try fold("'$.other'", type: "{type: 'text', default: 'd'}", "1") == [:])
        #expect(try fold("null", type: "{type: 'integer', default: 1}", "1") == [:])
        #expect(try fold("'$.v.w'", type: "'integer'", "{\"w\": 4}") == ["c": "4"])
        #expect(try fold("'$.v.w'", type: "'integer'", "4") == [:])
    }

    @Test("A number or boolean put into text becomes its JSON text, strings lose their escapes")
    func texts() throws {
        #expect(try fold("'$.v'", type: "'text'", "1.50") == ["c": "1.50"])
        #expect(try fold("'$.v'", type: "'text'", "-1E+2") == ["c": "-1E+2"])
        #expect(try fold("'$.v'", type: "'text'", "false") == ["c": "false"])
        #expect(try fold("'$.v'", type: "'text'", "\"a\\n\\ud83d\\ude00\\/\"") == ["c": "a\n😀/"])
        #expect(try failure("'$.v'", type: "'text'", "{}") == .refused(event: 1, .notText, column: "c"))
        #expect(try fold("1.50", type: "'text'", "0") == ["c": "1.50"])
        #expect(try fold("true", type: "'text'", "0") == ["c": "true"])
        #expect(try fold("{text: '$.v'}", type: "'text'", "0") == ["c": "$.v"])
        #expect(try fold("'@occurred_at'", type: "'text'", "0") == ["c": "2024-03-01T09:30:00Z"])
        #expect(try fold("{day: '@occurred_at'}", type: "'text'", "0") == ["c": "2024-03-01"])
        #expect(try fold("{sum: ['$.v', 1]}", type: "'text'", "0.50") == ["c": "1.50"])
    }

    @Test("A json column keeps a value unchanged")
    func json() throws {
        #expect(try fold("'$.v'", type: "'json'", "{\"a\": [1,  2]}") == ["c": "{\"a\": [1,  2]}"])
        #expect(try fold("'$.v'", type: "'json'", "\"a\\n\"") == ["c": "\"a\\n\""])
        #expect(try fold("'$.v'", type: "'json'", "1.0") == ["c": "1.0"])
        #expect(try fold("'$.v'", type: "{type: 'json', default: [1, 'x']}", "null") == [:])
        #expect(try fold("{first: '$.v'}", type: "{type: 'json', default: [1, 'x']}", "2") == ["c": "[1,\"x\"]"])
        #expect(try fold("'a\"b'", type: "'json'", "2") == ["c": "\"a\\\"b\""])
        #expect(try fold("{coalesce: ['@occurred_at']}", type: "'json'", "2") == ["c": "\"2024-03-01T09:30:00Z\""])
        #expect(try fold("{sum: ['$.v', 1]}", type: "'json'", "2") == ["c": "3"])
        #expect(try fold("true", type: "'json'", "2") == ["c": "true"])
    }

    @Test("Numbers, times and dates may be written with escapes")
    func escapes() throws {
        #expect(try fold("'$.v'", type: "{type: 'decimal', scale: 2}", "\"19\\u002e90\"") == ["c": "19.90"])
        #expect(try fold("{add: '$.v'}", type: "'integer'", "\"\\u0031\"", "\"\\u0032\"") == ["c": "3"])
        #expect(try fold("'$.v'", type: "'date'", "\"2024\\u002d03-01\"") == ["c": "2024-03-01"])
        #expect(try fold("{sum: ['$.v']}", type: "'integer'", "\"\\u0031\"") == ["c": "1"])
        #expect(try fold("{month: '$.v'}", type: "'text'", "\"2024\\u002d03-01\"") == ["c": "2024-03"])
    }

    @Test("A value that does not fit its column stops the run and names the event and the column")
    func misfits() throws {
        let cases: [(type: String, value: String, FoldError.Reason)] = [
            ("'integer'", "1.5", .notInteger), ("'integer'", "\"a\"", .notInteger), ("'integer'", "true", .notInteger),
            ("'integer'", "9223372036854775808", .overflow), ("'integer'", "\"\"", .notInteger),
            ("{type: 'decimal', scale: 2}", "\"1.005\"", .tooManyDecimals(scale: 2)), ("{type: 'decimal', scale: 2}", "[]", .notDecimal),
            ("{type: 'decimal', scale: 2}", "92233720368547758.08", .overflow), ("{type: 'decimal', scale: 2}", "\"1;5\"", .notDecimal),
            ("'boolean'", "\"true\"", .notBoolean), ("'boolean'", "1", .notBoolean), ("'timestamp'", "\"2024-03-01\"", .notTimestamp),
            ("'timestamp'", "true", .notTimestamp), ("'date'", "\"2024-02-30\"", .notDate),
            ("'date'", "\"2024-03-01T00:00:00Z\"", .notDate), ("'text'", "[1]", .notText),
        ]
        for (type, value, reason) in cases {
            #expect(try failure("'$.v'", type: type, "null", value) == .refused(event: 2, reason, column: "c"), "\(type) \(value)")
            #expect(
                try failure("{first: '$.v'}", type: type, "null", value) == .refused(event: 2, reason, column: "c"), "\(type) \(value)")
        }
        #expect(try fold("'$.v'", type: "'integer'", "1.0") == ["c": "1"])
        #expect(try fold("'$.v'", type: "'integer'", "1e3") == ["c": "1000"])
        #expect(try fold("'$.v'", type: "{type: 'decimal', scale: 2}", "\"1.500\"") == ["c": "1.50"])
    }

    @Test("Sums reach the limits of 64 bits and no further")
    func borders() throws {
        let top = "9223372036854775807"
        #expect(try fold("{add: '$.v'}", type: "'integer'", top, "-1", "1") == ["c": top])
        #expect(try failure("{add: '$.v'}", type: "'integer'", top, "1") == .refused(event: 2, .overflow, column: "c"))
        #expect(try failure("{add: 1}", type: "{type: 'integer', default: \(top)}", "1") == .refused(event: 1, .overflow, column: "c"))
        #expect(try fold("{subtract: '$.v'}", type: "'integer'", top, "1") == ["c": "-9223372036854775808"])
        #expect(try failure("{subtract: '$.v'}", type: "'integer'", top, "2") == .refused(event: 2, .overflow, column: "c"))
        #expect(try failure("{subtract: '$.v'}", type: "'integer'", "-9223372036854775808") == .refused(event: 1, .overflow, column: "c"))
        #expect(
            try failure("{add: {multiply: ['$.v', '$.v']}}", type: "'integer'", "3037000500") == .refused(event: 1, .overflow, column: "c"))
        #expect(try fold("{add: {multiply: ['$.v', '$.v']}}", type: "'integer'", "3037000499") == ["c": "9223372030926249001"])
        #expect(
            try fold("{subtract: ['$.v', 1]}", type: "{type: 'decimal', scale: 18}", "\"9.223372036854775807\"") == ["c": "8.223372036854775807"])
        #expect(
            try failure("{sum: ['$.v', 1]}", type: "{type: 'decimal', scale: 18}", "\"9.223372036854775807\"")
                == .refused(event: 1, .overflow, column: "c"))
    }
}
