import RefoldCore
import RefoldJSON
import RefoldTesting
import Testing

@Suite("Entries that go through a list, compiled")
struct CompileEachTests {
    private func text(_ on: String, key: String = "{value: '@item.sku', as: 'sku'}") -> String {
        "{name: 'p', version: 1, key: \(key), columns: {sold: {type: 'integer', default: 0}, t: 'text', n: 'integer', j: 'json', d: {type: 'decimal', scale: 2}}, on: \(on)}"
    }

    @Test("The lines of an order become rows by product, in the order of the list")
    func lines() throws {
        let rows = try scenario(text("{X: {each: '$.lines', set: {sold: {add: '@item.qty'}, n: '@index', t: '@stream', j: '@item'}}}"))
            .given("X", stream: "1", #"{"lines": [{"sku": "b", "qty": 2}, {"sku": "a", "qty": 1}, {"sku": "b", "qty": 5}]}"#)
            .given("X", stream: "2", #"{"lines": []}"#)
            .given("X", stream: "3", #"{"lines": null}"#)
            .given("X", stream: "4", "{}")
            .given("X", stream: "5", #"{"lines": [ {"qty" : 10,"sku" : "a"} ]}"#)
            .rows()
        #expect(rows == [
            ["sku": "a", "sold": "11", "n": "0", "t": "5", "j": #"{"qty" : 10,"sku" : "a"}"#], ["sku": "b", "sold": "7", "n": "2", "t": "1", "j": #"{"sku": "b", "qty": 5}"#],
        ])
    }

    @Test("An item may be a text or a number by itself, and the key too")
    func plainItems() throws {
        let rows = try scenario(text("{X: {each: '$.tags', key: '@item', set: {sold: {add: 1}, n: {length: '@item'}, t: {upper: '@item'}}}}", key: "'@stream'"))
            .given("X", stream: "s", #"{"tags": ["x", "a\nb", "x"]}"#).rows()
        #expect(rows == [["key": "a\nb", "sold": "1", "n": "3", "t": "A\nB"], ["key": "x", "sold": "2", "n": "1", "t": "X"]])
        let sums = try scenario(text("{X: {each: '$.numbers', set: {sold: {add: '@item'}, d: {add: {multiply: ['@item', 0.5]}}}}}", key: "'@stream'"))
            .given("X", stream: "s", #"{"numbers": [1, 20, "300"]}"#).rows()
        #expect(sums == [["key": "s", "sold": "321", "d": "160.50"]])
    }

    @Test("Entries apply in order, each to all of its items before the next one")
    func order() throws {
        let on = "{X: [{each: '$.l', set: {t: {concat: [{coalesce: [{column: 't'}, '']}, 'a', '@index']}}}, {t: {concat: [{column: 't'}, '-']}}, {each: '$.l', set: {t: {concat: [{column: 't'}, 'b', '@index']}}}, {set: {n: {length: {column: 't'}}}}]}"
        #expect(try scenario(text(on, key: "'@stream'")).given("X", #"{"l": [0, 0]}"#).rows() == [["key": "s", "sold": "0", "t": "a0a1-b0b1", "n": "9"]])
    }

    @Test("An entry may have a key of its own: one event changes two rows")
    func keys() throws {
        let on = "{Moved: [{key: '$.from', set: {sold: {subtract: '$.qty'}}}, {key: '$.to', set: {sold: {add: '$.qty'}}}], Named: {key: {lower: '$.sku'}, set: {t: '$.name'}}, Gone: {key: '@stream', set: 'delete'}}"
        let rows = try scenario(text(on, key: "{value: '$.sku', as: 'sku'}"))
            .given("Moved", #"{"from": "a", "to": "b", "qty": 3}"#).given("Named", #"{"sku": "A", "name": "apple"}"#).given("Moved", #"{"from": "b", "to": "b", "qty": 9}"#)
            .given("Moved", #"{"from": "c", "to": "a", "qty": 1}"#).given("Gone", stream: "c").rows()
        #expect(rows == [["sku": "a", "sold": "-2", "t": "apple"], ["sku": "b", "sold": "3"]])
    }

    @Test("Parts of a key may come from the item, its number and the event")
    func parts() throws {
        let key = "[{value: '@stream', as: 'order'}, {value: '@index', as: 'line'}, {value: {upper: '@item.sku'}, as: 'sku'}]"
        let rows = try scenario(text("{X: {each: '$.lines', set: {sold: '@item.qty'}}}", key: key))
            .given("X", stream: "o", #"{"lines": [{"sku": "b", "qty": 2}, {"sku": "b", "qty": 1}]}"#).rows()
        #expect(rows == [["order": "o", "line": "0", "sku": "B", "sold": "2"], ["order": "o", "line": "1", "sku": "B", "sold": "1"]])
    }

    @Test("A list may lie in the metadata, below objects or in an element of another list")
    func places() throws {
        for (path, data, metadata) in [
            ("@metadata.l", "{}", #"{"x": "y", "l": [{"sku": "a"}]}"#), ("$.a.b", #"{"a": {"b": [{"sku": "a"}]}}"#, "{}"),
            ("$.a[-1].l", #"{"a": [1, {"l": [{"sku": "a"}]}]}"#, "{}"), ("$['odd name']", #"{"odd name": [{"sku": "a"}]}"#, "{}"),
        ] {
            let rows = try scenario(text("{X: {each: \"\(path)\", set: {t: '@item.sku', sold: {add: 1}}}}")).given("X", data, metadata: metadata).rows()
            #expect(rows == [["sku": "a", "sold": "1", "t": "a"]], "\(path)")
        }
        let deep = try scenario(text("{X: {each: '$.l', set: {t: '@item.a.b', n: '@item.m[0].x', sold: {add: {length: '@item.m'}}}}}"))
            .given("X", #"{"l": [{"sku": "a", "a": {"b": "deep"}, "m": [{"x": 4}, {}]}]}"#).rows()
        #expect(deep == [["sku": "a", "sold": "2", "t": "deep", "n": "4"]])
    }

    @Test("What is no list, and an item without a key or without names, is refused")
    func refusals() throws {
        let sold = "{X: {each: '$.lines', set: {sold: {add: '@item.qty'}}}}"
        func reason(_ on: String, _ data: String, key: String = "{value: '@item.sku', as: 'sku'}") throws -> FoldError.Reason? {
            guard case .refused(1, let reason, _)? = try scenario(text(on, key: key)).given("X", data).failure() else { return nil }
            return reason
        }
        for data in [#"{"lines": {"sku": "a"}}"#, #"{"lines": "a"}"#, #"{"lines": 1}"#, #"{"lines": false}"#] { #expect(try reason(sold, data) == .noItems) }
        #expect(try reason(sold, #"{"lines": [{"sku": null}]}"#) == .nullKey)
        #expect(try reason(sold, #"{"lines": [{"qty": 1}]}"#) == .nullKey)
        #expect(try reason(sold, #"{"lines": [5]}"#) == .underScalar)
        #expect(try reason(sold, #"{"lines": [null]}"#) == .underScalar)
        #expect(try reason(sold, #"{"lines": [[{"sku": "a"}]]}"#) == .underList)
        #expect(try reason(sold, #"{"lines": [{"sku": "a", "qty": "x"}]}"#) == .notInteger)
        #expect(try reason(sold, #"{"lines": [{"sku": "a", "sku": "b"}]}"#) == .invalidPayload(JSONFault(.repeatedKey, at: 14)))
        for value in ["t: '@item.x'", "sold: {add: '@item.x'}", "t: {coalesce: ['@item.x', 'y']}", "j: '@item.x'", "n: {length: '@item.x.y'}", "t: '@item.x[0]'"] {
            #expect(try reason("{X: {each: '$.l', set: {\(value)}}}", #"{"l": ["text"]}"#, key: "'@stream'") == .underScalar, "\(value)")
        }
        // A test on the event alone leaves out what is no list; one that holds does not.
        let kinds = "{X: {each: '$.lines', when: {'$.kind': 'many'}, set: {sold: {add: 1}}}}"
        #expect(try reason(kinds, #"{"kind": "one", "lines": "a"}"#) == nil)
        #expect(try reason(kinds, #"{"kind": "many", "lines": "a"}"#) == .noItems)
        // An item that its tests leave out needs no key.
        let gifts = "{X: {each: '$.lines', when: {'@item.gift': true}, set: {sold: {add: 1}}}}"
        #expect(try scenario(text(gifts)).given("X", #"{"lines": [{"gift": false}, {"gift": true, "sku": "a"}, {}]}"#).rows() == [["sku": "a", "sold": "1"]])
    }

    @Test("Tests of an entry are made for each item, and delete removes its row")
    func tests() throws {
        let on = "{X: {each: '$.lines', when: {'@item.qty': {above: 1}, sold: {below: 10}}, set: {sold: {add: '@item.qty'}}}, Y: {each: '$.lines', when: {'@index': {not: 0}}, set: 'delete'}}"
        let rows = try scenario(text(on))
            .given("X", #"{"lines": [{"sku": "a", "qty": 9}, {"sku": "b", "qty": 1}, {"sku": "a", "qty": 5}, {"sku": "a", "qty": 7}, {"sku": "c", "qty": 2}]}"#)
            .given("Y", #"{"lines": [{"sku": "a"}, {"sku": "c"}]}"#).rows()
        #expect(rows == [["sku": "a", "sold": "14"]])
    }

    @Test("A thousand items of one event, and as many rows")
    func many() throws {
        let lines = (0..<3000).map { #"{"sku": "\#($0 % 1000)", "qty": \#($0)}"# }.joined(separator: ",")
        let rows = try scenario(text("{X: {each: '$.lines', set: {sold: {add: '@item.qty'}}}}")).given("X", "{\"lines\": [\(lines)]}").rows()
        #expect(rows.count == 1000 && rows.allSatisfy { Int($0["sold"]!)! == 3 * Int($0["sku"]!)! + 3000 })
    }

    @Test("The meaning counts lists and keys of entries")
    func fingerprints() throws {
        let texts = [
            "{X: {each: '$.a', set: {sold: 1}}}", "{X: {each: '$.b', set: {sold: 1}}}", "{X: {each: '$.a', key: '@item.x', set: {sold: 1}}}", "{X: {sold: 1}}",
            "{X: {key: '$.x', set: {sold: 1}}}",
        ]
        #expect(Set(try texts.map { try read(text($0, key: "'@stream'")).fingerprint }).count == texts.count)
    }
}
