/// Faults of entries that go through lists, and of events with such lists.
extension RemedyTrials {
    private static func projection(_ handler: String, key: String = #"{value: "@stream", as: "sku"}"#) -> String {
        #"{name: "p", version: 1, key: \#(key), columns: {n: {type: "integer", default: 0}, t: "text"}, on: {T: \#(handler), U: {each: "$.l", set: {n: {add: 1}}}}}"#
    }

    private static func checked(_ remedy: String, _ handler: String, key: String = #"{value: "@stream", as: "sku"}"#) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["Reports/p.projection.json5": projection(handler, key: key)], command: "refold check")
    }

    /// A fault of an event with these data, which a rebuild finds.
    private static func folded(_ remedy: String, data: String, _ handler: String) -> RemedyTrial {
        RemedyTrial(
            remedy: remedy,
            files: [
                "x.ndjson": #"{"id":"e1","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":\#(data)}"# + "\n",
                "Reports/p.projection.json5": projection(handler),
            ],
            before: "rm events.db; refold import x.ndjson --quiet", command: "refold rebuild p")
    }

    static let lists = [
        checked(#"ExpressionParser+Items: write the entry as {each: "$.lines", set: {…}}"#, #"<<{t: "@item.sku"}|>{each: "$.lines", set: {t: "@item.sku"}}>>"#),
        checked(
            #"HandlerParser+Items: read one of its elements, such as "@item.parts[0]""#,
            #"{each: <<"@item.parts"|>"$.lines">>, set: {t: <<"x"|>"@item.parts[0]">>}}"#),
        checked("HandlerParser+Items: remove it", #"{key: {value: "$.sku"<<, as: "name"|>>>}, set: {n: 1}}"#),
        checked(
            #"HandlerParser+Items: write {key: "$.name", set: …} with what the row is known by here"#, #"<<{n: 1}|>{key: "$.name", set: {n: 1}}>>"#,
            key: #"{value: "@item.sku", as: "sku"}"#),
        folded(
            "FoldError: correct the path, or leave such events out by a test on the event; a stored event is never changed", data: #"{"lines":"none"}"#,
            #"{each: "$.lines"<<|>, when: {"$.lines": {not: "none"}}>>, set: {n: {add: 1}}}"#),
        folded(
            #"FoldError: read the item itself, as "@item", or leave such events out by a test; a stored event is never changed"#, data: #"{"lines":["a"]}"#,
            #"{each: "$.lines", set: {t: "<<@item.sku|>@item>>"}}"#),
    ]
}
