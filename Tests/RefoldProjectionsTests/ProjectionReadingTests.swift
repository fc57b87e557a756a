import RefoldCore
import RefoldDefinitions
import RefoldJSON
import RefoldProjections
import Testing

@Suite("Reading a declared projection")
struct ProjectionReadingTests {
    @Test("The projection of the contract is read completely")
    func contract() throws {
        let fines = try read(finesProjection)
        #expect(fines.name == "fines")
        #expect(fines.version == 1)
        #expect(fines.key.map(\.name) == ["key"])
        #expect(fines.key.map(\.type) == [.text])
        #expect(fines.columns.map(\.name) == ["status", "amount", "paid", "payments", "created_at", "paid_at", "vehicle_class"])
        #expect(fines.columns.map(\.line) == [5, 6, 7, 8, 9, 10, 11])
        #expect(fines.columns[2].type == .decimal(scale: 2))
        #expect(fines.columns[2].defaultValue == .number(.zero))
        #expect(fines.handlers.map(\.eventType) == ["CreateFine", "Payment", "Appeal", "Erased"])
        #expect(fines.handlers[3].entries.map(\.action) == [.delete])
        #expect(fines.computed.map(\.name) == ["due", "overdue", "state"])
        #expect(fines.computed.map(\.type) == [.decimal(scale: 2), .integer, .text])
        guard case .change(let changes) = fines.handlers[1].entries[0].action else { return #expect(Bool(false)) }
        #expect(changes.map(\.operation) == [.set, .add, .add, .first])
        #expect(changes.map(\.column) == ["status", "paid", "payments", "paid_at"])
        #expect(changes[1].value.form == .path(PayloadPath(root: .data, names: ["paymentAmount"])))
        #expect(changes[3].value.form == .attribute(.occurredAt))
        let test = fines.handlers[2].entries[1].when[0]
        #expect(test.subject.form == .path(PayloadPath(root: .data, names: ["dismissal"])))
        guard case .not(.isAny(let values)) = test.condition else { return #expect(Bool(false)) }
        #expect(values.map(\.literal) == [.text("#"), .text("G")])
    }

    static let accepted: [String] = [
        projection(key: "'$.customer'"),
        projection(key: "['$.merchant', {day: '@occurred_at'}]"),
        projection(key: "['$.merchant', '@type', {month: '@occurred_at', timeZone: 'Europe/Rome', as: 'period'}, {value: '$.X', as: 'x'}]"),
        projection(key: "{text: 'all'}"),
        projection(on: "{'*': 'delete', X: [], Y: {}}"),
        projection(on: "{X: {t: '$[\"odd name\"].x', i: '@version', j: '@metadata.user', ts: '@recorded_at', da: {day: '$.at'}}}"),
        projection(on: "{X: {t: {text: '$.x'}, d: {column: 'i'}, i: null, b: true}}"),
        projection(on: "{X: {t: 5, d: '1.50', m: 3, da: '2024-02-29', ts: '2024-02-29T00:00:00Z', j: 'x'}}"),
        projection(on: "{X: {d: {add: {multiply: ['$.quantity', '$.price'], rounding: 'half-even'}}}}"),
        projection(on: "{X: {d: {subtract: ['$.a', {sum: ['$.b', {column: 'd'}, 1]}]}}, Y: {d: {subtract: '$.a'}}}"),
        projection(on: "{X: {i: {min: 1}, t: {max: '$.t'}, ts: {max: '@occurred_at'}, b: {first: true}, m: {add: '$.amount'}}}"),
        projection(on: "{X: {t: {coalesce: ['$.a', '$.b', 'none']}, i: {days: [{column: 'ts'}, '@occurred_at']}}}"),
        projection(on: "{X: {t: {case: [{when: {'@version': 1}, then: '$.a'}], else: null}}}"),
        projection(on: "{X: [{when: {i: {above: 1, atMost: '$.limit'}, t: null, b: {not: null}, '$.x': ['a', null]}, set: 'delete'}, 'delete']}"),
        projection(columns: "when: 'text', set: 'text',", on: "{X: {when: '$.a', set: '$.b'}, Y: {when: {t: 'a'}, set: {t: 'b'}}}"),
        projection(columns: "x: {type: 'json', default: {a: [1]}}, y: {type: 'text', default: 1}, z: {type: 'integer', default: null}"),
        projection(key: "['@stream', '$.currency']", columns: "n: {type: 'money', currency: 'currency'}"),
        projection(computed: "{a: {sum: ['m', {coalesce: ['m', 0]}]}, c: {multiply: ['m', 0.22], rounding: 'half-even'}, e: {month: 'ts'}}"),
        projection(computed: "{a: 'open', c: {multiply: ['d', 'd'], scale: 2, rounding: 'half-up'}, e: {sum: ['c', 'i']}}"),
        projection(computed: "{a: {case: [{when: {key: 'x', d: {below: '0.005'}}, then: {column: 'd'}}], else: '0.125'}}"),
    ]

    @Test("What the language allows is read without a fault", arguments: accepted)
    func accepts(text: String) { #expect(faults(text) == []) }

    @Test("Key parts are named after paths, attributes and truncations, or explicitly")
    func keyNames() throws {
        let key = try read(Self.accepted[2]).key
        #expect(key.map(\.name) == ["merchant", "type", "period", "x"])
        #expect(try read(Self.accepted[1]).key.map(\.type) == [.text, .date])
        #expect(try read(Self.accepted[0]).key.map(\.name) == ["key"])
    }

    @Test("A path can name any key, and is written as it was read", arguments: [
        "$.a.b", "@metadata.x", #"$["odd name"].b"#, #"$["a.b"]["c[d"]"#, #"$["say \"hi\""]"#,
    ])
    func paths(text: String) throws {
        let quoted = JSON5Node(.string(text)).json
        let definition = try read(projection(on: "{X: {t: \(quoted)}}"))
        guard case .change(let changes) = definition.handlers[0].entries[0].action, case .path(let path) = changes[0].value.form
        else { return #expect(Bool(false)) }
        #expect(path.description == text)
    }

    @Test("The types of computed columns are inferred", arguments: [
        ("{sum: ['i', 1]}", ColumnType.integer), ("{sum: ['i', 0.125]}", .decimal(scale: 3)),
        ("{multiply: ['d', 'd']}", .decimal(scale: 4)), ("{subtract: ['m', 'm']}", .money(currency: "cur")),
        ("{year: 'ts'}", .integer), ("{day: 'ts'}", .date), ("{column: 'j'}", .json), ("{coalesce: ['i', 'd']}", .decimal(scale: 2)),
        ("{case: [{when: {}, then: 1}], else: 2}", .integer), ("true", .boolean),
    ])
    func types(value: String, type: ColumnType) throws {
        #expect(try read(projection(computed: "{x: \(value)}")).computed.map(\.type) == [type])
    }
}

@Suite("The fingerprint of a definition")
struct FingerprintTests {
    @Test("Comments, white space, order of handlers and changes, and the version do not change it", arguments: [
        ("name: \"fines\", version: 1", "/* x */ name:  'fines', version: 2"),
        ("payments: {add: 1}, paid_at: {first: \"@occurred_at\"}", "paid_at: {first: '@occurred_at'}, payments: {add: 0x1}"),
        ("default: \"0\"", "default: 0"), ("[\"#\", \"G\"]}, set: {status: \"dismissed\"", "[\"G\", \"#\"]}, set: {status: \"dismissed\""),
    ])
    func stays(old: String, new: String) throws {
        let changed = finesProjection.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        #expect(changed != finesProjection)
        #expect(try read(changed).fingerprint == read(finesProjection).fingerprint)
    }

    @Test("Everything that changes the rows changes it", arguments: [
        ("scale: 2, default", "scale: 3, default"), ("\"created\"", "\"open\""), ("{add: 1}", "{add: 2}"), ("Europe/Rome", "Europe/Paris"),
        ("@stream", "$.id"), ("[\"#\", \"G\"]}, set: {status: \"dismissed\"", "[\"#\"]}, set: {status: \"dismissed\""),
        ("Erased:     \"delete\",", ""), ("atLeast", "above"), ("default: \"0\"", "default: \"1\""),
    ])
    func moves(old: String, new: String) throws {
        let changed = finesProjection.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        #expect(changed != finesProjection)
        #expect(try read(changed).fingerprint != read(finesProjection).fingerprint)
    }

    @Test("It is the same on every machine and in every release")
    func stable() throws {
        let fingerprint = try read(finesProjection).fingerprint
        #expect(fingerprint == 3_864_535_976_198_590_990)
    }
}
