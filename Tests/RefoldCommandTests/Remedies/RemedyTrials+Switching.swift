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

    static let verifying = [
        RemedyTrial(
            remedy: "EventChange: find out who changed the store; refold catch-up … --repair brings the rows in line with it", files: declared("1"), before: rebuilt,
            command: "refold catch-up p", cure: "refold catch-up p --repair",
            sql: ("UPDATE event_store SET event_data = event_data || ' ' WHERE event_id = (SELECT min(event_id) FROM event_store WHERE event_type = 'PaymentInitiated')", "")),
        version("VerifyVerb: run refold rebuild …", before: "true", "refold verify p", cure: "refold rebuild p"),
    ]

    static let switching = [
        version(
            "SwitchDecision: if it is to be empty, run it again with --allow-empty", before: "\(rebuilt); sed 's/version: 1/version: 2/; s/PaymentInitiated/Never/' -i Reports/p.projection.json5",
            "refold rebuild p<<|> --allow-empty>>"),
        version(
            "SwitchDecision: look at it with refold diff …, and serve it with refold promote …", before: "\(rebuilt); \(second)", "refold catch-up p<< --review|>>>",
            cure: "refold diff p && refold promote p"),
        version(
            "SwitchDecision: look at it with refold diff …, and serve it with refold promote …, or run it again with --accept",
            files: declared("1", #"accept: {rows: "0"},"#), before: "\(rebuilt); \(second)", "refold rebuild p<<|> --accept>>"),
        RemedyTrial(
            remedy: "CatchUpPlan: serve the present version with refold promote …, or build it anew with refold rebuild …", files: declared("1"),
            before: "\(rebuilt); \(second); refold catch-up p --quiet; refold rollback p --quiet", command: "refold catch-up p", cure: "refold promote p",
            sql: ("UPDATE refold_generations SET definition = NULL", ""), isOnReadModels: true),
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
            remedy: "GenerationTurn: run refold rebuild …", files: declared("1"), before: "\(rebuilt); refold rebuild p --no-promote --quiet", command: "refold promote p",
            cure: "refold rebuild p --no-promote", sql: ("DROP TABLE \"p#2\"", ""), isOnReadModels: true),
    ]
}
