import RefoldJSON
import Testing

@Suite("Writing JSON strings")
struct JSONWriterTests {
    @Test("Quote, backslash and control characters are escaped, nothing else")
    func escapes() {
        #expect(JSONWriter.string("a\"b\\c/é😀\u{7F}\u{2028}") == "\"a\\\"b\\\\c/é😀\u{7F}\u{2028}\"")
        #expect(JSONWriter.string("\u{8}\t\n\u{C}\r\u{0}\u{1}\u{1F}") == #""\b\t\n\f\r\u0000\u0001\u001f""#)
        #expect(JSONWriter.string("") == #""""#)
    }

    @Test("It appends, from a string and from bytes alike")
    func appends() {
        var (one, other) = ([UInt8(ascii: "[")], [UInt8(ascii: "[")])
        JSONWriter.appendString("x\ty", to: &one)
        JSONWriter.appendString(Array("x\ty".utf8).span, to: &other)
        #expect(one == other)
        #expect(one == Array(#"["x\ty""#.utf8))
    }

    @Test("A written string is read back unchanged")
    func roundTrip() throws {
        for value in (1...0x2FF).compactMap(Unicode.Scalar.init) {
            let text = "x\(value)yz\(value)"
            let bytes = Array(JSONWriter.string(text).utf8)
            let slice = try JSONScanner.scanDocument(bytes.span)
            #expect(slice.text(in: bytes.span) == text)
        }
    }
}
