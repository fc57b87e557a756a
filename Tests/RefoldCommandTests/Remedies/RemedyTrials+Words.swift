import RefoldDefinitions

/// Words of other languages: what is said of each is put in its place.
extension RemedyTrials {
    static let words =
        trials(of: OtherWords.tests) { word, said in
            inProjection(#"{when: {n: <<{"\#(word)": 5}|>\#(tests[said] ?? said)>>}, set: {n: 1}}"#)
        }
        + trials(of: OtherWords.updates) { word, said in inProjection(#"{n: <<{"\#(word)": 1}|>\#(updates[said] ?? said)>>}"#) }
        + trials(of: OtherWords.forms) { word, said in inProjection(#"{t: {concat: [<<{"\#(word)": 1}|>\#(forms[said] ?? said)>>]}}"#) }
        + trials(of: OtherWords.handlers) { word, said in
            switch said {
            case _ where word == "each": inProjection(#"{each: "$.lines", set: {<<each: 1, |>>>n: 1}}"#)
            case _ where said.contains("each"): inProjection(#"<<{\#(word): "$.lines", n: 1}|>{each: "$.lines", set: {n: 1}}>>"#)
            default: inProjection("<<{\(word): {n: 1}, n: 1}|>{when: {n: 1}, set: {n: 1}}>>")
            }
        }
        + trials(of: OtherWords.entries) { word, said in
            switch said {
            case "write when": inProjection("{<<\(word)|>when>>: {n: 1}, set: {n: 1}}")
            case "write each": inProjection(#"{when: {n: 1}, <<\#(word)|>each>>: "$.lines", set: {n: 1}}"#)
            case "write set": inProjection("{when: {n: 1}, <<\(word)|>set>>: {n: 1}}")
            default: inProjection(#"{when: {n: 1}, <<\#(word): true|>set: "delete">>}"#)
            }
        }
        + trials(of: OtherWords.report) { word, said in inReport(key: "<<\(word): \(report[said] ?? said)") }
        + trials(of: OtherWords.measures) { word, said in
            inReport(key: #"rows: [{month: "at"}], measures: {a: {count: "*"}, m: <<{\#(word): "n"}|>\#(measures[said] ?? said)>>}"#)
        }

    /// A measure that goes along the months.
    private static func along(_ rest: String) -> String { "{\(rest), along: \"month\"}" }

    private static func trials(of table: [String: String], _ files: (_ word: String, _ said: String) -> [String: String]) -> [RemedyTrial] {
        table.sorted { $0.key < $1.key }.filter { !noWayOut.contains($0.value) }.map { word, said in
            RemedyTrial(remedy: "OtherWords: \(said)", files: files(word, said), command: "refold check", isByExample: said.contains("itself"))
        }
    }

    /// They name nothing that could be put in the word's place.
    static let noWayOut: Set = ["keep one row per element instead: a column holds no list", "divide in the report: a projection has no division"]

    private static func inProjection(_ handler: String) -> [String: String] {
        ["Reports/p.projection.json5": #"{name: "p", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}, t: "text"}, on: {PaymentInitiated: \#(handler)}}"#]
    }

    private static func inReport(key: String) -> [String: String] {
        let needed = [#"from: "p""#, #"measures: {m: {count: "*"}}"#].filter { text in
            let word = text.prefix { $0 != ":" } + ":"
            return !key.contains(word)
        }.joined(separator: ", ")
        return [
            "Reports/p.projection.json5": #"{name: "p", version: 1, key: "@stream", columns: {n: "integer", shop: "text", at: "timestamp"}, on: {PaymentInitiated: {n: 1, shop: "x", at: "@occurred_at"}}}"#,
            "Reports/r.report.json5": "{\(needed)\(needed.isEmpty ? "" : ", ")\(key)}",
        ]
    }

    private static let tests = [
        "write the value itself: {status: \"paid\"}": "5", "write null itself: {coupon: null}": "null", "write {coupon: {not: null}}": "{not: null}",
        "write the list itself: {status: [\"paid\", \"placed\"]}": "[5]", "write {not: …}": "{not: 5}", "write {not: [\"paid\", \"placed\"]}": "{not: [5]}",
        "write {above: …}": "{above: 5}", "write {below: …}": "{below: 5}", "write {atLeast: …}": "{atLeast: 5}", "write {atMost: …}": "{atMost: 5}",
        "write {atLeast: …, atMost: …}": "{atLeast: 5, atMost: 6}",
    ]

    private static let updates = [
        "write {add: …}": "{add: 1}", "write {add: 1}": "{add: 1}", "write {subtract: …}": "{subtract: 1}", "write the value itself: status: \"paid\"": "1",
        "write the value itself: each event sets it anew": "1", "write {first: …}": "{first: 1}",
        "write {first: …}, or {coalesce: [v, …]} for a value": "{first: 1}", "write {min: …}": "{min: 1}", "write {max: …}": "{max: 1}", "write null": "null",
    ]

    private static let forms = [
        "write {case: [{when: {…}, then: v}], else: v}": "{case: [{when: {n: 1}, then: 1}], else: 2}", "write {sum: […]}": "{sum: [1, 2]}",
        "write {subtract: [a, b]}": "{subtract: [3, 2]}", "write {multiply: […]}": "{multiply: [3, 2]}", "write {coalesce: [v, …]}": "{coalesce: [\"$.a\", 1]}",
        "write \"$.name\"": "\"$.name\"", "write the value itself, or {text: …}": "{text: \"a\"}", "write {prefix: v, length: n}": "{prefix: \"$.name\", length: 2}",
        "write {lower: v}": "{lower: \"$.name\"}", "write {upper: v}": "{upper: \"$.name\"}", "write {number: v}": "{number: \"$.name\"}",
        "write {time: v}": "{time: \"$.name\"}", "write {length: v}": "{length: \"$.name\"}",
    ]

    private static let report = [
        "write rows": "[\"shop\"]|>rows: [\"shop\"]>>", "write measures": "{m: {count: \"*\"}}|>measures: {m: {count: \"*\"}}>>",
        "write where": "{n: 1}|>where: {n: 1}>>", "write order": "[\"m\"]|>order: [\"m\"]>>", "write from": "\"p\"|>from: \"p\">>",
        "write columns": "{c: 1}|>columns: {c: 1}>>",
        "the name of a report is that of its file; write title for people": "\"x\"|>title: \"x\">>",
        "write limit, and an order with the largest first": "5|>limit: 5, order: [\"-m\"]>>", "write limit": "5|>limit: 5>>",
        "write subtotals": "[\"shop\"]|>rows: [\"shop\", \"n\"], subtotals: [\"shop\"]>>", "write others: true": "true|>rows: [\"shop\"], limit: 1, others: true>>",
        "write pivot: {column: …}": "\"shop\"|>rows: [\"shop\"], pivot: {column: \"shop\"}>>",
        "write lookup: {name: {from, key, column}}": "{}|>from: \"p\", lookup: {other: {from: \"p\", key: \"shop\", column: \"n\"}}>>",
    ]

    private static let measures = [
        "write {average: …, scale: 2}": "{average: \"n\", scale: 2}", "write {sum: …}": "{sum: \"n\"}", "write {distinct: …}": "{distinct: \"shop\"}",
        "write {deviation: …, scale: 4}": "{deviation: \"n\", scale: 4}", "write {weighted: …, by: …, scale: 4}": "{weighted: \"n\", by: \"n\", scale: 4}",
        "write {first: …, by: …}": "{first: \"n\", by: \"n\"}", "write {last: …, by: …}": "{last: \"n\", by: \"n\"}", "write {min: …}": "{min: \"n\"}", "write {max: …}": "{max: \"n\"}",
        "write {subtract: [a, b]}": "{subtract: [\"a\", \"a\"]}", "write {sum: [a, b]}": "{sum: [\"a\", \"a\"]}", "write {multiply: [a, b]}": "{multiply: [\"a\", \"a\"]}",
        "write {divide: [a, b], scale: 4}": "{divide: [\"a\", \"a\"], scale: 4}", "write {previous: …, along: \"month\"}": along("previous: \"a\""),
        "write {running: …, along: \"month\"}": along("running: \"a\""), "write {change: …, along: \"month\"}": along("change: \"a\""),
        "write {running: …, along: \"month\"}, or {sum: …, stock: \"closing\"} for a period": along("running: \"a\""),
        "write {share: …, scale: 4}": "{share: \"a\", scale: 4}", "write {moving: …, along: \"month\", last: 3, scale: 2}": along("moving: \"a\", last: 3, scale: 2"),
        "write {rank: …}": "{rank: \"a\"}",
    ]
}
