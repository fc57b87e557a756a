import Testing

@Suite("Mistakes in entries that go through lists")
struct ListFaultTests {
    private func found(_ on: String, key: String = "'@stream'") -> [String] { faults(projection(key: key, on: on)) }

    @Test("An item outside each is found, wherever it is spoken of")
    func outside() {
        let expected = "speaks of an item of a list, and there is none here; expected an entry that goes through a list; write the entry as {each: \"$.lines\", set: {…}}"
        #expect(found("{X: {t: '@item.sku'}}") == ["f:2: on.X.t: \"@item.sku\" \(expected)"])
        #expect(found("{X: {i: {add: '@index'}}}") == ["f:2: on.X.i.add: \"@index\" \(expected)"])
        #expect(found("{X: [{each: '$.l', set: {t: '@item'}}, {when: {'@item': 'x'}, set: {t: 'y'}}]}") == ["f:2: on.X[1].when[\"@item\"]: \"@item\" \(expected)"])
        #expect(found("{X: {t: 'x'}}", key: "{value: '@item.sku', as: 'sku'}") == ["f:1: key.value: \"@item.sku\" \(expected)"])
        #expect(found("{X: {key: '@item.sku', set: {t: 'x'}}}") == ["f:2: on.X.key: \"@item.sku\" \(expected)"])
    }

    @Test("A word that is nearly one of an item is told which was meant")
    func nearly() {
        #expect(found("{X: {each: '$.l', set: {t: '@itm.sku'}}}").first?.hasSuffix("\"@metadata\", \"@item.name\" or \"@item\"; write {text: \"@itm.sku\"} if it is a text") == true)
        #expect(found("{X: {each: '$.l', set: {t: '@itme'}}}").first?.hasSuffix("did you mean \"@item\"?") == true)
        #expect(found("{X: {each: '$.l', set: {i: '@idnex'}}}").first?.hasSuffix("did you mean \"@index\"?") == true)
        #expect(found("{X: {i: '@idnex'}}").first?.contains("@index") == false)
    }

    @Test("What is no path of a list is found, and a list inside an item")
    func lists() {
        let path = "expected the path of a list, such as \"$.lines\""
        for (list, expected) in [
            ("'lines'", "\"lines\" is no path of a list; \(path)"), ("'$'", "\"$\" is no path of a list; \(path)"), ("'@stream'", "\"@stream\" is no path of a list; \(path)"),
            ("5", "found a number; \(path)"), ("['$.l']", "found a list; \(path)"), ("{coalesce: ['$.l', '$.m']}", "found an object; \(path)"),
            ("'@item.parts'", "a list inside an item cannot be gone through; \(path); read one of its elements, such as \"@item.parts[0]\""),
            ("'$.lines[*]'", "the path goes to every element of a list \"$.lines[*]\"; expected one element, such as [0], or an entry {each: \"$.lines\", set: {…}}"),
        ] { #expect(found("{X: {each: \(list), set: {i: 1}}}") == ["f:2: on.X.each: \(expected)"], "\(list)") }
        #expect(found("{X: {t: '$.lines[].sku'}}") == ["f:2: on.X.t: the path goes to every element of a list \"$.lines[].sku\"; expected one element, such as [0], or an entry {each: \"$.lines\", set: {…}}"])
        for path in ["@item.0", "@item[x]", "@item[1.5]", "@item."] { #expect(found("{X: {each: '$.l', set: {t: '\(path)'}}}").count == 1, "\(path)") }
        #expect(found("{X: {each: '$.l', set: {t: '@item[0].x', i: '@index', j: '@item'}}}") == [])
    }

    @Test("One each inside another is refused, and words of other languages are told")
    func nested() {
        #expect(
            found("{X: {each: '$.l', set: {each: '@item.m', set: {i: 1}}}}") == [
                "f:2: on.X.set.each: there is no column \"each\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"; write {each: \"$.lines\", set: {…}} as an entry of the handler, and none inside another",
                "f:2: on.X.set.set: there is no column \"set\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"",
            ])
        #expect(found("{X: {forEach: '$.l', set: {i: 1}}}") == ["f:2: on.X.forEach: there is no key \"forEach\"; expected \"each\", \"key\", \"when\" or \"set\"; write each"])
        #expect(found("{X: {each: '$.l'}}") == ["f:2: on.X: the key \"set\" is missing; add it"])
    }

    @Test("An entry without a list needs a key of its own where the key is taken from items, of as many parts and of the same types")
    func keys() {
        let key = "{value: '@item.sku', as: 'sku'}"
        let missing = "the key is taken from an item, and this entry goes through no list; expected {each, set}, or a key of the entry's own; write {key: \"$.name\", set: …} with what the row is known by here"
        #expect(
            found("{X: {each: '$.l', set: {i: 1}}, Y: {i: 1}, Z: 'delete', W: [{when: {'$.x': 1}, set: {i: 2}}, {key: '$.sku', set: 'delete'}]}", key: key)
                == ["f:2: on.Y: \(missing)", "f:2: on.Z: \(missing)", "f:2: on.W[0]: \(missing)"])
        #expect(found("{X: {key: ['$.a', '$.b'], set: {i: 1}}}") == ["f:2: on.X.key: the key has 2 parts; expected as many as the key of the projection: 1"])
        #expect(found("{X: {key: '@version', set: {i: 1}}}") == ["f:2: on.X.key: the key part is integer; expected text, as \"key\" in the key of the projection"])
        #expect(found("{X: {key: {value: '$.a', as: 'b'}, set: {i: 1}}}") == ["f:2: on.X.key.as: the part is named in the key of the projection: \"key\"; remove it"])
        #expect(found("{X: {key: {column: 'i'}, set: {i: 1}}}") == ["f:2: on.X.key.column: a key cannot use a column; expected something of the event"])
        #expect(found("{X: {key: {value: '$.a', default: 'none'}, set: {i: 1}}, Y: {each: '$.l', key: [{lower: '@item'}], set: {i: 1}}}") == [])
    }

    @Test("Columns may have the names of these words")
    func names() {
        let text = "{name: 'p', version: 1, key: {value: '@stream', as: 'k'}, columns: {each: 'text', key: 'text', set: 'integer', when: 'integer'}, on: {X: {each: 'a', key: 'b', when: 1, set: 2}, Y: {each: '$.l', set: {each: '@item', key: 'c'}}}}"
        #expect(faults(text) == [])
    }

    @Test("What may be missing is named from the item or from the payload on")
    func optional() {
        func found(_ optional: String) -> [String] {
            faults("{name: 'p', version: 1, key: {value: '@item.sku', as: 'sku'}, columns: {i: 'integer'}, on: {X: {each: '$.lines', set: {i: '@item.qty'}}}, optional: [\(optional)]}")
        }
        #expect(found("'@item.qty', '$.lines[].qty', '$.lines', '$.lines[].sku', '@item.sku'") == [])
        #expect(found("'$.lines[].qyt'").first?.hasSuffix("did you mean \"$.lines[].qty\"?") == true)
    }
}
