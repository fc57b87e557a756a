import RefoldCore
import RefoldDefinitions
import RefoldTesting
import Testing

@Suite("Readings, lengths and texts, compiled")
struct CompileFunctionTests {
    private func text(_ expression: String, _ type: String) -> String {
        "{name: 'p', version: 1, key: '@stream', columns: {c: \(type)}, on: {X: {c: \(expression)}}}"
    }

    private func value(_ expression: String, type: String = "'text'", _ data: String = "{}", metadata: String = "{}") throws -> String? {
        try scenario(text(expression, type)).given("X", data, metadata: metadata).rows().first?["c"]
    }

    private func failure(_ expression: String, type: String = "'text'", _ data: String) throws -> FoldError.Reason? {
        guard case .refused(_, let reason, "c")? = try scenario(text(expression, type)).given("X", data).failure() else { return nil }
        return reason
    }

    @Test("The whole payload and the whole metadata are JSON as it came")
    func whole() throws {
        #expect(try value("'$'", type: "'json'", #" {"a": [1, {"b": 2.50}]} "#) == #"{"a": [1, {"b": 2.50}]}"#)
        #expect(try value("'@metadata'", type: "'json'", metadata: #"{"by": "u"}"#) == #"{"by": "u"}"#)
        #expect(try value("'$.a'", type: "'json'", #"{"a": {"$": 1}}"#) == #"{"$": 1}"#)
        #expect(try value("{text: '$'}") == "$")
        #expect(faults(text("'$'", "'text'")).first?.contains("a JSON value cannot go into the column \"c\"") == true)
        #expect(faults(projection(key: "'$'")).first?.contains("a key part cannot be this value") == true)
    }

