import RefoldJSON
import Testing

@Suite("Random JSON, intact and damaged, compared with a slow reference")
struct JSONMutationTests {
    /// Random texts, half of them damaged.
    private func examples(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = JSONRandom(state: seed)
        return (0..<count).map { number in
            let text = Array((random.space() + (number % 3 == 0 ? random.value() : random.object())).utf8)
            return number % 2 == 0 ? text : random.mutation(of: text)
        }
    }

    private func shown(_ bytes: [UInt8]) -> Comment { Comment(rawValue: String(decoding: bytes, as: UTF8.self)) }

    @Test("The scanner accepts and refuses the same texts as the slow reference", arguments: 1...4 as ClosedRange<UInt64>)
    func scanner(seed: UInt64) {
        var refusals = 0
        for bytes in examples(seed: seed, count: 1000) {
            let expected = JSONSlowReference.read(bytes)
            if expected == nil { refusals += 1 }
            switch verdict(bytes) {
            case .success(let kind): #expect(kind == expected?.kind, shown(bytes))
            case .failure(let fault):
                #expect(expected == nil, shown(bytes))
                #expect((0...bytes.count).contains(fault.offset), shown(bytes))
            }
        }
        #expect((200..<600).contains(refusals), "The examples must hold both kinds: \(refusals)")
    }

    @Test("The check for repeated keys refuses the same texts, and those with repeated keys", arguments: 5...8 as ClosedRange<UInt64>)
    func repeatedKeys(seed: UInt64) {
        var repeats = 0
        for bytes in examples(seed: seed, count: 800) {
            let expected = JSONSlowReference.read(bytes)
            let fault = keyCheckFault(bytes)
            #expect((fault == nil) == (expected.map { !$0.hasRepeatedKey } ?? false), shown(bytes))
            guard expected?.hasRepeatedKey == true else { continue }
            repeats += 1
            #expect(fault?.reason == .repeatedKey, shown(bytes))
        }
        #expect(repeats > 10)
    }

    @Test("A plan finds the same values as the slow reference", arguments: 9...14 as ClosedRange<UInt64>)
    func plan(seed: UInt64) {
        var random = JSONRandom(state: seed &* 77)
        let paths = (0..<8).map { _ in (0..<Int(random.next() % 3 + 1)).map { _ in random.pick(JSONRandom.keys) } }
        var plan = JSONFieldPlan(paths: paths)
        let keys = paths.map { $0.map { Array($0.utf8) } }
        var found = 0
        for bytes in examples(seed: seed, count: 800) {
            let expected = JSONSlowReference.read(bytes).flatMap { $0.kind == .object && !$0.hasRepeatedKey(on: keys) ? $0 : nil }
            switch extract(&plan, bytes) {
            case .failure: #expect(expected == nil, shown(bytes))
            case .success(let fields):
                #expect(expected != nil, shown(bytes))
                for (field, path) in zip(fields, keys) {
                    let value = expected?.value(at: path)
                    #expect(field.kind == value?.kind ?? .missing, shown(bytes))
                    guard let value else { continue }
                    found += 1
                    #expect(field.range == value.range, shown(bytes))
                    guard field.isString else { continue }
                    #expect(Array(field.text(in: bytes.span).utf8) == value.content, shown(bytes))
                    let (equal, longer) = (field.isEqual(to: value.content, in: bytes.span), field.isEqual(to: value.content + [33], in: bytes.span))
                    #expect(equal && !longer, shown(bytes))
                }
            }
        }
        #expect(found > 40)
    }

    @Test("For each of the 256 bytes at every place of a word the result is that of the slow reference")
    func everyByte() {
        for length in 0..<18 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "\\") {
                    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                    bytes[place] = byte
                    let isPlain = byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"")
                    let verdict = verdict([UInt8(ascii: "\"")] + bytes + Array("\"         ".utf8))
                    #expect((verdict.fault == nil) == isPlain)
                }
            }
        }
    }
}
