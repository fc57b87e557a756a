import RefoldCore
import RefoldDefinitions
import Testing

/// A definition, and all its faults.
struct Mistake: CustomTestStringConvertible, Sendable {
    let text: String
    let faults: [String]
    init(_ text: String, _ faults: String...) {
        self.text = text
        self.faults = faults
    }
    var testDescription: String { faults.first ?? text }
}

/// The exact text of every fault, as its reader sees it.
@Suite("Mistakes in a declared projection")
struct ProjectionFaultTests {
    static let whole: [Mistake] = [
        Mistake(
            "[]",
            "f:1: found a list; expected an object that declares a projection"),
        Mistake(
            "{name: 'Fines', version: 0, key: [], columns: [], on: {}, colums: {}}",
            "f:1: colums: there is no key \"colums\"; expected \"name\", \"version\", \"key\", \"columns\", \"on\", \"computed\", \"optional\" or \"accept\"; did you mean \"columns\"?",
            "f:1: name: \"Fines\" cannot be the name of a projection; expected a name of small letters, digits and _ that begins with a letter, at most 48 long",
            "f:1: version: found 0; expected a whole number from 1",
            "f:1: columns: found a list; expected an object of columns",
            "f:1: key: found an empty list; expected at least one key part",
            "f:1: on: no event is handled; expected at least one event type"),
        Mistake(
            "{name: 'refold_columns', version: 1, key: '@stream', columns: {n: 'integer'}, on: {A: {n: {add: 1}}}}",
            """
            f:1: name: "refold_columns" cannot be the name of a projection, because a table of the catalog has it; \
            expected a name other than refold_generations, refold_columns, refold_indexes, refold_numbers, refold_types, \
            refold_last_runs, refold_runs, refold_parked, refold_dropped, refold_writing, refold_proofs, refold_seals, refold_catalog
            """),
        Mistake(
            "{}",
            "f:1: the key \"name\" is missing; add it",
            "f:1: the key \"version\" is missing; add it",
            "f:1: the key \"columns\" is missing; add it",
            "f:1: the key \"key\" is missing; add it",
            "f:1: the key \"on\" is missing; add it"),
    ]

    @Test("For a file that is not a projection, or lacks parts, all faults are reported", arguments: whole)
    func foundWhole(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }

    static let keys: [Mistake] = [
        Mistake(
            projection(key: "'customer'"),
            "f:1: key: \"customer\" is the same for every event; expected something of the event; write \"$.customer\", or {text: \"customer\"} if it is a text"),
        Mistake(
            projection(key: "5"),
            "f:1: key: a key part cannot be this value; expected a path, an attribute of the event, or a day, month or year of one"),
        Mistake(
            projection(key: "{column: 't'}"),
            "f:1: key.column: a key cannot use a column; expected something of the event"),
        Mistake(
            projection(key: "['$.a', '$.a']"),
            "f:1: key[1]: two key parts have the name \"a\"; give one another name: {value: …, as: \"name\"}"),
        Mistake(
            projection(key: "['$.t', '@stream']"),
            "f:1: columns.t: the column \"t\" has the name of a key part; rename one of them"),
        Mistake(
            projection(key: "['$.Odd', '@stream']"),
            "f:1: key[0]: the key part has no name that a column can have: \"Odd\"; expected a name of small letters, digits and _ that begins with a letter, at most 48 long; name it: {value: …, as: \"name\"}"),
        Mistake(
            projection(key: "['$.a', {text: 'x'}]"),
            "f:1: key[1]: the key part has no name; expected a name of small letters, digits and _ that begins with a letter, at most 48 long; name it: {value: …, as: \"name\"}"),
        Mistake(
            projection(key: "{day: '@strem', as: 'Day'}"),
            "f:1: key.day: events have no \"@strem\"; expected \"@stream\", \"@type\", \"@version\", \"@position\", \"@id\", \"@occurred_at\", \"@recorded_at\", \"@metadata.name\" or \"@metadata\"; did you mean \"@stream\"?",
            "f:1: key.as: \"Day\" cannot be the name of a key part; expected a name of small letters, digits and _ that begins with a letter, at most 48 long"),
        Mistake(
            projection(key: "{sum: ['$.a', 1]}"),
            "f:1: key: a key part cannot be this value; expected a path, an attribute of the event, or a day, month or year of one"),
        Mistake(
            projection(key: "{month: '@occurred_at', timeZone: 'Europe/Roma'}"),
            "f:1: key.timeZone: the time zone \"Europe/Roma\" is not known; expected a name of the IANA data base, as Europe/Rome, or UTC; did you mean \"Europe/Rome\"?"),
    ]

