/// Faults of runs that park, and of what is done about parked events.
extension RemedyTrials {
    private static func event(_ version: Int, amount: String) -> String {
        #"{"id":"e\#(version)","stream":"s","version":\#(version),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"a":"\#(amount)"}}"# + "\n"
    }

    /// The second of two events cannot be taken.
    private static let world = [
        "x.ndjson": event(1, amount: "1.00") + event(2, amount: "none"),
        "Reports/p.projection.json5": #"{name: "p", version: 1, key: "@stream", columns: {a: {type: "decimal", scale: 2}}, on: {T: {a: "$.a"}}}"#,
    ]
    private static let imported = "rm events.db; refold import x.ndjson --quiet"
    private static let isParked = "\(imported); refold rebuild p --park --quiet || [ $? = 4 ]"

    private static func parking(_ remedy: String, _ command: String, before: String = isParked, cure: String = "") -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: world, before: before, command: command, cure: cure)
    }

    static let parked = [
        parking(
            "ParkedRun: run refold catch-up … --park: it rebuilds, and parks anew", "refold parked retry p",
            before: #"\#(isParked); sed -i 's/version: 1/version: 2/; s/a: "$.a"/a: 1/' Reports/p.projection.json5"#, cure: "refold catch-up p --park"),
        parking("ParkedRun: run refold rebuild …", "refold parked retry payments", before: "true", cure: "SAID"),
        parking("ParkedVerb: leave --dropped and --reason out", "refold parked retry payments<< --dropped --reason x|>>>", before: "refold rebuild payments --quiet"),
        parking("ParkedVerb: leave it out", "refold parked<< --reason x|>>>"),
        parking("ParkedVerb: say why the event is left out: it is kept with it", "refold parked drop p 2<<|> --reason 'a test of the shop'>>"),
        parking("ParkedVerb: see refold parked", "refold parked drop p <<second|>2>> --reason x", cure: "refold parked"),
        parking("ParkedVerb: see refold parked --help", "refold parked p<< 2|>>>", cure: "refold parked --help"),
        parking("RowRefold: see refold parked …", "refold parked drop p <<1|>2>> --reason x", cure: "refold parked p"),
        parking(
            "TaskParking: correct the definition's handlers, or allow more with --park=N; what was served still is", "refold rebuild p --quiet <<--park=0|>--park=1>>",
            before: imported
        ).with { $0.status = 4 },
    ]
}
