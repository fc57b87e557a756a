import RefoldJSON
import Testing

@Suite("The depth of JSON")
struct JSONDepthTests {
    private func nested(_ levels: Int, open: String = "[", inner: String = "", close: String = "]") -> [UInt8] {
        Array((String(repeating: open, count: levels) + inner + String(repeating: close, count: levels)).utf8)
    }

    @Test("128 levels are accepted and the 129th is refused at its bracket")
    func limit() {
        #expect(verdict(nested(128)) == .success(.array))
        #expect(verdict(nested(129)) == .failure(JSONFault(.tooDeep, at: 128)))
        let objects = nested(128, open: #"{"k":"#, inner: "1", close: "}")
        #expect(verdict(objects) == .success(.object))
        #expect(verdict(nested(129, open: #"{"k":"#, inner: "1", close: "}")) == .failure(JSONFault(.tooDeep, at: 128 * 5)))
    }

    @Test("Many containers beside each other are not deep")
    func siblings() {
        let list = "[" + [String](repeating: #"[{"a":[]},{}]"#, count: 500).joined(separator: ",") + "]"
        #expect(verdict(Array(list.utf8)) == .success(.array))
    }

    @Test("100,000 open brackets are refused, not a stack overflow", arguments: ["[", #"{"":"#, #"[{"":"#])
    func veryDeep(_ open: String) {
        let bytes = nested(100_000, open: open, close: "")
        #expect(verdict(bytes).fault?.reason == .tooDeep)
        #expect(keyCheckFault(bytes)?.reason == .tooDeep)
        #expect(!isSameContent(bytes, bytes + [0x20]))
    }

    @Test("A caller may allow less depth, not more")
    func callersLimit() {
        #expect(verdict(Array("[[]]".utf8), depthLimit: 1) == .failure(JSONFault(.tooDeep, at: 1)))
        #expect(verdict(Array("[]".utf8), depthLimit: 0) == .failure(JSONFault(.tooDeep, at: 0)))
        #expect(verdict(Array("17".utf8), depthLimit: 0) == .success(.integer))
        #expect(verdict(nested(129), depthLimit: 5000) == .failure(JSONFault(.tooDeep, at: 128)))
    }

    @Test("A plan's own descent counts towards the depth")
    func planDepth() {
        for levels in [127, 128, 129] {
            let path = [String](repeating: "k", count: levels - 1)
            for wanted in [path, Array(path.prefix(3)), ["other"]] {
                let bytes = nested(levels - 1, open: #"{"k":"#, inner: "{}", close: "}")
                #expect(planFault([wanted], bytes) == (levels > 128 ? JSONFault(.tooDeep, at: 128 * 5) : nil))
            }
        }
    }
}