    @Test("Mistakes in a key are found", arguments: keys)
    func foundKeys(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }

    static let columns: [Mistake] = [
        Mistake(
            projection(columns: "Bad: 'text', x: 'txt', y: 5, z: {scale: 2}"),
            "f:1: columns.Bad: \"Bad\" cannot be the name of a column; expected a name of small letters, digits and _ that begins with a letter, at most 48 long",
            "f:1: columns.x: there is no column type \"txt\"; expected \(DefinitionValue.list(ColumnType.words)); did you mean \"text\"?",
            "f:1: columns.y: found a number; expected a type: \(DefinitionValue.list(ColumnType.words))",
            "f:1: columns.z: the key \"type\" is missing; add it"),
        Mistake(
            projection(columns: "x: 'decimal', y: 'money', z: {type: 'decimal', scale: 19}, w: {type: 'text', scale: 1, currency: 'cur'}"),
            "f:1: columns.x: a decimal column has no scale; write {type: \"decimal\", scale: 2}",
            "f:1: columns.y: a money column names no currency column; write {type: \"money\", currency: \"currency\"}",
            "f:1: columns.z.scale: found 19; expected a whole number from 0 to 18",
            "f:1: columns.w.scale: a column of type text has no scale; remove it",
            "f:1: columns.w.currency: a column of type text has no currency; remove it"),
        Mistake(
            projection(columns: "x: {type: 'money', currency: 'crrency'}, y: {type: 'money', currency: 'i'}"),
            "f:1: columns.x.currency: there is no column \"crrency\"; expected \"t\", \"cur\", \"cur2\" or \"key\"",
            "f:1: columns.y.currency: the column \"i\" is integer; expected a text column that holds the currency"),
        Mistake(
            projection(columns: "x: {type: 'decimal', scale: 2, default: '0.001'}, y: {type: 'integer', default: '0'}, z: {type: 'timestamp', default: 'now'}, w: {type: 'date', default: '2024-02-30'}, v: {type: 'boolean', default: 1}, u: {type: 'text', default: {}}"),
            "f:1: columns.x.default: the default does not fit the column; expected a number with at most 2 decimals",
            "f:1: columns.y.default: the default does not fit the column; expected a whole number of 64 bits",
            "f:1: columns.z.default: the default does not fit the column; expected a time such as \"2024-03-01T09:30:00Z\"",
            "f:1: columns.w.default: the default does not fit the column; expected a date such as \"2024-03-01\"",
            "f:1: columns.v.default: the default does not fit the column; expected true or false",
            "f:1: columns.u.default: found an object; expected a text"),
    ]

    @Test("Mistakes in columns are found", arguments: columns)
    func foundColumns(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }

