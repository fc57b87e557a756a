import Testing
@testable import RefoldJSON

@Suite("The items of a list")
struct JSONListItemsTests {
    private func items(_ text: String, _ paths: [[String]]) throws -> [[String]] {
        let bytes = Array(text.utf8)
        var (items, plan) = (JSONListItems(), JSONFieldPlan(paths: paths))
        var fields = [JSONSlice](repeating: .missing, count: paths.count)
        var found: [[String]] = []
        while try items.advance(in: bytes.span) {
            var span = fields.mutableSpan
            try items.take(from: bytes.span, plan: &plan, into: &span)
            found.append(fields.map { $0.kind == .missing || $0.start == $0.end ? "\($0.kind)" : $0.text(in: bytes.span) })
        }
        #expect(try !items.advance(in: bytes.span), "the end stays the end")
        return found
    }

    private func plain(_ text: String) -> Result<[String], JSONFault> {
        let bytes = Array(text.utf8)
        var items = JSONListItems()
        var found: [String] = []
        do throws(JSONFault) {
            while try items.advance(in: bytes.span) { found.append(try items.take(from: bytes.span).text(in: bytes.span)) }
            return .success(found)
        } catch {
            return .failure(error)
        }
    }

    @Test("are found in order, with the wanted values of each object")
    func objects() throws {
        let text = #" [ {"b": {"c": 1}, "a": "x"},{"a" : [2] } , {}, {"a":"é","b":3}] , more"#
        #expect(try items(text, [["a"], ["b", "c"], [], ["a"]]) == [
            ["x", "1", #"{"b": {"c": 1}, "a": "x"}"#, "x"], ["[2]", "missing", #"{"a" : [2] }"#, "[2]"], ["missing", "missing", "{}", "missing"],
            ["é", "missing", #"{"a":"é","b":3}"#, "é"],
        ])
        #expect(try items("[]", [["a"]]) == [] && items(" [ \n ] ", [["a"]]) == [])
    }

    @Test("that are no objects have no names, and are themselves")
    func others() throws {
        #expect(try items(#"[1, "x", null, [{"a": 1}], true]"#, [["a"], [], ["a", "b"]]) == [
            ["underScalar", "1", "underScalar"], ["underScalar", "x", "underScalar"], ["underScalar", "null", "underScalar"],
            ["underList", #"[{"a": 1}]"#, "underList"], ["underScalar", "true", "underScalar"],
        ])
    }

    @Test("end with the first fault, wherever it is")
    func faults() {
        #expect(plain("[1,2]") == .success(["1", "2"]))
        for (text, fault) in [
            ("{}", JSONFault(.expectedValue, at: 0)), ("", JSONFault(.unexpectedEnd, at: 0)), ("[", JSONFault(.unexpectedEnd, at: 1)), ("[1", JSONFault(.unexpectedEnd, at: 2)),
            ("[1,", JSONFault(.unexpectedEnd, at: 3)), ("[1 2]", JSONFault(.expectedCommaOrBracket, at: 3)), ("[1,]", JSONFault(.expectedValue, at: 3)),
        ] { #expect(plain(text) == .failure(fault), "\(text)") }
        var (items, plan) = (JSONListItems(), JSONFieldPlan(paths: [["a"]]))
        var fields = [JSONSlice.missing]
        #expect(throws: JSONFault(.repeatedKey, at: 9)) {
            let bytes = Array(#"[ {"a":1,"a":2}]"#.utf8)
            _ = try items.advance(in: bytes.span)
            var span = fields.mutableSpan
            try items.take(from: bytes.span, plan: &plan, into: &span)
        }
    }
}
