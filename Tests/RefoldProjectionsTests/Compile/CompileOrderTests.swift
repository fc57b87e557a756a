import RefoldCore
import RefoldDefinitions
import RefoldTesting
import Testing

@Suite("Order and equality among values of the payload")
struct CompileOrderTests {
    private func projection(_ when: String) -> String {
        """
        {name: 'p', version: 1, key: '@stream', columns: {n: 'integer', t: {type: 'text', default: '10'}, d: {type: 'decimal', scale: 2, default: '1.00'}},
         on: {X: [{when: \(when), set: {n: 1}}]}}
        """
    }

    private func holds(_ when: String, _ data: String) throws -> Bool { try !scenario(projection(when)).given("X", data).rows().isEmpty }

    @Test("A text that spells a number is one beside a value of the payload: 99.50 is not above 100.00")
    func literals() throws {
        for (amount, isAbove) in [("99.50", false), ("100.00", false), ("100.01", true), ("250.00", true), ("1e3", true)] {
            for json in [amount, "\"\(amount)\""] {
                #expect(try holds("{'$.amount': {above: '100.00'}}", "{\"amount\": \(json)}") == isAbove, "\(json)")
                #expect(try holds("{'$.amount': {above: {text: '100.00'}}}", "{\"amount\": \(json)}") == isAbove, "\(json)")
                #expect(try holds("{'$.amount': {atMost: '100'}}", "{\"amount\": \(json)}") == !isAbove, "\(json)")
            }
        }
        #expect(try holds("{'$.amount': '100.00'}", #"{"amount": "100.0"}"#))
        #expect(try holds("{'$.amount': ['x', '100']}", #"{"amount": 1e2}"#))
        #expect(try !holds("{'$.code': '1e5'}", #"{"code": "100000"}"#))
        #expect(try !holds("{'$.code': '007'}", #"{"code": "7"}"#))
        #expect(try holds("{'$.name': {above: 'a', below: 'c'}}", #"{"name": "b"}"#))
        #expect(throws: ProjectionScenario.Failure.refused(event: 1, .notComparable, column: nil)) {
            try self.holds("{'$.amount': {above: '100.00'}}", #"{"amount": "many"}"#)
        }
    }

    @Test("A text that spells a time or a date is one beside a value of the payload")
    func times() throws {
        let data = #"{"at": "2024-03-01T00:30:00+01:00", "on": "2024-03-01"}"#
        #expect(try holds("{'$.at': {below: '2024-03-01T00:00:00Z'}}", data))
        #expect(try holds("{'$.at': '2024-02-29T23:30:00Z'}", data))
        #expect(try holds("{'$.on': {atLeast: '2024-03-01', below: '2024-03-02'}}", data))
        #expect(throws: ProjectionScenario.Failure.refused(event: 1, .notComparable, column: nil)) {
            try self.holds("{'$.at': {above: '2024-03-01'}}", data)
        }
    }

    @Test("Two values of the payload have an order by a stated reading alone")
    func readings() throws {
        let paid = #"{"paid": "30.00", "amount": "250.00", "a": "2024-03-01T10:00:00+01:00", "b": "2024-03-01T09:30:00Z", "from": "2024-03-09", "to": "2024-03-10"}"#
        #expect(try !holds("{'$.paid': {atLeast: {number: '$.amount'}}}", paid))
        #expect(try holds("{'$.amount': {atLeast: {number: '$.paid'}}}", paid))
        #expect(try holds("{'$.paid': {above: {concat: ['$.amount']}}}", paid))
        #expect(try holds("{'$.a': {below: {time: '$.b'}}}", paid))
        #expect(try holds("{'$.from': {below: {date: '$.to'}}}", paid))
        #expect(try holds("{'$.amount': {number: '$.same'}}", #"{"amount": "1.0", "same": "1.00"}"#))
        #expect(try !holds("{'$.paid': {atLeast: {coalesce: ['$.amount', 0]}}}", paid))
        #expect(try holds("{'$.paid': {atLeast: {coalesce: ['$.none', 0]}}}", paid))
        #expect(try !holds("{'$.paid': {atLeast: {number: '$.none'}}}", paid))
        let message = "two values of the payload are compared, and nothing says what they are; expected a reading; write {number: …}, {time: …} or {date: …}"
        for comparison in ["above", "below", "atLeast", "atMost"] {
            let found = faults(projection("{'$.paid': {\(comparison): '$.amount'}}"))
            #expect(found.count == 1 && found[0].contains(message), "\(found)")
        }
        #expect(faults(projection("{'$.paid': {not: {above: {case: [{when: {t: 'x'}, then: '$.a'}]}}}}")).first?.contains(message) == true)
        #expect(faults(projection("{'$.paid': '$.amount'}")) == [])
    }

    @Test("A column says how it is compared: a number column by value, a text column by bytes")
    func columns() throws {
        #expect(try holds("{d: '$.a'}", #"{"a": "1.0"}"#))
        #expect(try holds("{'$.a': {column: 'd'}}", #"{"a": 1}"#))
        #expect(try holds("{t: {below: '$.a'}}", #"{"a": 9}"#))
        #expect(try holds("{t: {below: '$.a'}}", #"{"a": "9"}"#))
        #expect(try !holds("{t: '$.a'}", #"{"a": 1e1}"#))
    }

    @Test("The smallest and the largest of numbers and times are not kept in a text column, whose order goes by bytes")
    func extremes() throws {
        for value in ["'@occurred_at'", "{number: '$.a'}", "{sum: ['$.a', 1]}", "5", "'@version'"] {
            let found = faults(RefoldProjectionsTests.projection(on: "{X: {t: {max: \(value)}}}"))
            #expect(found.count == 1 && found[0].contains("max in a text column goes by bytes"), "\(value) \(found)")
        }
        for value in ["'$.a'", "'x'", "{month: '@occurred_at'}"] { #expect(faults(RefoldProjectionsTests.projection(on: "{X: {t: {max: \(value)}}}")) == []) }
        let largest = try scenario(RefoldProjectionsTests.projection(on: "{X: {d: {max: '$.a'}, ts: {min: '$.at'}}}"))
            .given("X", #"{"a": "9.5", "at": "2024-03-01T10:00:00+02:00"}"#).given("X", #"{"a": "10", "at": "2024-03-01T09:00:00Z"}"#).rows()
        #expect(largest == [["key": "s", "d": "10.00", "ts": "2024-03-01T08:00:00Z"]])
    }

    @Test("A bound that became a number counts as another definition, a bound that was one does not")
    func fingerprints() throws {
        func fingerprint(_ when: String) throws -> UInt64 { try read(projection(when)).fingerprint }
        #expect(try fingerprint("{'$.a': {above: '100'}}") == fingerprint("{'$.a': {above: 100}}"))
        #expect(try fingerprint("{'$.a': {above: 'x'}}") != fingerprint("{'$.a': {above: 'y'}}"))
        #expect(try fingerprint("{'$.a': '100'}") != fingerprint("{'$.a': 100}"))
        #expect(try fingerprint("{'$.a': {above: {number: '$.b'}}}") != fingerprint("{'$.a': {above: {time: '$.b'}}}"))
        #expect(try fingerprint("{'$.a': '$.b[0]'}") != fingerprint("{'$.a': '$.b[1]'}"))
        #expect(try fingerprint("{'$.a': {prefix: '$.b', length: 1}}") != fingerprint("{'$.a': {prefix: '$.b', length: 2}}"))
    }
}
