/// Faults of stated readings, and of currencies of one's own.
extension RemedyTrials {
    private static func projection(_ columns: String, _ handler: String, _ more: String = "") -> String {
        #"{name: "p", version: 1, key: "@stream", columns: {\#(columns)}, on: {T: \#(handler)}\#(more)}"#
    }

    /// A fault of a definition, which `check` finds.
    private static func checked(_ remedy: String, _ columns: String, _ handler: String, _ more: String = "") -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["Reports/p.projection.json5": projection(columns, handler, more)], command: "refold check")
    }

    private static func currencies(_ remedy: String, _ text: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["Reports/events.json5": "{currencies: {\(text)}}"], command: "refold check")
    }

    /// A fault of an event with these data, which a rebuild finds.
    private static func folded(_ remedy: String, data: String, _ columns: String, _ handler: String) -> RemedyTrial {
        RemedyTrial(
            remedy: remedy,
            files: [
                "x.ndjson": #"{"id":"e1","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":\#(data)}"# + "\n",
                "Reports/p.projection.json5": projection(columns, handler),
            ],
            before: "rm events.db; refold import x.ndjson --quiet", command: "refold rebuild p")
    }

    private static let amount = #"currency: "text", a: {type: "money", currency: "currency"}"#

    static let readings = [
        currencies("Currency+Adding: state fewer decimals and round amounts to them, or keep the last places in a column of type text", "TOKEN: <<19|>18>>"),
        currencies("Currency+Adding: take it away, or give the currency another code", "<<EUR|>MYEUR>>: 3"),
        checked(#"ExpressionParser+Readings: did you mean "…"?"#, amount, #"{currency: "EUR", a: {money: "$.cents", unit: "minor", currency: "<<EURO|>EUR>>"}}"#),
        checked("ExpressionParser+Readings: remove it", #"t: "timestamp""#, #"{t: {time: "$.at", unit: "s"<<, timeZone: "Europe/Rome"|>>>}}"#),
        checked(#"ExpressionParser+Readings: write "…""#, #"d: "date""#, #"{d: {date: "$.d", form: "<<dd/mm/yyyy|>DD/MM/YYYY>>"}}"#),
        checked(
            #"ExpressionParser+Readings: write {money: …, unit: "minor", currency: "$.currency"}"#, #"n: {type: "decimal", scale: 2}"#,
            #"{n: {money: "$.cents", unit: "minor"<<|>, currency: "$.currency">>}}"#),
        checked(
            "ExpressionParser+Tests: remove it", #"t: "text""#, #"{t: "5"}"#, #", computed: {big: {case: [{when: {t: {<<read: "number", |>>>not: null}}, then: true}], else: false}}"#),
        folded(
            "FoldError: correct the definition if it takes the code from elsewhere, or state its decimals in events.json5, such as {currencies: {BTC: 8}}",
            data: #"{"a":"0.5","currency":"BTC"}"#, amount, #"{currency: "$.currency", a: "$.a"}"#
        ).with { $0.files["Reports/events.json5"] = "{<<|>currencies: {BTC: 8}>>}" },
        folded(
            #"FoldError: round the number in the reading: {time: {sum: [v], scale: 6, rounding: "down"}, unit: "s"}"#, data: #"{"at":1709285400.1234567}"#, #"t: "timestamp""#,
            #"{t: {time: <<"$.at"|>{sum: ["$.at"], scale: 6, rounding: "down"}>>, unit: "s"}}"#),
        folded(
            "FoldError: say in the definition how the value is written: …; a stored event is never changed", data: #"{"a":"1.234,56"}"#, #"n: {type: "decimal", scale: 2}"#,
            #"{n: <<"$.a"|>{number: "$.a", decimal: ",", group: "."}>>}"#),
        folded(
            "FoldError: say in the test how the value is written: …; a stored event is never changed", data: #"{"a":"1,5"}"#, #"n: "integer""#,
            #"{when: {"$.a": {<<|>read: "number", decimal: ",", >>above: 1}}, set: {n: 1}}"#),
        folded(
            "FoldError: state the form in which the value is written, or leave such events out by a test; a stored event is never changed", data: #"{"d":"unknown"}"#, #"d: "date""#,
            #"<<|>{when: {"$.d": {not: "unknown"}}, set: >>{d: {date: "$.d", form: "DD/MM/YYYY"}}<<|>}>>"#),
        folded(
            "FoldError: state the zone whose clocks showed the time, or leave such events out by a test; a stored event is never changed", data: #"{"at":"2024-03-31 02:30:00"}"#, #"t: "timestamp""#,
            #"{t: {time: "$.at", timeZone: "<<Europe/Rome|>Africa/Tunis>>"}}"#),
    ]
}
