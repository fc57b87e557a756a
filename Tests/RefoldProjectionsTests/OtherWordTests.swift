import RefoldCore
import Testing

@Suite("Words of other languages in a projection")
struct OtherWordTests {
    private func remedy(_ on: String) -> String { faults(projection(on: on)).first?.components(separatedBy: "; ").last ?? "" }

    @Test("An update that is none is told the updates, and what to write instead")
    func updates() {
        for (update, remedy) in [
            ("{increment: 1}", "write {add: …}"), ("{decrement: '$.a'}", "write {subtract: …}"), ("{set: 1}", "write the value itself: status: \"paid\""),
            ("{set_once: 1}", "write {first: …}"), ("{ad: 1}", "did you mean \"add\"?"), ("{substring: '$.a'}", "write {prefix: v, length: n}"),
            ("{divide: [1, 2]}", "divide in the report: a projection has no division"),
        ] {
            #expect(self.remedy("{X: {i: \(update)}}") == remedy, "\(update)")
            #expect(faults(projection(on: "{X: {i: \(update)}}")).first?.contains("expected \"add\", \"subtract\", \"min\", \"max\", \"first\"") == true)
        }
        #expect(
            faults(projection(on: "{X: {i: {sum: 1}}}"))
                == ["f:2: on.X.i.sum: sum is no update of a column; expected \"add\", \"subtract\", \"min\", \"max\" or \"first\"; write {add: …}, or {sum: [v, …]} for a value"])
        #expect(faults(projection(on: "{X: {i: {sum: [1]}}}")) == [])
    }

    @Test("A handler has when and set, and a test its own words")
    func entriesAndTests() {
        #expect(remedy("{X: {where: {i: 1}, set: {i: 1}}}") == "write when")
        #expect(remedy("{X: {where: {i: 1}, i: 1}}") == "write {when: {…}, set: {…}} for changes under a condition")
        for (test, remedy) in [
            ("eq: 5", "write the value itself: {status: \"paid\"}"), ("gt: 5", "write {above: …}"), ("$gte: 5", "write {atLeast: …}"), ("lt: 5", "write {below: …}"),
            ("lte: 5", "write {atMost: …}"), ("ne: 5", "write {not: …}"), ("in: [5]", "write the list itself: {status: [\"paid\", \"placed\"]}"),
            ("between: [1, 2]", "write {atLeast: …, atMost: …}"), ("abov: 5", "did you mean \"above\"?"),
        ] {
            #expect(self.remedy("{X: {when: {i: {\(test)}}, set: {i: 1}}}") == remedy, "\(test)")
        }
    }
}
