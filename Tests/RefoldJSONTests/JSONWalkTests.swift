import RefoldJSON
import Testing

@Suite("A walk through a JSON text")
struct JSONWalkTests {
    /// Writes the text again from what it is shown.
    private struct Writer: JSONVisitor {
        var text: [UInt8] = []
        private var open: [JSONKind] = []
        private var needsComma = false

        private mutating func separate() {
            if needsComma { text.append(UInt8(ascii: ",")) }
            needsComma = false
        }

        mutating func key(_ key: JSONSlice, in bytes: Span<UInt8>) {
            separate()
            JSONWriter.appendString(key.text(in: bytes), to: &text)
            text.append(UInt8(ascii: ":"))
        }

        mutating func opened(_ kind: JSONKind) {
            separate()
            text.append(UInt8(ascii: kind == .object ? "{" : "["))
            open.append(kind)
        }

        mutating func closed() {
            text.append(UInt8(ascii: open.removeLast() == .object ? "}" : "]"))
            needsComma = true
        }

        mutating func scalar(_ value: JSONSlice, in bytes: Span<UInt8>) {
            separate()
            if value.isString { JSONWriter.appendString(value.text(in: bytes), to: &text) } else { text += value.text(in: bytes).utf8 }
            needsComma = true
        }
    }

    private func walked(_ bytes: [UInt8]) -> [UInt8]? {
        var writer = Writer()
        do throws(JSONFault) {
            try JSONScanner.walk(bytes.span, &writer)
            return writer.text
        } catch {
            return nil
        }
    }

    @Test("shows every value once and in order, whatever the text", arguments: 1...200)
    func whole(seed: UInt64) throws {
        var random = JSONRandom(state: seed)
        let text = Array(random.value().utf8)
        let copy = try #require(walked(text))
        let isSame = JSONCanonical.isEqual(text.span, copy.span)
        #expect(isSame, "\(String(decoding: text, as: UTF8.self))")
    }

    @Test("refuses what the scanner refuses", arguments: 1...400)
    func verdicts(seed: UInt64) {
        var random = JSONRandom(state: seed &+ 9000)
        let text = random.mutation(of: Array(random.object().utf8))
        let isWhole: Bool = if case .success = verdict(text) { true } else { false }
        #expect((walked(text) != nil) == isWhole, "\(String(decoding: text, as: UTF8.self))")
    }

    @Test("takes the deepest text that is allowed, and none deeper")
    func depth() {
        for depth in [JSONScanner.maximumDepth, JSONScanner.maximumDepth + 1] {
            let text = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            #expect((walked(text) != nil) == (depth == JSONScanner.maximumDepth))
        }
    }
}
