import RefoldProjections
import RefoldValues

/// Makes definitions and events from a seed.
struct Dice {
    var state: UInt64
    /// The list that the entry goes through for which values are made.
    var list: String?

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }

    mutating func one(of choices: [String]) -> String { choices[roll(choices.count)] }

    // MARK: Definitions

    mutating func number(_ depth: Int = 0) -> String {
        let leaves = ["1", "-2", "0.25", "'$.a'", "'$.n'", "{column: 'i'}", "{column: 'd'}", "{column: 'e'}", "{length: '$.s'}", "{number: '$.n'}", "{number: '$.comma', decimal: ',', group: '.'}", "{number: '$.groups', group: ' '}", "{number: '$.plain'}"]
            + (list == "lines" ? ["'@item.q'", "'@item.q'", "'@index'", "{number: '@item.price'}"] : list == "tags" ? ["'@index'", "{length: '@item'}"] : [])
            + ["'$.lines[0].q'", "{length: '$.tags[-1]'}"]
        guard depth < 3, roll(3) > 0 else { return one(of: leaves) }
        let (a, b) = (number(depth + 1), number(depth + 1))
        let rounding = one(of: ["", ", rounding: 'half-even'", ", rounding: 'down', scale: 1", ", rounding: 'half-up'"])
        switch roll(6) {
        case 0: return "{sum: [\(a), \(b), \(number(depth + 1))]\(rounding)}"
        case 1: return "{subtract: [\(a), \(b)]\(rounding)}"
        case 2: return "{multiply: [\(a), \(b)]\(rounding)}"
        case 3: return "{coalesce: ['$.a', \(a), \(b)]}"
        case 4: return "{days: ['$.at', '@occurred_at'], timeZone: 'Europe/Rome'}"
        default: return "{case: [{when: \(tests()), then: '$.n'}, {when: \(tests()), then: \(a)}], else: \(b)}"
        }
    }

    /// What goes into a column of up to 38 digits.
    mutating func wide() -> String {
        let rounding = one(of: ["half-even", "half-up", "down"])
        return one(of: [
            "'$.w'", "'$.w'", "{column: 'w'}", "{sum: ['$.w', \(number())], rounding: '\(rounding)'}", "{subtract: [{column: 'v'}, '$.w']}",
            "{multiply: [{column: 'w'}, 0.125], rounding: '\(rounding)'}", "12345678901234.5", "{coalesce: ['$.w', {column: 'v'}, 1]}",
            "{case: [{when: \(tests()), then: '$.w'}, {when: {w: {above: {column: 'v'}}}, then: {column: 'v'}}], else: {column: 'w'}}",
        ])
    }

    mutating func text() -> String {
        one(of: [
            "'x'", "'é'", "'$.s'", "{column: 't'}", "{column: 'u'}", "{coalesce: ['$.s', 'none']}", "{month: '$.at', timeZone: 'Europe/Rome'}",
            "{case: [{when: \(tests()), then: 'then'}], else: '$.s'}", "{lower: '$.s'}", "{prefix: {upper: {column: 'u'}}, length: 1}",
            "{concat: ['$.s', 'é', {column: 't'}]}", "{trim: '$.comma'}", "{concat: [{date: '$.dmy', form: 'D.M.YY', century: 2000}, {time: '$.ms', unit: 'ms'}]}",
        ] + (list == "lines" ? ["'@item.sku'", "{concat: ['@item.sku', '@index']}"] : list == "tags" ? ["'@item'", "{upper: '@item'}"] : []))
    }

    mutating func time() -> String {
        one(of: [
            "'@occurred_at'", "'$.at'", "{column: 'at'}", "{coalesce: ['$.at', '@occurred_at']}", "{time: '$.at'}", "{time: '$.s0', unit: 's'}", "{time: '$.ms', unit: 'ms'}",
            "{time: '$.us', unit: 'us'}", "{time: '$.local', timeZone: 'Europe/Rome'}",
        ])
    }

    mutating func date() -> String {
        one(of: ["{date: '$.dmy', form: 'D.M.YY', century: 2000}", "{date: '$.ymd', form: 'YYYYMMDD'}", "{date: '$.iso'}", "{column: 'day'}", "{day: '$.at', timeZone: 'Europe/Rome'}", "{day: {time: '$.s0', unit: 's'}, timeZone: 'Europe/Rome'}"])
    }

    /// Amounts of the column's currency.
    mutating func money() -> String { one(of: ["{money: '$.n', unit: 'minor'}", "{money: '$.plain', unit: 'minor'}", "{money: '$.n', unit: 'minor', currency: '$.cur'}", "1", "{column: 'm'}"]) }

    mutating func tests() -> String {
        let comparison = one(of: ["atLeast", "atMost", "above", "below"])
        let leaf = one(of: ["0", "1.50", "{column: 'i'}", "{column: 'd'}", "'$.a'"])
        let word = one(of: ["'x'", "'é'", "null", "['x', 'y']", "['é', null]", "{column: 't'}"])
        return one(of: [
            "{'$.s': \(word)}", "{'$.s': {not: \(word)}}", "{u: \(word)}", "{i: {\(comparison): \(leaf)}}", "{'$.a': {\(comparison): 1}}",
            "{d: {not: {\(comparison): \(leaf)}}}", "{at: {\(comparison): '$.at'}}", "{'$.n': {\(comparison): {number: '$.a'}}}", "{'$.at': {\(comparison): {column: 'at'}}}",
            "{'$.comma': {read: 'number', decimal: ',', group: '.', \(comparison): \(leaf == "'$.a'" ? "1" : leaf)}}", "{'$.local': {read: 'time', timeZone: 'Europe/Rome', \(comparison): {column: 'at'}}}",
            "{'$.s0': {read: 'time', unit: 's', \(comparison): '2024-03-01T09:30:00Z'}}",
            "{'$.dmy': {read: 'date', form: 'D.M.YY', century: 2000, \(comparison): {column: 'day'}}}", "{'$.ymd': {read: 'date', form: 'YYYYMMDD', not: '2024-02-29'}}",
            "{d: \(leaf), t: {not: null}}", "{w: {\(comparison): '$.w'}}", "{'$.w': {\(comparison): {column: 'v'}}}",
            "{w: {\(comparison): \(leaf)}}", "{v: {atLeast: -1, below: 1e13}}", "{e: {atLeast: -1, below: 2}}", "{t: {\(comparison): 'x'}}",
        ] + (list == "lines" ? ["{'@item.sku': ['a', 'b']}", "{'@item.q': {\(comparison): 1}}", "{'@index': {\(comparison): 1}}"] : list == "tags" ? ["{'@item': 'x'}"] : []))
    }

    mutating func changes() -> String {
        var parts: [String] = []
        for column in ["t", "u", "i", "d", "e", "at", "day", "m", "w", "v"] where roll(2) == 0 {
            let isWide = ["w", "v"].contains(column)
            let isNumber = isWide || ["i", "d", "e"].contains(column)
            let value =
                isWide
                ? wide()
                : isNumber
                ? (roll(3) == 0 ? one(of: ["1", "'$.n'", "-3"]) : "{sum: [\(number())], rounding: '\(one(of: ["half-even", "half-up", "down"]))'}")
                : column == "at" ? time() : column == "day" ? date() : column == "m" ? money() : text()
            let operations = ["", "", "first", "min", "max"] + (isNumber || column == "m" ? ["add", "subtract", "add"] : [])
            let operation = one(of: operations)
            parts.append("\(column): " + (operation.isEmpty ? value : "{\(operation): \(value)}"))
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    /// - Parameter keyed: how the projection is keyed: by stream, by item, or by the event with keys of entries.
    mutating func handler(_ keyed: Int) -> String {
        if roll(2) == 0, keyed != 1 { return changes() }
        let entries = (0...roll(3)).map { _ in
            list = [nil, nil, "lines", "tags"][roll(4)]
            if keyed == 1, list == "tags" { list = "lines" }
            defer { list = nil }
            var words = list.map { ["each: '$.\($0)'"] } ?? []
            if list != nil, keyed == 2 { words.append("key: '\(list == "tags" ? "@item" : "@item.sku")'") }
            if list == nil, keyed == 1 { words.append("key: '\(one(of: ["$.ref", "@stream"]))'") }
            if roll(4) != 0 { words.append("when: \(tests())") }
            words.append("set: \(roll(8) == 0 ? "'delete'" : changes())")
            return "{\(words.joined(separator: ", "))}"
        }
        return "[\(entries.joined(separator: ", "))]"
    }

    mutating func definition() -> String {
        let keyed = roll(4)
        let lists = keyed < 3 ? keyed : 0
        // A key that is taken from an item asks for one.
        let first = lists == 1 ? "[{each: '$.lines', set: \(changes())}]" : handler(lists)
        return """
        {name: 'p', version: 1, key: {value: '\(["@stream", "@item.sku", "$.ref"][lists])', as: 'key'},
         columns: {t: 'text', u: {type: 'text', default: 'é'}, i: 'integer', d: {type: 'decimal', scale: 2, default: '1.50'}, e: {type: 'decimal', scale: 4}, at: 'timestamp',
                   day: 'date', cur: {type: 'text', default: 'KWD'}, m: {type: 'money', currency: 'cur'},
                   w: {type: 'decimal', scale: 18}, v: {type: 'decimal', scale: 15, default: '-98765432109876.500000000000000'}},
         on: {A: \(first), B: \(handler(lists)), '*': \(handler(lists))},
         computed: {width: {subtract: ['w', 'v']}, half: {multiply: ['v', 0.5]}, total: {sum: ['i', 'd', 'e']}, same: {subtract: ['d', 'd']}, tax: {multiply: ['d', 0.125], scale: 2, rounding: 'half-even'},
                    age: {days: ['at', {text: '2024-04-01T00:00:00Z'}]}, word: {coalesce: ['t', 'u']}, state: {case: [{when: {d: {above: {column: 'i'}}}, then: 'above'}], else: 'else'}}}
        """
    }

    // MARK: Events

    /// The values that stated readings take, by name; now and then one that is refused.
    private static let written = [
        ("comma", ["1.234,56", "-0,5", "(12,5)", " 7", "1234", "12.345.678,25-", "+3"]), ("groups", ["1 234", "12 34 567.5", "- 2", "0.25"]),
        ("plain", ["12", "-3", "250", "7"]), ("s0", ["1709285400", "0", "-1.5", "1709285400.250001"]), ("ms", ["1709285400250", "1709285400250.5", "-1"]),
        ("us", ["1709285400000001", "-5"]), ("local", ["2024-03-01 09:30:00", "2024-10-27T02:30", "2024-07-01 00:00:00.25", "2024-03-31 03:00"]),
        ("dmy", ["1.3.24", "29.2.24", "31.12.99", "01.03.24"]), ("ymd", ["20240301", "20240229", "19991231"]), ("iso", ["2024-03-01", "1999-12-31"]), ("cur", ["KWD"]),
    ]

    mutating func event() -> (SlowProjection.Event, json: String) {
        var data: [String: SlowValue] = [:]
        var members: [String] = []
        func add(_ name: String, _ value: SlowValue, _ json: String) {
            data[name] = value
            members.append("\"\(name)\": \(json)")
        }
        let amount = one(of: ["0", "1.5", "-2.125", "100", "1e1", "0.005"])
        switch roll(4) {
        case 0: add("a", ExactDecimal(amount).map { .number($0) } ?? .null, amount)
        case 1: add("a", .string(amount), "\"\(amount)\"")
        case 2: add("a", .null, "null")
        default: break
        }
        if roll(4) > 0 {
            let (wide, isText) = (one(of: ["0", "-0.000000000000001", "123456789012.125", "99999999999999.5", "-1e13", "7e-15"]), roll(2) == 0)
            add("w", isText ? .string(wide) : ExactDecimal(wide).map { .number($0) } ?? .null, isText ? "\"\(wide)\"" : wide)
        }
        if roll(4) > 0 {
            let number = roll(7) - 3
            add("n", .number(ExactDecimal(Int64(number))), "\(number)")
        }
        if roll(4) > 0 {
            let (text, json) = [("x", "x"), ("é", "\\u00e9"), ("é", "é"), ("y", "\\u0079"), ("", "")][roll(5)]
            add("s", .string(text), "\"\(json)\"")
        }
        if roll(3) > 0 {
            let time = one(of: ["2024-03-30T23:30:00Z", "2024-03-31T23:59:59.5+02:00", "2024-10-27T23:00:00Z", "2023-12-31T22:59:59Z"])
            add("at", .string(time), "\"\(time)\"")
        }
        for (name, texts) in Self.written where roll(3) > 0 {
            let text = roll(40) == 0 ? one(of: ["x", "", "12,", "2024-02-30", "1.5.5"]) : one(of: texts)
            let isNumber = texts.allSatisfy { ExactDecimal($0) != nil } && ExactDecimal(text) != nil && roll(2) == 0
            add(name, isNumber ? ExactDecimal(text).map { .number($0) } ?? .null : .string(text), isNumber ? text : "\"\(text)\"")
        }
        let ref = one(of: ["a", "b", "c"])
        add("ref", .string(ref), "\"\(ref)\"")
        var lists: [String: [SlowProjection.Item]] = [:]
        if roll(5) > 0 {
            let (items, json) = lines()
            lists["lines"] = items
            members.append("\"lines\": \(json)")
        }
        if roll(5) > 0 {
            let tags = (0..<roll(4)).map { _ in one(of: ["x", "y", "é"]) }
            lists["tags"] = tags.map { .value(.string($0)) }
            members.append("\"tags\": [\(tags.map { "\"\($0)\"" }.joined(separator: ", "))]")
        }
        let occurred = one(of: ["2024-03-31T00:30:00Z", "2024-03-31T22:30:00Z", "2025-01-01T00:00:00Z"])
        let event = SlowProjection.Event(
            type: one(of: ["A", "B", "C"]), stream: one(of: ["1", "2"]), data: data, occurredAt: Timestamp(occurred) ?? .first, lists: lists)
        return (event, "{" + members.joined(separator: ", ") + "}")
    }

    /// Items with a key each, some of them the same; now and then one that is no object.
    private mutating func lines() -> ([SlowProjection.Item], json: String) {
        var (items, texts) = ([SlowProjection.Item](), [String]())
        for _ in 0..<roll(5) {
            if roll(60) == 0 {
                items.append(.value(.number(ExactDecimal(1))))
                texts.append("1")
                continue
            }
            let (sku, number) = (one(of: ["a", "b", "c", "é"]), roll(9) - 4)
            var (own, json) = (["sku": SlowValue.string(sku)], "\"sku\": \"\(sku)\"")
            if roll(5) > 0 {
                own["q"] = .number(ExactDecimal(Int64(number)))
                json = roll(2) == 0 ? "\"q\": \(number), \(json)" : "\(json),\n \"q\" : \(number)"
            }
            if roll(3) > 0 {
                own["price"] = .string("\(number).25")
                json += ", \"price\": \"\(number).25\", \"other\": [{\"sku\": 1}]"
            }
            items.append(.members(own))
            texts.append("{\(json)}")
        }
        return (items, "[\(texts.joined(separator: ", "))]")
    }
}
