import RefoldCore
import RefoldDefinitions
import RefoldJSON
import RefoldTesting
import Testing

@Suite("Paths into lists, compiled")
struct CompileListTests {
    private func value(_ path: String, _ data: String) throws -> String? {
        try scenario("{name: 'p', version: 1, key: '@stream', columns: {c: 'text'}, on: {X: {c: \"\(path)\"}}}").given("X", data).rows().first?["c"]
    }

    private func reason(_ text: String, _ data: String) throws -> FoldError.Reason? {
        guard case .refused(1, let reason, _)? = try scenario(text).given("X", data).failure() else { return nil }
        return reason
    }

    @Test("A number in brackets takes one element, from 0 or from the end")
    func elements() throws {
        let data = #"{"tags": ["a", "b\n", "c"], "lines": [{"sku": "x", "n": [[1, 2], [3]]}, {"sku": null}], "odd name": [{"0": "zero"}]}"#
        for (path, expected) in [
            ("$.tags[0]", "a"), ("$.tags[1]", "b\n"), ("$.tags[-1]", "c"), ("$.tags[3]", nil), ("$.tags[-4]", nil), ("$.lines[0].sku", "x"),
            ("$.lines[1].sku", nil), ("$.lines[-2].n[0][1]", "2"), ("$.lines[0].none.deeper", nil), ("$['odd name'][0]['0']", "zero"),
            ("$.none[0].x", nil), ("$.lines[0].sku.x", nil),
        ] as [(String, String?)] {
            #expect(try value(path, data) == expected, "\(path)")
        }
        let text = "{name: 'p', version: 1, key: {value: '$.lines[0].sku', as: 'sku'}, columns: {n: {type: 'integer', default: 0}}, on: {X: [{when: {'$.tags[-1]': 'c'}, set: {n: {add: '$.lines[0].n[1][0]'}}}]}}"
        #expect(try scenario(text).given("X", data).rows() == [["sku": "x", "n": "3"]])
    }

    @Test("A name stepped into a list is refused at its event, wherever the path stands, and never null")
    func names() throws {
        let data = #"{"lines": [{"price": 1}], "deep": {"list": []}}"#
        for path in ["$.lines.price", "$.lines.price.amount", "$.deep.list.x"] {
            for change in ["t: '\(path)'", "i: {add: '\(path)'}", "j: '\(path)'", "b: '\(path)'", "t: {coalesce: ['\(path)', 'x']}", "ts: '\(path)'", "da: '\(path)'"] {
                #expect(try reason(projection(on: "{X: {\(change)}}"), data) == .underList, "\(change)")
            }
            #expect(try reason(projection(on: "{X: [{when: {'\(path)': null}, set: {i: 1}}]}"), data) == .underList)
            #expect(try reason(projection(key: "{value: '\(path)', as: 'k'}"), data) == .underList)
            #expect(try reason(projection(key: "{value: '\(path)', as: 'k', default: 'x'}"), data) == .underList)
            #expect(try reason(projection(key: "{day: '\(path)'}"), data) == .underList)
        }
        #expect(try reason(projection(on: "{X: {t: '$.deep[0]'}}"), data) == .notList)
        #expect(try reason(projection(on: "{X: {t: '$.lines[0][0]'}}"), data) == .notList)
        #expect(try reason(projection(on: "{X: {t: '$.l[0].x'}}"), #"{"l": [[]]}"#) == .underList)
        #expect(try reason(projection(on: "{X: {t: '$.l[0].x'}}"), #"{"l": [{"x": 1, "x": 2}]}"#) == .invalidPayload(JSONFault(.repeatedKey, at: 9)))
        // What only the handler of another type reads does not stop this one.
        #expect(try scenario(projection(on: "{X: {i: 1}, Y: {t: '$.lines.price'}}")).given("X", data).rows() == [["key": "s", "i": "1"]])
    }

    @Test("A number as a name, and brackets that are none, are found by check")
    func mistakes() {
        func found(_ path: String) -> String { faults(projection(on: "{X: {t: \"\(path)\"}}")).joined() }
        #expect(
            found("$.lines.0.price")
                == "f:2: on.X.t: a number stands as a name in the path \"$.lines.0.price\"; expected \"$.lines[0]\" for an element of a list, or \"$.lines['0']\" for a member of that name")
        #expect(found("$.lines[0].1").contains("expected \"$.lines[0][1]\" for an element"))
        for path in ["$.l[1.5]", "$.l[--1]", "$.l[01]", "$.l[0", "$.l[99999999999999999999]"] { #expect(found(path).contains("the brackets in the path cannot be read"), "\(path)") }
        #expect(found("$[0]").contains("the path takes an element of the whole"))
        #expect(found("$.lines['0']") == "")
    }
}
