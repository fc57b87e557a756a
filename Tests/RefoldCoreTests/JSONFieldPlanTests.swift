import Testing

@testable import RefoldCore

@Suite("A field plan")
struct JSONFieldPlanTests {
    @Test("Wanted paths are found, also inside each other, and missing ones are missing")
    func findsPaths() throws {
        var plan = JSONFieldPlan(paths: [["a"], ["a", "b"], ["x"], ["list"], ["a"]])
        let text = Array(#" {"z": 1, "a": {"c": [1], "b": "bé"}, "list": [1, {"x": 2}] } "#.utf8)
        for _ in 0..<3 {
            var fields = [JSONSlice](repeating: .missing, count: 5)
            var span = fields.mutableSpan
            try plan.extract(from: text.span, into: &span)
            #expect(fields.map { $0.text(in: text.span) } == [#"{"c": [1], "b": "bé"}"#, "bé", "", #"[1, {"x": 2}]"#, #"{"c": [1], "b": "bé"}"#])
            #expect(fields.map(\.kind) == [.object, .string, .missing, .array, .object])
        }
    }
}
