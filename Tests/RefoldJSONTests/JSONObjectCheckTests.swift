import RefoldJSON
import Testing

@Suite("The check for repeated keys")
struct JSONObjectCheckTests {
    private func fault(_ text: String) -> JSONFault? { keyCheckFault(Array(text.utf8)) }

    @Test("The later of two equal keys is reported, at its content")
    func offset() {
        #expect(fault(#"{"a":1,"b":2,"a":3}"#) == JSONFault(.repeatedKey, at: 14))
        #expect(fault(#"[{"a":{"b":1,"b":1}}]"#) == JSONFault(.repeatedKey, at: 14))
    }

    @Test("Keys that are equal only after unescaping are equal")
    func escapes() {
        #expect(fault(#"{"a":1,"\u0061":2}"#)?.reason == .repeatedKey)
        #expect(fault(#"{"\u00e9t\u00E9":1,"été":2}"#)?.reason == .repeatedKey)
        #expect(fault(#"{"\ud83d\ude00":1,"😀":2}"#)?.reason == .repeatedKey)
        #expect(fault(#"{"a/b":1,"a\/b":2}"#)?.reason == .repeatedKey)
    }

    @Test("Keys that only look alike differ")
    func lookalikes() {
        #expect(fault(#"{"a":1,"A":1,"":1," ":1,"aa":1,"12345678":1,"123456789":1,"12345678x":1,"12345679":1}"#) == nil)
        #expect(fault("{\"e\u{301}\":1,\"\u{E9}\":1}") == nil)
        #expect(fault(#"{"a":{"a":{"a":[{"a":1},{"a":1}]}},"b":{"a":1}}"#) == nil)
    }

    @Test("Objects of few and of 100,000 keys are checked, and one repeated key among them is found", arguments: [15, 16, 17, 18, 100_000])
    func large(count: Int) {
        // Equal in length and in their first letters.
        let members = (0..<count).map { "\"payment-key-\(1_000_000 + $0)\":{\"a\":1}" }
        #expect(fault("{" + members.joined(separator: ",") + "}") == nil)
        let repeated = members + [#""payment-key-100\u0030007":0"#]
        #expect(fault("{" + repeated.joined(separator: ",") + "}")?.reason == .repeatedKey)
    }

    @Test("One check can be used for many texts, even after a refusal")
    func reuse() {
        var check = JSONObjectCheck()
        for text in [#"{"a":{"b":1,"b":2}}"#, #"{"b":{"a":"#, #"{"a":1,"b":2}"#, #"{"b":1,"c":[]}"#] {
            let bytes = Array(text.utf8)
            let accepted = (try? check.scanDocument(bytes.span)) != nil
            #expect(accepted == (keyCheckFault(bytes) == nil))
        }
    }

    @Test("A value inside a longer text ends where it ends")
    func inside() throws {
        var check = JSONObjectCheck()
        let bytes = Array(#"{"data": {"x":[1]} , "more":1}"#.utf8)
        var index = 8
        let slice = try check.skipValue(bytes.span, &index)
        #expect(slice.text(in: bytes.span) == #"{"x":[1]}"#)
        #expect(index == 18)
    }
}