    static let handlers: [Mistake] = [
        Mistake(
            projection(on: "{X: 'delet', Y: null, Z: 5, W: [[]], '': {}}"),
            "f:2: on.X: found the text \"delet\"; expected an object of changes, or \"delete\"; did you mean \"delete\"?",
            "f:2: on.Y: found null; expected an object of changes, {when, set}, a list of these, or \"delete\"",
            "f:2: on.Z: found a number; expected an object of changes, {when, set}, a list of these, or \"delete\"",
            "f:2: on.W[0]: found a list; expected an object of changes, {when, set}, a list of these, or \"delete\"",
            "f:2: on[\"\"]: the event type is empty; expected a name, or \"*\""),
        Mistake(
            projection(on: "{X: {statu: 1, key: 'x', cu: 1, due: 1}}", computed: "{due: {sum: ['i', 1]}}"),
            "f:2: on.X.statu: there is no column \"statu\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"",
            "f:2: on.X.key: \"key\" is a part of the key; no handler changes it",
            "f:2: on.X.cu: there is no column \"cu\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"; did you mean \"cur\"?",
            "f:2: on.X.due: the computed column \"due\" is worked out after the fold; a handler cannot use it"),
        Mistake(
            projection(on: "{X: {t: {add: '$.a'}, b: {subtract: 1}, ts: {add: 1}, j: {max: 1}, b2: 1}}", computed: "{}"),
            "f:2: on.X.t: add on a column of type text; expected a column of type integer, decimal or money",
            "f:2: on.X.b: subtract on a column of type boolean; expected a column of type integer, decimal or money",
            "f:2: on.X.ts: add on a column of type timestamp; expected a column of type integer, decimal or money",
            "f:2: on.X.j: max on a column of type json; expected a column of a type that has an order",
            "f:2: on.X.b2: there is no column \"b2\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\""),
        Mistake(
            projection(on: "{X: {i: 'x', d: {add: 'i'}, da: '@occurred_at', ts: {column: 'da'}, b: 1, d: '1'}}"),
            "f:2: on.X.d: the key \"d\" is repeated; remove it, or the one in line 2",
            "f:2: on.X.i: the value does not fit the column \"i\"; expected a whole number of 64 bits",
            "f:2: on.X.d.add: the value does not fit the column \"d\"; expected a number with at most 2 decimals; write {column: \"i\"}",
            "f:2: on.X.da: a time cannot go into the column \"da\"; expected a date such as \"2024-03-01\"; cut it: {day: …, timeZone: \"UTC\"}",
            "f:2: on.X.ts: a date cannot go into the column \"ts\"; expected a time such as \"2024-03-01T09:30:00Z\"",
            "f:2: on.X.b: the value does not fit the column \"b\"; expected true or false"),
        Mistake(
            projection(on: "{X: {i: '@stream', d: {column: 'm'}, m: {column: 'm2'}, cur: {sum: ['$.a', 'amount']}}}"),
            "f:2: on.X.i: a text cannot go into the column \"i\"; expected a whole number of 64 bits",
            "f:2: on.X.d: an amount in the currency that \"cur\" holds cannot go into the column \"d\"; expected a number with at most 2 decimals",
            "f:2: on.X.m: an amount in the currency that \"cur2\" holds cannot go into the column \"m\"; expected an amount in the currency that \"cur\" holds",
            "f:2: on.X.cur.sum[1]: found the text \"amount\"; expected a number"),
        Mistake(
            projection(on: "{X: {t: '@occured_at', cur: '$amount', cur2: '$.a..b', j: '$[x]', d: '$.', i: '@metadata'}}"),
            "f:2: on.X.t: events have no \"@occured_at\"; expected \"@stream\", \"@type\", \"@version\", \"@position\", \"@id\", \"@occurred_at\", \"@recorded_at\", \"@metadata.name\" or \"@metadata\"; did you mean \"@occurred_at\"?",
            "f:2: on.X.cur: \"$amount\" is not a path; expected \"$.amount\"; write {text: \"$amount\"} if it is a text",
            "f:2: on.X.cur2: a name is missing in the path \"$.a..b\"; expected a name after every dot",
            "f:2: on.X.j: the brackets in the path cannot be read \"$[x]\"; expected a name in quotes or a number: $['odd name'], $.lines[0]",
            "f:2: on.X.d: a name is missing in the path \"$.\"; expected a name after every dot",
            "f:2: on.X.i: a JSON value cannot go into the column \"i\"; expected a whole number of 64 bits"),
        Mistake(
            projection(on: "{X: {t: [1], d: {}, i: {sun: [1]}, m: {sum: [1], subtract: [1, 2]}, da: {add: 1, max: 2}}}"),
            "f:2: on.X.t: found a list; expected a value; write {sum: […]} to add several",
            "f:2: on.X.d: found an empty object; expected a value",
            "f:2: on.X.i.sun: there is no update \"sun\"; expected \"add\", \"subtract\", \"min\", \"max\", \"first\", \"text\", \"column\", \"day\", \"month\", \"year\", \"sum\", \"multiply\", \"coalesce\", \"days\", \"case\", \"number\", \"time\", \"date\", \"money\", \"length\", \"lower\", \"upper\", \"trim\", \"concat\" or \"prefix\"; did you mean \"sum\"?",
            "f:2: on.X.m: found several forms of value: sum, subtract; expected one of them",
            "f:2: on.X.da.max: there is no key \"max\"; expected \"add\"",
            "f:2: on.X.da: add on a column of type date; expected a column of type integer, decimal or money"),
        Mistake(
            projection(on: "{X: {d: {sum: []}, i: {subtract: [1]}, m: {multiply: '$.a'}, t: {coalesce: []}, b: {case: []}, da: {days: ['$.a']}}}"),
            "f:2: on.X.d.sum: found a list of 0; expected a list of numbers",
            "f:2: on.X.i.subtract: found a list of 1; expected a list of two numbers",
            "f:2: on.X.m.multiply: found a string; expected a list of two numbers",
            "f:2: on.X.t.coalesce: found an empty list; expected a list of values",
            "f:2: on.X.b.case: found an empty list; expected a list of {when, then}",
            "f:2: on.X.da.days: found a list of 1; expected a list of two times"),
        Mistake(
            projection(on: "{X: {d: {sum: ['$.a'], rounding: 'up', scale: 20}, i: {sum: ['$.a'], scale: 2}, da: {day: '@stream'}}}"),
            "f:2: on.X.d.rounding: there is no rounding \"up\"; expected \"half-even\", \"half-up\" or \"down\"",
            "f:2: on.X.d.scale: found 20; expected a whole number from 0 to 18",
            "f:2: on.X.i: the scale 2 is finer than the column's; expected a scale of at most 0",
            "f:2: on.X.da.day: found a text; expected a time"),
        Mistake(
            projection(on: "{X: {i: 1e400, d: 123456789012345678901234567890123456789012345}}"),
            "f:2: on.X.i: the number 1e400 cannot be kept exactly; expected at most 38 digits",
            "f:2: on.X.d: the number 123456789012345678901234567890123456789012345 cannot be kept exactly; expected at most 38 digits"),
        Mistake(
            projection(on: "{X: {when: {status: 1}, set: {t: 'a'}}, Y: {when: {t: 'a'}}, Z: {when: [], set: 5}, W: {when: {}, set: {}, unset: 1}}"),
            "f:2: on.X.when.status: there is no column \"status\"; expected \"key\", \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"",
            "f:2: on.Y: the key \"set\" is missing; add it",
            "f:2: on.Z.when: found a list; expected an object of tests",
            "f:2: on.Z.set: found a number; expected an object of changes, or \"delete\"",
            "f:2: on.W.unset: there is no key \"unset\"; expected \"each\", \"key\", \"when\" or \"set\""),
    ]

