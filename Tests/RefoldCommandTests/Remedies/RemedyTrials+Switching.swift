/// Faults of new versions of read models, and of switches.
extension RemedyTrials {
    private static let rebuilt = "refold rebuild p --quiet"

    private static func declared(_ version: String, _ more: String = "") -> [String: String] {
        ["Reports/p.projection.json5": #"{name: "p", version: \#(version), \#(more) key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: \#(version)}}}"#]
    }

    private static let second = "sed 's/version: 1/version: 2/; s/n: 1}/n: 2}/' -i Reports/p.projection.json5"

    private static func version(
        _ remedy: String, files: [String: String] = declared("1"), before: String = rebuilt, _ command: String, cure: String = ""
    ) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: files, before: before, command: command, cure: cure)
    }

    /// Version 1 is served and kept as a file, version 2 is the present one.
    private static let twoVersions = "\(rebuilt); cp Reports/p.projection.json5 old.json5; \(second)"

    static let verifying = [
        RemedyTrial(
            remedy: "EventChange: find out who changed the store; refold catch-up … --repair brings the rows in line with it", files: declared("1"), before: rebuilt,
            command: "refold catch-up p", cure: "refold catch-up p --repair",
            sql: ("UPDATE event_store SET event_data = event_data || ' ' WHERE event_id = (SELECT min(event_id) FROM event_store WHERE event_type = 'PaymentInitiated')", "")),
        version("VerifyVerb: run refold rebuild …", before: "true", "refold verify p", cure: "refold rebuild p"),
    ]

    static let switching = [
        version("BisectVerb: see refold bisect --help", before: twoVersions, "refold bisect p<<|> p1>>", cure: "refold bisect --help"),
        version("BisectVerb: name the projection of the rows that are summed up", before: twoVersions, "refold bisect <<payment_events_by_day|>p>> p1").with { $0.isByExample = true },
        version("BisectVerb: run refold rebuild …", before: "refold rebuild p --no-promote --quiet", "refold bisect p p1", cure: "SAID"),
        RemedyTrial(
            remedy: "BisectVerb: name a file that has it with --from-definition", files: declared("1"), before: twoVersions, command: "refold bisect p p1<<|> --from-definition old.json5>>",
            sql: ("UPDATE refold_generations SET definition = NULL", ""), isOnReadModels: true),
        version(
            "BisectVerb: compare all rows with refold diff …",
            before: "\(rebuilt); sed 's/version: 1/version: 2/; s/key: .@stream./key: {value: \"\\$.payment_id\", as: \"id\"}/' -i Reports/p.projection.json5; refold rebuild p --no-promote --quiet",
            "refold <<bisect p p1|>diff p>>"),
        version("RowKeyText: see the keys with refold export …", before: twoVersions, "refold bisect p <<nobody|>p1>>", cure: "refold export p"),
        RemedyTrial(
            remedy: "RowKeyText: write it as refold diff --format json shows it",
            files: ["Reports/p.projection.json5": #"{name: "p", version: 1, key: ["$.payment_id", {day: "@occurred_at"}], columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#],
            before: rebuilt, command: #"refold bisect p '<<p2|>{"payment_id":"p2","day":"2024-09-01"}>>'"#, isByExample: true),
        version(
            "SwitchDecision: if it is to be empty, serve it with refold promote … --allow-empty", before: "\(rebuilt); sed 's/version: 1/version: 2/; s/PaymentInitiated/Never/' -i Reports/p.projection.json5",
            "refold rebuild p", cure: "refold promote p --allow-empty"),
        version(
            "SwitchDecision: look at it with refold diff …, and serve it with refold promote …", before: "\(rebuilt); \(second)", "refold catch-up p<< --review|>>>",
            cure: "refold diff p && refold promote p"),
        version(
            "SwitchDecision: look at it with refold diff …, and serve it with refold promote …, or build it again with refold rebuild … --accept",
            files: declared("1", #"accept: {rows: "0%"},"#), before: "\(rebuilt); \(second)", "refold rebuild p<<|> --accept>>"),
        RemedyTrial(
            remedy: "CatchUpPlan: serve the present version with refold promote …, or build it anew with refold rebuild …", files: declared("1"),
            before: "\(rebuilt); \(second); refold catch-up p --quiet; refold rollback p --quiet", command: "refold catch-up p", cure: "refold promote p",
            sql: ("UPDATE refold_generations SET definition = NULL", ""), isOnReadModels: true),
        RemedyTrial(
            remedy: "FoldRun+Candidates: check --store and --read-models; if the store was replaced or restored, run refold rebuild …", files: declared("1"),
            before: "\(rebuilt); refold rebuild p --no-promote --quiet", command: "refold catch-up p", cure: "refold rebuild p",
            sql: ("UPDATE event_store SET event_id = 'x' || event_id", "")),
        version("DiffVerb: leave --json out", before: "\(rebuilt); refold rebuild p --quiet", "refold diff p --format json<< --json|>>>"),
        version("DiffVerb: build another one beside what is served with refold rebuild … --no-promote", "refold diff p", cure: "SAID"),
        version("DropVerb: remove the definition first", "refold drop p", cure: "rm Reports/p.projection.json5"),
        version("PromoteVerb: build one beside what is served with refold rebuild … --no-promote", "refold promote p", cure: "SAID"),
        version("PromoteVerb: run refold catch-up …, then this again", before: "\(rebuilt); refold rebuild p --through 3 --no-promote --quiet", "refold promote p", cure: "SAID"),
        version(
            "PromoteVerb: if it is to be empty, add --allow-empty",
            before: "\(rebuilt); sed 's/version: 1/version: 2/; s/PaymentInitiated/Never/' -i Reports/p.projection.json5; refold rebuild p --no-promote --quiet",
            "refold promote p<<|> --allow-empty>>"),
        version("RollbackVerb: correct the definition, and build it anew with refold rebuild …", "refold rollback p", cure: "refold rebuild p"),
        version("GenerationSummary: run refold rebuild …", before: "true", "refold promote p", cure: "refold rebuild p --no-promote"),
        RemedyTrial(
            remedy: "GenerationTurn: drop what depends on it, and run refold drop … again", files: declared("1"), before: "\(rebuilt); rm Reports/p.projection.json5", command: "refold drop p",
            sql: ("CREATE VIEW v AS SELECT n FROM p", "DROP VIEW v"), isOnReadModels: true),
        RemedyTrial(
            remedy: "SQLiteDependents: drop what names it, run this again, and make it anew; what was served still is", files: declared("1"),
            before: "\(rebuilt); sed -i 's/version: 1/version: 2/; s/\\bn:/m:/g' Reports/p.projection.json5", command: "refold rebuild p",
            sql: ("CREATE VIEW v AS SELECT n FROM p", "DROP VIEW v"), isOnReadModels: true),
        RemedyTrial(
            remedy: "GenerationTurn: run refold rebuild …", files: declared("1"), before: "\(rebuilt); refold rebuild p --no-promote --quiet", command: "refold promote p",
            cure: "refold rebuild p --no-promote", sql: ("DROP TABLE \"p#2\"", ""), isOnReadModels: true),
    ]
}
