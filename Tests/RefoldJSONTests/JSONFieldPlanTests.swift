import Testing
@testable import RefoldJSON

@Suite("A field plan")
struct JSONFieldPlanTests {
    @Test("Wanted paths are found, also inside each other, and missing ones are missing")
    func findsPaths() throws {
        var plan = JSONFieldPlan(paths: [["a"], ["a", "b"], ["x"], ["list"], ["a"]])
        let text = Array(#" {"z": 1, "a": {"c": [1], "b": "bé"}, "list": [1, {"x": 2}] } "#.utf8)
        for _ in 0..<3 {
            let fields = try extract(&plan, text).get()
            #expect(fields.map { $0.text(in: text.span) } == [#"{"c": [1], "b": "bé"}"#, "bé", "", #"[1, {"x": 2}]"#, #"{"c": [1], "b": "bé"}"#])
            #expect(fields.map(\.kind) == [.object, .string, .missing, .array, .object])
        }
    }

    @Test("A path that steps by a name into a list says so, however deep it goes on, and no other path does")
    func lists() throws {
        var plan = JSONFieldPlan(paths: [["l", "a"], ["l"], ["l", "b", "c"], ["o", "l", "x"], ["o", "a"], ["l", "b", "c"], ["o", "s", "x"]])
        for _ in 0..<2 {
            let text = Array(#"{"l": [{"a": 1}], "o": {"l": [], "a": 1, "s": "x"}}"#.utf8)
            #expect(try extract(&plan, text).get().map(\.kind) == [.underList, .array, .underList, .underList, .integer, .underList, .missing])
            #expect(try extract(&plan, Array(#"{"l": {"a": 1}}"#.utf8)).get().map(\.kind) == [.integer, .object, .missing, .missing, .missing, .missing, .missing])
        }
        let deep = JSONFieldPlan(paths: [Array(repeating: "l", count: 200_000), ["l", "m"]])
        var copy = deep
        #expect(try extract(&copy, Array(#"{"l": [1]}"#.utf8)).get().map(\.kind) == [.underList, .underList])
    }

    private func fault(_ text: String, _ paths: [[String]] = [["a"], ["b", "c"]]) -> JSONFault? { planFault(paths, Array(text.utf8)) }

    @Test("A repeated key is refused if it is wanted or leads to a wanted value")
    func repeatedKeys() {
        #expect(fault(#"{"a":1, "a":1}"#) == JSONFault(.repeatedKey, at: 8))
        #expect(fault(#"{"a":1, "\u0061":1}"#) == JSONFault(.repeatedKey, at: 8))
        #expect(fault(#"{"b":{"c":1,"c":1}}"#) == JSONFault(.repeatedKey, at: 12))
        #expect(fault(#"{"b":{"c":1},"b":2}"#) == JSONFault(.repeatedKey, at: 13))
        #expect(fault(#"{"x":1,"x":2,"b":{"a":1,"a":1},"a":{"c":1,"c":2}}"#) == nil)
    }

    @Test("A payload is one object with only white space around it")
    func onlyAnObject() {
        #expect(fault("[]") == JSONFault(.notAnObject, at: 0))
        #expect(fault(" 1") == JSONFault(.notAnObject, at: 1))
        #expect(fault("\u{FEFF}{}") == JSONFault(.byteOrderMark, at: 0))
        #expect(fault("{} x") == JSONFault(.trailingBytes, at: 3))
        #expect(fault("  ") == JSONFault(.unexpectedEnd, at: 2))
        #expect(fault("{}\n") == nil)
    }

    @Test("Unwanted values are checked as strictly as wanted ones", arguments: [
        #"{"x":01}"#, #"{"x":"\q"}"#, #"{"x":[1,]}"#, #"{"x":1,}"#, #"{,}"#, #"{"x" 1}"#, #"{"x":tru}"#, #"{"\ud800":1}"#, #"{"b":{"x":+1}}"#,
    ])
    func strict(_ text: String) {
        #expect(fault(text) != nil)
    }

    @Test("No proper prefix of a payload is accepted, whatever a plan has learned from complete ones")
    func beginnings() throws {
        let whole = Array(#"{"a":"x","b":{"d":[1],"c":{"e":1}},"long_key_of_more_than_8":true}"#.utf8)
        var plan = JSONFieldPlan(paths: [["a"], ["b", "c"], ["b"], ["long_key_of_more_than_8"]])
        for length in 0..<whole.count {
            #expect(extract(&plan, whole).fault == nil)
            #expect(extract(&plan, Array(whole.prefix(length))).fault != nil)
        }
    }

    @Test("Keys that are a prefix of another, empty or odd are distinguished")
    func likeKeys() throws {
        let paths = [[""], ["1234567"], ["12345678"], ["123456789"], ["q\"uote"], ["back\\slash"], ["new\nline"], ["e\u{301}"], ["\u{E9}"]]
        var plan = JSONFieldPlan(paths: paths)
        var random = JSONRandom(state: 3)
        for _ in 0..<100 {
            let members = paths.indices.shuffled(using: &random).map { "\(random.string(paths[$0][0])):\($0)" }
            let bytes = Array("{\(members.joined(separator: ","))}".utf8)
            #expect(try extract(&plan, bytes).get().map { $0.text(in: bytes.span) } == paths.indices.map(String.init))
        }
    }

    @Test("Payloads that differ from the last one in white space, order, depth or number of keys are read as if they were the first")
    func otherWays() throws {
        let crowd = (0..<60).map { "\"u\($0)\":[\($0)]," }.joined()
        let texts = [
            #"{"a":1,"b":{"c":2,"d":3},"e":4}"#, #"{"a": 1, "b": {"c": 2, "d": 3}, "e": 4}"#, "{\"a\":1,\"b\":\n\t {\"c\":\r2},\"e\":4}",
            #"{"b":{"d":3,"c":2},"e":4,"a":1}"#, #"{"a":1,"x":{"c":5},"b":{"c":2},"e":4}"#, #"{"x":0,"a":1,"b":{"x":{},"c":2},"x":[],"e":4}"#,
            "{\(crowd)\"a\":1,\(crowd)\"b\":{\(crowd)\"c\":2},\"e\":4}", "{\"a\":1,\(crowd)\"b\":{\"c\":2,\(crowd)\"d\":0},\(crowd)\"e\":4}",
            #"{"a":1,"\u0062":{"\u0063":2},"e":4}"#, "{\"a\":1,\(String(repeating: " ", count: 80))\"b\":{\"c\":2},\"e\":4}",
        ].map { Array($0.utf8) }
        var plan = JSONFieldPlan(paths: [["a"], ["b", "c"], ["e"]])
        var random = JSONRandom(state: 11)
        for _ in 0..<500 {
            let bytes = random.pick(texts)
            #expect(try extract(&plan, bytes).get().map { $0.text(in: bytes.span) } == ["1", "2", "4"])
        }
    }

    @Test("A copy of a plan is independent, and the empty path is the whole payload")
    func copies() throws {
        var one = JSONFieldPlan(paths: [[], ["a"]])
        let bytes = Array(#" {"a":1} "#.utf8)
        _ = try extract(&one, bytes).get()
        var other = one
        #expect(try extract(&other, bytes).get() == extract(&one, bytes).get())
        #expect(try extract(&one, bytes).get()[0].range == 1..<8)
    }

    @Test("A plan without paths only checks")
    func noPaths() {
        #expect(fault(#"{"a":{"b":1}}"#, []) == nil)
        #expect(fault(#"{"a":{"b":1}"#, []) != nil)
    }
}
