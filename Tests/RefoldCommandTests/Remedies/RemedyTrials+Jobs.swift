/// Faults of jobs, and what is not known of a projection.
extension RemedyTrials {
    private static let report = #"{from: "payments", period: {column: "created_at"}, measures: {n: {count: "*"}}}"#

    private static func job(_ remedy: String, _ steps: String, command: String = "refold check") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy, files: ["Jobs/j.json5": #"{store: "sqlite:events.db", steps: [\#(steps)]}"#, "Reports/r.report.json5": report], command: command)
    }

    private static func declared(_ name: String) -> String {
        #"{name: "\#(name)", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#
    }

    static let jobs = [
        job("JobCheck: give one of them another output", #"{export: "payments", output: "a.csv"}, {export: "payments", output: "<<a|>b>>.csv"}"#),
        job(#"PathPattern: did you mean "…"?"#, #"{report: "r", output: "out/{<<dat|>date>>}"}"#),
        job("PathPattern: name a period, or leave it out", #"{report: "r", output: "out/{period}"<<|>, period: "2024">>}"#),
        RemedyTrial(
            remedy: "JobCheck: name a file in it, such as index.html",
            files: ["Jobs/j.json5": #"{store: "sqlite:events.db", index: "Jobs<<|>/index.html>>", steps: [{report: "r", output: "out"}]}"#, "Reports/r.report.json5": report],
            command: "refold check"),
        job("StepReading: leave one out", #"{catchUp: ["payments"<<, "payments"|>>>]}"#),
        job("RunDays: leave one out", #"{catchUp: ["payments"], when: ["monday"<<, "monday"|>>>]}"#),
        job("StepReading: make two steps of it", #"{catchUp: "payments"<<, |>}, {>>report: "r", output: "out"}"#),
        job("JobFolder: add --store …, which … works on", #"{catchUp: []}"#, command: "unset REFOLD_STORE; refold status<<|> --store sqlite:events.db>>"),
        RemedyTrial(remedy: "JobFolder: check the path and its permissions", before: "touch Jobs", command: "refold check", cure: "rm Jobs; mkdir Jobs"),
        RemedyTrial(
            remedy: "DefinitionRegistry+History: declare one that does", files: ["Reports/p.projection.json5": declared("p").replacing("PaymentInitiated", with: "<<Other|>PaymentInitiated>>")],
            command: "refold history p1 --domains none"),
        RemedyTrial(
            remedy: "DefinitionRegistry+History: name one with --projection",
            files: ["Reports/p.projection.json5": declared("p"), "Reports/q.projection.json5": declared("q")], command: "refold history p1 --domains none<<|> --projection p>>"),
        RemedyTrial(
            remedy: "MatchWarning: correct the definition, or name what may be missing in its \"optional\"",
            files: ["Reports/p.projection.json5": declared("p").replacing("n: 1}}", with: "n: 1}, Refunded: {n: 2}}<<|>, optional: [\"Refunded\"]>>")],
            command: "refold rebuild p --strict"),
        RemedyTrial(
            remedy: "WarningFinder: correct it, or name it in \"optional\" if it may be missing",
            files: ["Reports/p.projection.json5": declared("p").replacing("n: 1}}", with: "n: 1}, Zzzzzz: {n: 2}}<<|>, optional: [\"Zzzzzz\"]>>")],
            command: "refold rebuild p", warns: true),
        RemedyTrial(
            remedy: "WarningFinder: did you mean \"…\"?", files: ["Reports/p.projection.json5": declared("p").replacing("PaymentInitiated", with: "<<PaymentInitated|>PaymentInitiated>>").replacing("version: 1", with: "version: <<1|>2>>")],
            command: "refold rebuild p", warns: true),
        RemedyTrial(
            remedy: "WarningFinder: handle it, or name it in \"ignore\" in … if it is nobody's",
            files: ["Reports/events.json5": "{ignore: [<<|>\"Heartbeat\">>]}", "x.ndjson": #"{"id":"h","stream":"h","type":"Heartbeat","occurred_at":"2024-03-01T09:30:00Z","data":{}}"# + "\n"],
            before: "refold import x.ndjson --quiet", command: "refold check --store sqlite:events.db", warns: true),
        RemedyTrial(
            remedy: "Projection+Served: raise the version to …", files: ["Reports/p.projection.json5": declared("p").replacing("version: 1", with: "version: <<1|>2>>")],
            before: "sed 's/{n: 1}/{n: 3}/' -i Reports/p.projection.json5; refold rebuild p --quiet; sed 's/{n: 3}/{n: 1}/' -i Reports/p.projection.json5", command: "refold catch-up p"),
        RemedyTrial(
            remedy: "Projection+Served: raise the version in the definition", files: ["Reports/p.projection.json5": declared("p").replacing("version: 1", with: "version: <<1|>2>>")],
            before: "sed 's/version: 1/version: 2/' -i Reports/p.projection.json5; refold rebuild p --quiet; sed 's/version: 2/version: 1/' -i Reports/p.projection.json5",
            command: "refold catch-up p"),
    ]
}
