import RefoldJSON
import Testing

@Suite("Comparing JSON by content")
struct JSONCanonicalTests {
    @Test("Texts of the same content are equal", arguments: [
        (#"{"a":1,"b":[true,null]}"#, " { \"b\" : [ true , null ] ,\n\"a\" : 1 } "),
        (#"{"name":"José"}"#, #"{"n\u0061me":"Jos\u00e9"}"#),
        (#"["😀\/"]"#, #"["\uD83D\ude00/"]"#),
        ("[1, 1.0, 100, 0.5, 0, 0]", "[1.00, 1, 1e2, 5E-1, -0, 0e99999999999999999999]"),
        ("[12345678901234567890123]", "[12345678901234567890.123e3]"),
        ("[1e99999999999999999999]", "[1e99999999999999999999 ]"),
        (#"{"x":{"b":1,"a":{"d":[],"c":{}}}}"#, #"{"x":{"a":{"c":{},"d":[]},"b":1}}"#),
    ])
    func equal(_ one: String, _ other: String) {
        #expect(isSameContent(Array(one.utf8), Array(other.utf8)))
        #expect(JSONCanonical.hash(one.utf8.span) == JSONCanonical.hash(other.utf8.span))
    }

    @Test("Texts of different content are not equal", arguments: [
        ("[1,2]", "[2,1]"), (#"{"a":1}"#, #"{"a":"1"}"#), (#"{"a":1}"#, #"{"a":1,"b":null}"#), ("null", "{}"), ("[]", "{}"),
        ("1", "-1"), ("1", "10"), ("0.1", "0.10000000000000000001"), ("true", "false"), ("[[]]", "[]"), (#""e\u0301""#, #""\u00e9""#),
        ("1e99999999999999999999", "10e99999999999999999998"), (#"{"a":1,"a":2}"#, #"{"a":2,"a":1}"#), ("[1", "[1 "), ("", " "),
        ("1e9223372036854775807", "1e-9223372036854775808"), ("10e9223372036854775807", "1e9223372036854775807"),
    ])
    func different(_ one: String, _ other: String) {
        #expect(!isSameContent(Array(one.utf8), Array(other.utf8)))
    }

    @Test("Hashes of different content differ", arguments: [
        ("[1,2]", "[2,1]"), (#"{"a":1}"#, #"{"a":"1"}"#), (#"{"a":1}"#, #"{"a":1,"b":null}"#), ("null", "{}"), ("[]", "{}"), ("1", "-1"),
        ("1", "10"), ("true", "false"), ("[[]]", "[]"), (#"{"a":{"b":1},"c":2}"#, #"{"a":{"b":2},"c":1}"#), (#"{"a":"b"}"#, #"{"b":"a"}"#),
    ])
    func hashes(_ one: String, _ other: String) {
        #expect(JSONCanonical.hash(one.utf8.span) != JSONCanonical.hash(other.utf8.span))
    }

    @Test("A repeated key is named, even if it is escaped", arguments: [
        (#"{"a":1,"total":2,"total":3}"#, #"a key that its object already has, "total", at byte 19"#),
        (#"{"é":1,"\u00e9":2}"#, #"a key that its object already has, "é", at byte 10"#),
        (#"{"a":1"#, "the end of the text inside a value at byte 7"),
    ])
    func repeatedKey(_ text: String, _ message: String) {
        var check = JSONObjectCheck()
        let fault = #expect(throws: JSONFault.self) { try check.scanDocument(text.utf8.span) }
        #expect(fault?.description(in: text.utf8.span) == message)
    }

    @Test("Equal bytes are equal, JSON or not")
    func sameBytes() {
        #expect(isSameContent(Array("[1".utf8), Array("[1".utf8)))
        #expect(isSameContent([], []))
    }

    @Test("Values of every accepted depth can be compared")
    func deep() {
        let text = String(repeating: #"{"a":["#, count: 64) + String(repeating: "]}", count: 64)
        #expect(isSameContent(Array(text.utf8), Array((text + " ").utf8)))
    }
}