    @Test("A length counts the elements of a list or the Unicode scalars of a text")
    func lengths() throws {
        for (json, length) in [
            ("[]", "0"), ("[ ]", "0"), ("[1, [2, 3], {\"a\": [4]}]", "3"), ("\"\"", "0"), ("\"a\\u00e9\\ud83d\\ude00\"", "3"), ("\"e\u{301}\"", "2"),
        ] {
            #expect(try value("{length: '$.a'}", type: "'integer'", "{\"a\": \(json)}") == length, "\(json)")
        }
        #expect(try value("{length: '$.a'}", type: "'integer'", "{}") == nil)
        #expect(try value("{length: '@stream'}", type: "'integer'") == "1")
        for json in ["1", "true", "{}"] { #expect(try failure("{length: '$.a'}", type: "'integer'", "{\"a\": \(json)}") == .noLength) }
        let ofColumn = "{name: 'p', version: 1, key: '@stream', columns: {j: 'json'}, on: {X: {j: '$.a'}}, computed: {n: {length: 'j'}}}"
        #expect(try scenario(ofColumn).given("X", #"{"a": [1, 2]}"#).rows().first?["n"] == "2")
        #expect(try scenario(ofColumn).given("X", #"{"a": "\u00e9\n"}"#).rows().first?["n"] == "2")
    }

    @Test("Texts are changed by the rules of Unicode, whatever the locale, and null gives null")
    func texts() throws {
        #expect(try value("{lower: '$.a'}", #"{"a": "ÀBC İI"}"#) == "àbc i\u{307}i")
        #expect(try value("{upper: '$.a'}", #"{"a": "straße i"}"#) == "STRASSE I")
        #expect(try value("{lower: '$.a'}", #"{"a": "A\u00c9Z@["}"#) == "aéz@[")
        #expect(try value("{upper: '$.a'}", #"{"a": "az`{"}"#) == "AZ`{")
        #expect(try value("{trim: '$.a'}", #"{"a": " \t\u00a0x y\n\u2003"}"#) == "x y")
        #expect(try value("{trim: '$.a'}", #"{"a": " \t"}"#) == "")
        #expect(try value("{prefix: '$.a', length: 2}", #"{"a": "é\u0301x"}"#) == "é\u{301}")
        #expect(try value("{prefix: '$.a', length: 9}", #"{"a": "abc"}"#) == "abc")
        #expect(try value("{concat: ['$.a', '-', '$.n', true, '@version']}", #"{"a": "x", "n": 1.50}"#) == "x-1.50true1")
        #expect(try value("{prefix: {upper: {trim: '$.a'}}, length: 3}", #"{"a": "  it-12 "}"#) == "IT-")
        for form in ["{lower: '$.a'}", "{upper: '$.a'}", "{trim: '$.a'}", "{prefix: '$.a', length: 1}", "{concat: ['x', '$.a']}"] {
            #expect(try value(form, #"{"a": null}"#) == nil)
            #expect(try value("{coalesce: [\(form), 'none']}") == "none")
            #expect(try failure(form, #"{"a": [1]}"#) == .notText)
        }
        let ofColumns = "{name: 'p', version: 1, key: '@stream', columns: {a: 'text', b: 'text'}, on: {X: {a: '$.a', b: '$.b'}}, computed: {c: {concat: ['a', {text: ' '}, 'b']}, l: {lower: 'c'}}}"
        #expect(try scenario(ofColumns).given("X", #"{"a": "Ada", "b": "L"}"#).rows().first?["l"] == "ada l")
    }

    @Test("A reading takes what the value is or spells, and stops at anything else")
    func readings() throws {
        #expect(try value("{number: '$.a'}", type: "{type: 'decimal', scale: 2}", #"{"a": "1.5"}"#) == "1.50")
        #expect(try value("{time: '$.a'}", #"{"a": "2024-03-01T10:00:00+01:00"}"#) == "2024-03-01T09:00:00Z")
        #expect(try value("{date: '$.a'}", type: "'date'", #"{"a": "2024-03-01"}"#) == "2024-03-01")
        #expect(try value("{number: '$.a'}", type: "'integer'") == nil)
        #expect(try failure("{number: '$.a'}", type: "'integer'", #"{"a": "x"}"#) == .notDecimal)
        #expect(try failure("{time: '$.a'}", #"{"a": "2024-03-01"}"#) == .notTimestamp)
        #expect(try failure("{date: '$.a'}", #"{"a": "2024-03-01T00:00:00Z"}"#) == .notDate)
        #expect(try failure("{date: '$.a'}", #"{"a": 3}"#) == .notDate)
        let computed = "{name: 'p', version: 1, key: '@stream', columns: {t: 'text'}, on: {X: {t: '$.a'}}, computed: {n: {sum: [{number: 't'}], scale: 1}}}"
        #expect(try scenario(computed).given("X", #"{"a": "1.5"}"#).rows().first?["n"] == "1.5")
    }

    @Test("Mistakes in them are found")
    func mistakes() {
        func found(_ value: String) -> String { faults(text(value, "'text'")).map { $0.replacing("f:1: on.X.c", with: "") }.joined(separator: "|") }
        #expect(found("{lower: '@version'}") == ".lower: found a whole number; expected a text")
        #expect(found("{length: '@version'}") == ".length: found a whole number; expected a list or a text")
        #expect(found("{prefix: '$.a'}") == ": the key \"length\" is missing; add it")
        #expect(found("{prefix: '$.a', length: 0}") == ".length: found 0; expected a whole number from 1")
        #expect(found("{concat: '$.a'}") == ".concat: found a string; expected a list of texts")
        #expect(found("{concat: []}") == ".concat: found an empty list; expected a list of texts")
        #expect(found("{number: 'x'}") == ".number: found the text \"x\"; expected a number, or a text that holds one")
        #expect(found("{date: '@occurred_at'}") == ".date: found a time; expected a date, or a text that holds one; cut it: {day: …, timeZone: \"UTC\"}")
        #expect(found("{lower: '$.a', upper: '$.a'}") == ": found several forms of value: lower, upper; expected one of them")
    }
}