    @Test("Mistakes in handlers are found", arguments: handlers)
    func foundHandlers(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }

    static let tests: [Mistake] = [
        Mistake(
            projection(on: "{X: {when: {i: 'x', b: 'yes', ts: {atLeast: 'noon'}, j: 5, d: ['1.005', 'a'], '$y': 1, '@z': 1}, set: {}}}"),
            "f:2: on.X.when.i: found a text; expected a whole number of 64 bits",
            "f:2: on.X.when.b: found a text; expected true or false",
            "f:2: on.X.when.ts.atLeast: found a text; expected a time such as \"2024-03-01T09:30:00Z\"",
            "f:2: on.X.when.j: found a whole number; expected null: nothing else can be asked of JSON",
            "f:2: on.X.when.d[1]: found a text; expected a number",
            "f:2: on.X.when[\"$y\"]: \"$y\" is not a path; expected \"$.y\"; write {text: \"$y\"} if it is a text",
            "f:2: on.X.when[\"@z\"]: events have no \"@z\"; expected \"@stream\", \"@type\", \"@version\", \"@position\", \"@id\", \"@occurred_at\", \"@recorded_at\", \"@metadata.name\" or \"@metadata\"; write {text: \"@z\"} if it is a text"),
        Mistake(
            projection(on: "{X: {when: {b: {above: true}, i: {below: null}, t: {atleast: 'x'}, d: [], ts: {column: 'i'}, da: {not: {not: 5}}}, set: {}}}"),
            "f:2: on.X.when.b.above: the column is boolean and has no order; expected a value, a list, not or null",
            "f:2: on.X.when.i.below: found null; expected a value; nothing is ordered against null: write null or {not: null} as the test",
            "f:2: on.X.when.t.atleast: there is no test \"atleast\"; expected \"not\", \"atLeast\", \"atMost\", \"above\", \"below\" or \"read\"; did you mean \"atLeast\"?",
            "f:2: on.X.when.d: found an empty list; expected at least one value; write null to test for null",
            "f:2: on.X.when.ts: a whole number is compared with a time; expected two values of one kind",
            "f:2: on.X.when.da.not.not: found a whole number; expected a date such as \"2024-03-01\""),
    ]

    @Test("Mistakes in tests are found", arguments: tests)
    func foundTests(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }

