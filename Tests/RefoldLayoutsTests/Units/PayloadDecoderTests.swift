import Testing
@testable import RefoldLayouts

@Suite("The payload of a row")
struct PayloadDecoderTests {
    private func layout(unwrap: [String]? = nil, quoted: Bool = false) -> StoreLayout {
        var layout = HostileLayouts.layout("SELECT 1")
        (layout.unwrap, layout.isQuoted) = (unwrap, quoted)
        return layout
    }

    /// What becomes of a payload: its text, `{}` if it has no fields, or why it cannot be read, after a `!`.
    private func decode(_ bytes: [UInt8], _ layout: StoreLayout, isChecked: Bool = false) -> String {
        var decoder = PayloadDecoder(layout)
        switch decoder.decode(bytes.span, isChecked: isChecked) {
        case .asIs: return String(decoding: bytes, as: UTF8.self)
        case .empty: return "{}"
        case .made: return String(decoding: decoder.made, as: UTF8.self)
        case .unreadable(let why): return "!" + why
        }
    }

    private func decode(_ text: String, unwrap: [String]? = nil, quoted: Bool = false, isChecked: Bool = false) -> String {
        decode(Array(text.utf8), layout(unwrap: unwrap, quoted: quoted), isChecked: isChecked)
    }

    @Test("that is an object stays as it is, byte by byte")
    func asIs() {
        for text in [#"{"a":1}"#, " \n{ \"a\" : 1.50e2, \"b\":\"\\u00e9\" } ", "{}", #"{"a":[1,{"b":null}]}"#] {
            #expect(decode(text) == text)
            #expect(decode(text, isChecked: true) == text)
            #expect(decode(text, quoted: true) == text)
        }
    }

    @Test("has no fields if it is null or an empty list, as PHP writes empty arrays")
    func empty() {
        for text in ["null", " null ", "[]", " [ \n] "] { #expect(decode(text) == "{}", "\(text)") }
    }

    @Test("that is no object says what it seems to be", arguments: [
        ("[1]", "a JSON list"), ("[[]]", "a JSON list"), ("\"x\"", "a JSON string"), ("1", "a JSON value that is no object"), ("true", "a JSON value that is no object"),
        ("", "an empty text"), ("  ", "an empty text"), ("<a/>", "XML"), ("--- {a: 1}", "YAML"), ("{\"a\":1", "no JSON"), ("{\"a\":1} x", "no JSON"),
        ("a:1:{i:0;}", "no JSON"), ("{'a':1}", "no JSON"), ("\u{1}\u{2}", "binary"), ("{\"a\":01}", "no JSON"), ("-", "no JSON"),
    ])
    func unreadable(_ text: String, _ why: String) { #expect(decode(text) == "!" + why) }

    @Test("that is no UTF-8 cannot be read")
    func invalidUTF8() {
        #expect(decode([0xFF, 0xD8, 0xFF], layout()) == "!binary")
        #expect(decode(Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8), layout()) == "!no JSON")
        #expect(decode(Array("{\"a\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8), layout()) == "!no JSON")
        // Java's own serialization.
        #expect(decode([0xAC, 0xED, 0x00, 0x05], layout()) == "!binary")
    }

    @Test("inside a JSON string is read where the layout says so, once", arguments: [
        (#""{\"a\":1}""#, #"{"a":1}"#), (#""{\"a\":\"\\u00e9\\n\"}""#, #"{"a":"\u00e9\n"}"#), (#""\u007b\"a\":\"é\"}""#, #"{"a":"é"}"#), ("\"[]\"", "{}"), ("\"null\"", "{}"),
        ("\"\"", "!an empty text"), (#""[1]""#, "!a JSON list"), (#""\"{}\"""#, "!a JSON string"), (#""x""#, "!no JSON"), ("[]", "{}"),
    ])
    func quoted(_ text: String, _ wanted: String) {
        #expect(decode(text, quoted: true) == wanted)
        if text.hasPrefix("\"") { #expect(decode(text) == "!a JSON string") }
    }

    @Test("loses objects that only wrap a value, at any depth", arguments: [
        (#"{"class":"A","payload":{"a":1}}"#, #"{"a":1}"#), (#"{ "payload" : { "a" : 1 } , "class" : "A" }"#, #"{"a":1}"#),
        (#"{"class":"A","payload":[]}"#, "{}"), (#"{"class":"A","payload":null}"#, "{}"), (#"{"class":"A","payload":5}"#, "!a JSON value that is no object"),
        (#"{"class":"A","payload":[1]}"#, "!a JSON value that is no object"),
        (#"{"class":"A","payload":{"class":"B","payload":{"x":[{"class":"C","payload":"y"}]}}}"#, #"{"x":["y"]}"#),
        (#"{"a":{"class":"A","payload":{"class":"B","payload":[]}},"b":[ {"payload":1.50,"class":"N"} , 2 ]}"#, #"{"a":[],"b":[1.50,2]}"#),
        (#"{"class":"A","payload":{"a":1},"more":2}"#, #"{"class":"A","payload":{"a":1},"more":2}"#), (#"{"class":"A"}"#, #"{"class":"A"}"#),
        (#"{"payload":{"a":1}}"#, #"{"payload":{"a":1}}"#), (#"{"cl\u0061ss":"A","payl\u006fad":{"a":"\"}{"}}"#, #"{"a":"\"}{"}"#), ("{}", "{}"),
        (#"{"a":"{\"class\":\"A\",\"payload\":1}"}"#, #"{"a":"{\"class\":\"A\",\"payload\":1}"}"#),
    ])
    func unwrapped(_ text: String, _ wanted: String) {
        for isChecked in [false, true] { #expect(decode(text, unwrap: ["class", "payload"], isChecked: isChecked) == wanted) }
        #expect(decode(text) == text)
    }

    @Test("with a repeated key is no JSON that can be read, at any depth", arguments: [#"{"class":"A","class":"B"}"#, #"{"a":[{"b":1,"\u0062":2}]}"#])
    func repeatedKey(_ text: String) { #expect(decode(text) == "!JSON with a repeated key") }

    @Test("with wrappers is refused if it is no JSON, and may be nested as deeply as any JSON")
    func unwrappedFaults() {
        for text in [#"{"class":"A","payload":"#, #"{"class":"A","payload":{"a":1}"#, #"{"class":"A" "payload":1}"#] {
            #expect(decode(text, unwrap: ["class", "payload"]) == "!no JSON")
        }
        let depth = 60
        let nested = String(repeating: #"{"class":"A","payload":"#, count: depth) + #"{"a":1}"# + String(repeating: "}", count: depth)
        #expect(decode(nested, unwrap: ["class", "payload"]) == #"{"a":1}"#)
        let lists = #"{"a":"# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(decode(lists, unwrap: ["class", "payload"]).hasPrefix("!"))
    }

    @Test("is decoded anew each time, whatever came before")
    func again() {
        var decoder = PayloadDecoder(layout(unwrap: ["class", "payload"], quoted: true))
        for (text, wanted) in [(#"{"class":"A","payload":{"long":"aaaaaaaaaaaaa"}}"#, #"{"long":"aaaaaaaaaaaaa"}"#), (#""{\"class\":\"A\",\"payload\":{\"a\":1}}""#, #"{"a":1}"#), (#"{"b":2}"#, #"{"b":2}"#)] {
            let bytes = Array(text.utf8)
            guard case .made = decoder.decode(bytes.span, isChecked: false) else {
                Issue.record("\(text)")
                continue
            }
            #expect(String(decoding: decoder.made, as: UTF8.self) == wanted)
        }
    }
}
