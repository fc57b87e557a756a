import RefoldCore
import RefoldTesting
import RefoldValues
import Testing

/// A scenario of a declared projection.
func scenario(_ text: String) throws -> ProjectionScenario { ProjectionScenario(try Projection(read(text))) }

@Suite("Declared handlers, compiled")
struct CompileHandlerTests {
    @Test("The projection of the contract folds the events of a fine")
    func fines() throws {
        let rows = try scenario(finesProjection)
            .given("CreateFine", stream: "A1", #"{"amount": "35.00", "vehicleClass": "A"}"#, at: "2024-03-30T22:59:59Z")
            .given("Payment", stream: "A1", #"{"paymentAmount": 20}"#, at: "2024-03-31T22:00:00Z")
            .given("Payment", stream: "A1", #"{"paymentAmount": "15.00"}"#, at: "2024-05-01T00:00:00Z")
            .given("CreateFine", stream: "A2", #"{"amount": 2.5e1, "vehicleClass": null}"#)
            .given("Appeal", stream: "A2", ##"{"dismissal": "#"}"##)
            .given("CreateFine", stream: "A3", #"{"amount": "1"}"#)
            .given("Appeal", stream: "A3", #"{}"#)
            .given("CreateFine", stream: "A4", #"{"amount": "1"}"#)
            .given("Erased", stream: "A4")
            .rows()
        #expect(
            rows == [
                [
                    "key": "A1", "status": "paid", "amount": "35.00", "paid": "35.00", "payments": "2", "created_at": "2024-03-30T22:59:59Z",
                    "paid_at": "2024-03-31T22:00:00Z", "vehicle_class": "A", "due": "0.00", "overdue": "2", "state": "settled",
                ],
                [
                    "key": "A2", "status": "dismissed", "amount": "25.00", "paid": "0.00", "payments": "0",
                    "created_at": "2024-03-01T09:30:00Z", "due": "25.00", "state": "dismissed",
                ],
                [
                    "key": "A3", "status": "appealed", "amount": "1.00", "paid": "0.00", "payments": "0",
                    "created_at": "2024-03-01T09:30:00Z", "due": "1.00", "state": "open",
                ],
            ])
    }

    @Test("A plain object of changes creates the row even if it changes nothing; a failed condition does not")
    func rowsAppear() throws {
        let text = projection(on: "{X: {}, Y: [{when: {'$.a': 1}, set: {i: 1}}], Z: [], N: {t: null, i: {add: null}}}")
        #expect(try scenario(text).given("X").rows() == [["key": "s"]])
        #expect(try scenario(text).given("N").rows() == [["key": "s"]])
        #expect(try scenario(text).given("Y", #"{"a": 2}"#).rows() == [])
        #expect(try scenario(text).given("Y", #"{"a": 1.0}"#).rows() == [["key": "s", "i": "1"]])
        #expect(try scenario(text).given("Z").given("Other").rows() == [])
    }

    @Test("Types, paths and texts in two encodings are different")
    func spellings() throws {
        let (one, other) = (OddTexts.composed, OddTexts.decomposed)
        let text = projection(
            columns: "n: {type: 'integer', default: 0}",
            on: "{'\(one)': {n: {add: '$.\(one)'}, t: '\(one)'}, '\(other)': {n: {add: '$.\(other)'}, t: '\(other)'}}")
        let data = #"{"\#(one)": 1, "\#(other)": 100}"#
        for (types, n, t) in [([one, one], "2", one), ([other], "100", other), ([one, other], "101", other), ([other, one], "101", one)] {
            let rows = try types.reduce(scenario(text)) { $0.given($1, data) }.rows()
            #expect(rows.map { ExactText($0["t"] ?? "") } == [ExactText(t)])
            #expect(rows.map { $0["n"] } == [n])
        }
    }

    @Test("Entries are applied in order, and each sees the row as changed by the ones before")
    func order() throws {
        let text = projection(
            columns: "n: {type: 'integer', default: 0}",
            on: "{X: [{set: {n: {add: 1}}}, {when: {n: {atLeast: 2}}, set: {t: 'twice'}}, {when: {t: 'twice'}, set: {b: true}}]}")
        #expect(try scenario(text).given("X").rows() == [["key": "s", "n": "1"]])
        #expect(try scenario(text).given("X").given("X").rows() == [["key": "s", "n": "2", "t": "twice", "b": "true"]])
    }

    @Test("Within one handler all values are read before any is written")
    func swap() throws {
        let text = projection(
            columns: "u: {type: 'text', default: 'u'}, v: {type: 'text', default: 'v'}",
            on: "{X: {u: {column: 'v'}, v: {column: 'u'}, t: {case: [{when: {u: 'u'}, then: 'first'}], else: 'later'}}}")
        #expect(try scenario(text).given("X").rows() == [["key": "s", "u": "v", "v": "u", "t": "first"]])
        #expect(try scenario(text).given("X").given("X").rows() == [["key": "s", "u": "u", "v": "v", "t": "later"]])
    }

    @Test("A deleted row is gone; a later event begins a new one with defaults")
    func delete() throws {
        let text = projection(
            columns: "n: {type: 'integer', default: 7}",
            on: "{Set: {t: '$.t', n: {add: 1}}, Gone: 'delete', Reset: ['delete', {n: {add: 10}}], If: [{when: {t: 'x'}, set: 'delete'}]}")
        let set = try scenario(text).given("Set", #"{"t": "x"}"#)
        #expect(try set.given("Gone").rows() == [])
        #expect(try set.given("Gone").given("Set").rows() == [["key": "s", "n": "8"]])
        #expect(try set.given("Reset").rows() == [["key": "s", "n": "17"]])
        #expect(try set.given("If").rows() == [])
        #expect(try set.given("Set", #"{"t": "y"}"#).given("If").rows() == [["key": "s", "t": "y", "n": "9"]])
        #expect(try scenario(text).given("Gone").rows() == [])
    }

    @Test("\"*\" handles every type that is not named, and @type returns it")
    func star() throws {
        let text = projection(on: "{A: {t: '@type', i: {add: 1}}, B: [], '*': {t: '@type', i: {add: 100}}}")
        let compiled = try Projection(read(text))
        #expect(compiled.eventTypes == nil)
        #expect(try scenario(text).given("A").rows() == [["key": "s", "t": "A", "i": "1"]])
        #expect(try scenario(text).given("A").given("B").given("Què").rows() == [["key": "s", "t": "Què", "i": "101"]])
        let named = projection(on: "{'*': [{when: {'@type': ['A', 'Ab']}, set: {i: {add: 1}}}]}")
        #expect(try scenario(named).given("A").given("Abc").given("Ab").rows() == [["key": "s", "i": "2"]])
    }

    @Test("Every part of an event can be set")
    func attributes() throws {
        let text = projection(
            columns: "v: 'integer', p: 'integer', e: 'text', r: 'timestamp', who: 'text', o: 'text'",
            on: "{X: {t: '@stream', v: '@version', p: '@position', e: '@id', ts: '@occurred_at', r: '@recorded_at', who: '@metadata.user.name', o: '$[\"odd name\"]'}}")
        let compiled = try Projection(read(text))
        #expect(compiled.eventColumns == .all)
        #expect(compiled.metadataPaths == [["user", "name"]])
        let rows = try scenario(text)
            .given(
                "X", stream: "a\"b", #"{"odd name": "o"}"#, at: "2024-03-01T10:00:00+01:00", recordedAt: "2024-03-01T09:00:01.5Z",
                metadata: #"{"user": {"name": "Zoë"}}"#, id: "e-1"
            ).rows()
        #expect(
            rows == [
                [
                    "key": "a\"b", "t": "a\"b", "v": "1", "p": "1", "e": "e-1", "ts": "2024-03-01T09:00:00Z",
                    "r": "2024-03-01T09:00:01.5Z", "who": "Zoë", "o": "o",
                ]
            ])
        #expect(try Projection(read(projection())).eventColumns == [])
    }

    @Test("A path is read once, however often it occurs in the definition")
    func paths() throws {
        let text = projection(on: "{X: {t: '$.a.b', j: '$.a'}, Y: [{when: {'$.a.b': 'x', '@metadata.m': 1}, set: {t: '$.c'}}]}")
        let compiled = try Projection(read(text))
        #expect(compiled.dataPaths == [["a", "b"], ["a"], ["c"]])
        #expect(compiled.metadataPaths == [["m"]])
        #expect(compiled.eventColumns == .metadata)
        #expect(try compiled.fingerprint == read(text).fingerprint)
        #expect(compiled.schema.indexes == [])
    }

    @Test("More than 64 columns are allowed, but amounts must be among the first 64")
    func wide() throws {
        let many = (0..<100).map { "c\($0): {type: 'integer', default: \($0)}" }.joined(separator: ", ")
        let text = projection(columns: many, on: "{X: {c99: {add: 1}, c70: null}}")
        let rows = try scenario(text).given("X").rows()
        #expect(rows.first?["c99"] == "100")
        #expect(rows.first?["c70"] == nil)
        #expect(rows.first?["c71"] == "71")
        let late = projection(columns: many + ", late: {type: 'money', currency: 'cur'}")
        #expect(throws: RefoldError.self) { try Projection(read(late)) }
    }
}