    static let computed: [Mistake] = [
        Mistake(
            projection(key: "'@as_of'", on: "{X: [{when: {'@as_of': 't', ts: '@as_of'}, set: {t: '@as_of'}}]}", computed: "{a: '@as_of', c: {days: ['ts', '@as_of']}, e: {sum: ['@as_off', 1]}}"),
            "f:1: key: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text", "f:2: on.X[0].when[\"@as_of\"]: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text", "f:2: on.X[0].when.ts: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text", "f:2: on.X[0].set.t: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text", "f:3: computed.a: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text", "f:3: computed.c.days[1]: \"@as_of\" is the moment of a report, and there is none here; use it in a report, in its columns and in where; write {text: \"@as_of\"} if it is a text",
            "f:3: computed.e.sum[0]: there is no column \"@as_off\"; expected \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\""),
        Mistake(
            projection(computed: "{a: {sum: ['b2', 'i']}, b2: {sum: ['a', 1]}, t: 'x', key: 1, Up: 1}"),
            "f:3: computed.a.sum[0]: the computed column \"b2\" stands below this one",
            "f:3: computed.b2.sum[0]: the computed column \"a\" could not be read",
            "f:3: computed.t: there is a column \"t\" already; give the computed column another name",
            "f:3: computed.key: there is a column \"key\" already; give the computed column another name",
            "f:3: computed.Up: \"Up\" cannot be the name of a column; expected a name of small letters, digits and _ that begins with a letter, at most 48 long"),
        Mistake(
            projection(computed: "{a: 't', b1: '$.x', c: {sum: ['$.x', '1.5']}, e: null, f: {coalesce: [null]}}"),
            "f:3: computed.a: \"t\" is a text here, and the name of a column; expected one of them; write {column: \"t\"} or {text: \"t\"}",
            "f:3: computed.b1: \"$.x\" speaks of an event, and there is none here; expected a column or a text; write {text: \"$.x\"} if it is a text",
            "f:3: computed.c.sum[0]: there is no column \"$.x\"; expected \"key\", \"t\", \"i\", \"d\", \"b\", \"ts\", \"da\", \"j\", \"cur\", \"cur2\", \"m\" or \"m2\"",
            "f:3: computed.c.sum[1]: the text \"1.5\" names no column; expected a column or a number; write 1.5 without quotes",
            "f:3: computed.e: the type of the column cannot be told: it is null; expected a value of a known type",
            "f:3: computed.f: the type of the column cannot be told: it is null; expected a value of a known type"),
        Mistake(
            projection(computed: "{a: {sum: ['m', 'm2']}, c: {sum: ['m', 'd']}, e: {multiply: ['m', 0.5]}, f: {multiply: ['m', 'm']}, g: {sum: ['m'], scale: 2}}"),
            "f:3: computed.a.sum: amounts of two currency columns, \"cur\" and \"cur2\", are mixed; expected amounts of one currency",
            "f:3: computed.c.sum: an amount and a plain number are mixed; expected amounts of the currency column \"cur\"",
            "f:3: computed.e.multiply: an amount is multiplied by a number with decimals; expected a rounding; add rounding: \"half-even\"",
            "f:3: computed.f.multiply: an amount is multiplied by an amount; expected an amount and plain numbers",
            "f:3: computed.g.sum: a scale stands beside an amount; expected none: the currency gives it; remove scale"),
        Mistake(
            projection(computed: "{a: {multiply: ['d','d','d','d','d','d','d','d','d','d']}, c: {sum: ['t', 'b']}, e: {days: ['t', 'ts'], timeZone: 'Rome'}}"),
            "f:3: computed.a.multiply: the result has 20 decimals; expected at most 18; name a scale and a rounding: {multiply: […], scale: 2, rounding: \"half-even\"}",
            "f:3: computed.c.sum[0]: found a text; expected a number",
            "f:3: computed.c.sum[1]: found a boolean; expected a number",
            "f:3: computed.e.timeZone: the time zone \"Rome\" is not known; expected a name of the IANA data base, as Europe/Rome, or UTC",
            "f:3: computed.e.days[0]: found a text; expected a time"),
        Mistake(
            projection(computed: "{a: {case: [{when: {t: 'x'}, then: 1}, {when: {t: 'y'}, then: 'two'}]}, c: {coalesce: ['i', 't']}, e: {case: [{whn: {}, then: 1}]}}"),
            "f:3: computed.a.case[1].then: found a text; expected a whole number, as beside it",
            "f:3: computed.c.coalesce[1]: found a text; expected a whole number, as before it",
            "f:3: computed.e.case[0].whn: there is no key \"whn\"; expected \"when\" or \"then\"; did you mean \"when\"?",
            "f:3: computed.e.case[0]: the key \"when\" is missing; add it"),
    ]

    @Test("Mistakes in computed columns are found", arguments: computed)
    func foundComputed(mistake: Mistake) { #expect(faults(mistake.text) == mistake.faults) }
}
