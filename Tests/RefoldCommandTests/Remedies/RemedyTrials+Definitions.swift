/// Faults of projections, and of the form of definition files.
extension RemedyTrials {
    private static func projection(_ remedy: String, key: String = #""@stream""#, _ columns: String, _ handler: String, _ more: String = "") -> RemedyTrial {
        file(remedy, #"{name: "p", version: 1, key: \#(key), columns: {\#(columns)}, on: {PaymentInitiated: \#(handler)}\#(more)}"#)
    }

    private static func file(_ remedy: String, before: String = "", cure: String = "", _ text: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["Reports/p.projection.json5": text], before: before, command: "refold check", cure: cure)
    }

    static let definitions = values + shapes + forms

    private static let values = [
        projection("ExpressionParser: write {sum: […]} to add several", #"n: "integer""#, "{n: <<[1, 2]|>{sum: [1, 2]}>>}"),
        projection("ExpressionParser: write … without quotes", #"n: "integer""#, "{n: 1}", #", computed: {m: {sum: ["n", <<"5"|>5>>]}}"#),
        projection(#"ExpressionParser: write {text: "…"} if it is a text"#, #"t: "text""#, #"{t: <<"$abc"|>{text: "$abc"}>>}"#),
        projection(#"ExpressionParser: write "$.…", or {text: "…"} if it is a text"#, key: #"<<"payment_id"|>"$.payment_id">>"#, #"n: "integer""#, "{n: 1}"),
        projection(#"ExpressionParser: did you mean "…"?"#, #"t: "text""#, #"{t: "<<@steram|>@stream>>"}"#),
        projection(
            #"ExpressionParser+Arithmetic: name a scale and a rounding: {…: […], scale: 2, rounding: "half-even"}"#,
            #"a: {type: "decimal", scale: 10}, b: {type: "decimal", scale: 10}"#, "{a: 1, b: 2}",
            #", computed: {c: {multiply: ["a", "b"]<<|>, scale: 2, rounding: "half-even">>}}"#),
        projection(
            "ExpressionParser+Arithmetic: remove scale", #"currency: "text", a: {type: "money", currency: "currency"}"#, #"{currency: "EUR", a: 2}"#,
            #", computed: {c: {sum: ["a", "a"]<<, scale: 2|>>>}}"#),
        projection(
            #"ExpressionParser+Arithmetic: add rounding: "half-even""#, #"currency: "text", a: {type: "money", currency: "currency"}"#, #"{currency: "EUR", a: 2}"#,
            #", computed: {c: {multiply: ["a", 0.5]<<|>, rounding: "half-even">>}}"#),
        projection(#"ExpressionParser+Functions: cut it: {day: …, timeZone: "UTC"}"#, #"d: "date""#, #"{d: <<{date: "@occurred_at"}|>{day: "@occurred_at", timeZone: "UTC"}>>}"#),
        projection(#"ProjectionParser+Handlers: cut it: {day: …, timeZone: "UTC"}"#, #"d: "date""#, #"{d: <<"@occurred_at"|>{day: "@occurred_at", timeZone: "UTC"}>>}"#),
        projection(
            "ExpressionParser+Functions: write {number: …}, {time: …} or {date: …} around this one, or {concat: […]} for the order of bytes", #"n: "integer""#,
            #"{when: {"$.amount": {above: <<"$.fee"|>{number: "$.fee"}>>}}, set: {n: 1}}"#),
        projection("ExpressionParser+Tests: nothing is ordered against null: write null or {not: null} as the test", #"n: "integer""#, "{when: {n: {<<above|>not>>: null}}, set: {n: 1}}"),
        projection("ExpressionParser+Tests: write null to test for null", #"n: "integer""#, "{when: {n: <<[]|>null>>}, set: {n: 1}}"),
        projection(#"ExpressionParser+Time: write {column: "…"}"#, #"n: "integer", m: "integer""#, #"{n: <<"m"|>{column: "m"}>>, m: 1}"#),
        projection(#"ZoneData: did you mean "…"?"#, #"d: "date""#, #"{d: {day: "@occurred_at", timeZone: "<<Europe/Rom|>Europe/Rome>>"}}"#),
        projection(#"DefinitionValue: did you mean "…"?"#, #"n: "integer""#, "{n: 1}", #", computed: {m: {multiply: ["n", 0.5], scale: 1, rounding: "<<half-evn|>half-even>>"}}"#),
    ]

    private static let shapes = [
        projection("ProjectionParser+Columns: remove it", #"t: {type: "text"<<, scale: 2|>>>}"#, #"{t: "x"}"#),
        projection(#"ProjectionParser+Columns: write {type: "decimal", scale: 2}"#, #"d: <<"decimal"|>{type: "decimal", scale: 2}>>"#, "{d: 1}"),
        projection(
            #"ProjectionParser+Columns: write {type: "money", currency: "currency"}"#, #"currency: "text", a: <<"money"|>{type: "money", currency: "currency"}>>"#,
            #"{currency: "EUR", a: 1}"#),
        projection("ExpressionParser+Columns: give the … another name", #"n: "integer""#, "{n: 1}", #", computed: {<<n|>m>>: {sum: ["n", 2]}}"#),
        projection("ExpressionParser+Columns: state its decimals: {sum: […], scale: 2}", #"t: "text""#, #"{t: "1"}"#, #", computed: {m: {sum: [{number: "t"}, 1]<<|>, scale: 2>>}}"#),
        projection(#"ExpressionParser+Columns: write {column: "…"} or {text: "…"}"#, #"t: "text""#, #"{t: "1"}"#, #", computed: {m: <<"t"|>{column: "t"}>>}"#),
        projection(
            #"ExpressionParser: use it in a report, in its columns and in where; write {text: "…"} if it is a text"#, #"n: "integer""#, "{n: 1}",
            #", computed: {m: <<"@as_of"|>{text: "@as_of"}>>}"#),
        projection(#"ProjectionParser+Handlers: did you mean "…"?"#, #"n: "integer""#, #"<<"delet"|>"delete">>"#),
        projection("ProjectionParser+Handlers: write {add: …}, or {sum: [v, …]} for a value", #"n: {type: "integer", default: 0}"#, "{n: <<{sum: 1}|>{add: 1}>>}"),
        projection(#"ProjectionParser+Key: give one another name: {value: …, as: "name"}"#, key: #"["$.a.id", <<"$.b.id"|>{value: "$.b.id", as: "name"}>>]"#, #"n: "integer""#, "{n: 1}"),
        projection("ProjectionParser+Key: rename one of them", key: #"["$.a", "$.b"]"#, #"<<a|>c>>: "text""#, #"{<<a|>c>>: "x"}"#),
        projection(
            #"ProjectionParser+Key: name it: {value: …, as: "name"}"#, key: #"["$.a", <<{lower: "$.b"}|>{value: {lower: "$.b"}, as: "name"}>>]"#, #"n: "integer""#, "{n: 1}"),
        projection(
            "Projection+Definition: move it up",
            #"currency: "text", <<|>a: {type: "money", currency: "currency"}, >>\#((0..<70).map { "n\($0): \"integer\"" }.joined(separator: ", "))<<, a: {type: "money", currency: "currency"}|>>>"#,
            #"{currency: "EUR", a: 1}"#),
        projection(
            #"Projection+Definition: give "…" a default, or take this one away"#,
            #"currency: <<"text"|>{type: "text", default: "EUR"}>>, a: {type: "money", currency: "currency", default: 5}"#, #"{a: 1}"#),
        projection(#"ProjectionDefinition+Optional: did you mean "…"?"#, #"country: "text""#, #"{country: "x"}"#, #", optional: ["<<contry|>country>>"]"#),
        file("DefinitionObject: add it", #"{name: "p", <<|>version: 1, >>key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#),
        file(#"DefinitionObject: did you mean "…"?"#, #"{name: "p", <<verison|>version>>: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#),
        RemedyTrial(
            remedy: "DefinitionRegistry: give it another name",
            files: ["Reports/payments.projection.json5": #"{name: "payments", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#],
            command: "refold check", cure: "mv Reports/payments.projection.json5 Reports/mine.projection.json5; sed -i 's/\"payments\"/\"mine\"/' Reports/mine.projection.json5"),
        RemedyTrial(
            remedy: "DefinitionRegistry: rename the file to ….projection.json5, or the projection",
            files: ["Reports/a.projection.json5": #"{name: "b", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#],
            command: "refold check", cure: "mv Reports/a.projection.json5 Reports/b.projection.json5"),
    ]

    private static let forms = [
        file(
            "JSON5: save it as UTF-8", before: #"printf '// caf\351\n' >> Reports/p.projection.json5"#,
            cure: "iconv -f latin1 -t utf8 Reports/p.projection.json5 > p && mv p Reports/p.projection.json5",
            #"{name: "p", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#),
        projection(#"JSON5Parser+Tokens: close it, or end the line with \"#, #"t: "text""#, "{t: \"one<<|>\\>>\ntwo\"}"),
        projection("JSON5Parser+Tokens: leave it out", #"t: "text""#, #"{t: "a<<\u0000|>>>b"}"#),
        projection("JSON5Parser+Tokens: put it in quotes if it is a text", #"t: "text""#, #"{t: <<12ab|>"12ab">>}"#),
        projection("JSON5Parser+Tokens: shorten it", #"n: "integer""#, "{n: <<\(String(repeating: "0.0", count: 40))|>0>>}"),
        projection("JSON5Parser+Tokens: write the word in quotes", #"n: "integer""#, #"{<<\u0031n|>"n">>: 1}"#),
        projection("JSON5Parser: close it", #"n: "integer""#, "{n: 1}", "<<|>}>>").with { $0.files["Reports/p.projection.json5"]?.removeLast() },
        projection("JSON5Parser: flatten the definition", #"j: "json""#, "{n: 1}", ", columns: 0").with {
            let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
            $0.files["Reports/p.projection.json5"] = #"{name: "p", version: 1, key: "@stream", columns: {j: {type: "json", default: <<\#(deep)|>[]>>}}, on: {PaymentInitiated: {j: null}}}"#
        },
        projection("JSON5Parser: remove it, or the one in line …", #"n: "integer""#, "{n: 1<<, n: 2|>>>}"),
        projection(#"JSON5Parser: write "…""#, #"t: "text""#, #"{t: <<abc|>"abc">>}"#),
    ]
}

extension RemedyTrial {
    /// The same trial, changed.
    func with(_ change: (inout RemedyTrial) -> Void) -> RemedyTrial {
        var trial = self
        change(&trial)
        return trial
    }
}
