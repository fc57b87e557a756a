import RefoldCore
import RefoldProjections
import RefoldTesting
import RefoldValues
import Testing

/// Makes definitions and events from a seed.
private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }

    mutating func one(of choices: [String]) -> String { choices[roll(choices.count)] }

    // MARK: Definitions

    mutating func number(_ depth: Int = 0) -> String {
        let leaves = ["1", "-2", "0.25", "'$.a'", "'$.n'", "{column: 'i'}", "{column: 'd'}", "{column: 'e'}", "{length: '$.s'}", "{number: '$.n'}"]
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
            "{concat: ['$.s', 'é', {column: 't'}]}",
        ])
    }

    mutating func time() -> String { one(of: ["'@occurred_at'", "'$.at'", "{column: 'at'}", "{coalesce: ['$.at', '@occurred_at']}"]) }

    mutating func tests() -> String {
        let comparison = one(of: ["atLeast", "atMost", "above", "below"])
        let leaf = one(of: ["0", "1.50", "{column: 'i'}", "{column: 'd'}", "'$.a'"])
        let word = one(of: ["'x'", "'é'", "null", "['x', 'y']", "['é', null]", "{column: 't'}"])
        return one(of: [
            "{'$.s': \(word)}", "{'$.s': {not: \(word)}}", "{u: \(word)}", "{i: {\(comparison): \(leaf)}}", "{'$.a': {\(comparison): 1}}",
            "{d: {not: {\(comparison): \(leaf)}}}", "{at: {\(comparison): '$.at'}}", "{'$.n': {\(comparison): {number: '$.a'}}}", "{'$.at': {\(comparison): {column: 'at'}}}",
            "{d: \(leaf), t: {not: null}}", "{w: {\(comparison): '$.w'}}", "{'$.w': {\(comparison): {column: 'v'}}}",
            "{w: {\(comparison): \(leaf)}}", "{v: {atLeast: -1, below: 1e13}}", "{e: {atLeast: -1, below: 2}}", "{t: {\(comparison): 'x'}}",
        ])
    }

    mutating func changes() -> String {
        var parts: [String] = []
        for column in ["t", "u", "i", "d", "e", "at", "w", "v"] where roll(2) == 0 {
            let isWide = ["w", "v"].contains(column)
            let isNumber = isWide || ["i", "d", "e"].contains(column)
            let value =
                isWide
                ? wide()
                : isNumber
                ? (roll(3) == 0 ? one(of: ["1", "'$.n'", "-3"]) : "{sum: [\(number())], rounding: '\(one(of: ["half-even", "half-up", "down"]))'}")
                : column == "at" ? time() : text()
            let operations = ["", "", "first", "min", "max"] + (isNumber ? ["add", "subtract", "add"] : [])
            let operation = one(of: operations)
            parts.append("\(column): " + (operation.isEmpty ? value : "{\(operation): \(value)}"))
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    mutating func handler() -> String {
        if roll(2) == 0 { return changes() }
        let entries = (0...roll(3)).map { _ in
            let set = roll(8) == 0 ? "'delete'" : changes()
            return roll(4) == 0 ? "{set: \(set)}" : "{when: \(tests()), set: \(set)}"
        }
        return "[\(entries.joined(separator: ", "))]"
    }

    mutating func definition() -> String {
        """
        {name: 'p', version: 1, key: '@stream',
         columns: {t: 'text', u: {type: 'text', default: 'é'}, i: 'integer', d: {type: 'decimal', scale: 2, default: '1.50'}, e: {type: 'decimal', scale: 4}, at: 'timestamp',
                   w: {type: 'decimal', scale: 18}, v: {type: 'decimal', scale: 15, default: '-98765432109876.500000000000000'}},
         on: {A: \(handler()), B: \(handler()), '*': \(handler())},
         computed: {width: {subtract: ['w', 'v']}, half: {multiply: ['v', 0.5]}, total: {sum: ['i', 'd', 'e']}, same: {subtract: ['d', 'd']}, tax: {multiply: ['d', 0.125], scale: 2, rounding: 'half-even'},
                    age: {days: ['at', {text: '2024-04-01T00:00:00Z'}]}, word: {coalesce: ['t', 'u']}, state: {case: [{when: {d: {above: {column: 'i'}}}, then: 'above'}], else: 'else'}}}
        """
    }

    // MARK: Events

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
        let occurred = one(of: ["2024-03-31T00:30:00Z", "2024-03-31T22:30:00Z", "2025-01-01T00:00:00Z"])
        let event = SlowProjection.Event(
            type: one(of: ["A", "B", "C"]), stream: one(of: ["1", "2"]), data: data, occurredAt: Timestamp(occurred) ?? .first)
        return (event, "{" + members.joined(separator: ", ") + "}")
    }
}

@Suite("Compiled projections compared with a slow reference")
struct CompileReferenceTests {
    /// The rows of the reference, nil if it stopped.
    private func slow(_ definition: ProjectionDefinition, _ events: [SlowProjection.Event]) -> [[String: String]]? {
        let twin = SlowProjection(definition: definition)
        var rows: [String: SlowProjection.Row] = [:]
        do throws(SlowStop) {
            for event in events { rows[event.stream] = try twin.fold(event, into: rows[event.stream]) }
            var cells: [[String: String]] = []
            for (key, row) in rows.sorted(by: { $0.key < $1.key }) {
                var texts = ["key": key]
                for (name, value) in try twin.complete(row) { texts[name] = value.text }
                cells.append(texts)
            }
            return cells
        } catch {
            return nil
        }
    }

    @Test("Random definitions on random events give the rows that the contract describes", arguments: 0..<4)
    func twins(seed: Int) throws {
        var dice = Dice(state: UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15)
        var (read, folded) = (0, 0)
        for _ in 0..<40 {
            let text = dice.definition()
            guard let definition = try? RefoldProjectionsTests.read(text) else { continue }
            read += 1
            let projection = try Projection(definition)
            for _ in 0..<4 {
                var scenario = ProjectionScenario(projection)
                var events: [SlowProjection.Event] = []
                for _ in 0..<dice.roll(9) + 1 {
                    let (event, json) = dice.event()
                    events.append(event)
                    scenario = scenario.given(event.type, stream: event.stream, json, at: event.occurredAt.description)
                }
                let expected = slow(definition, events)
                let found = try? scenario.rows()
                #expect(found == expected, "seed \(seed): \(text)")
                if expected != nil { folded += 1 }
                if found != expected { return }
            }
        }
        #expect(read > 20 && folded > 40, "\(read) definitions were read, \(folded) scenarios folded")
    }
}
