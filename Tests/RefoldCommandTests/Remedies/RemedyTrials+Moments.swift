/// Faults of moments and of manifests.
extension RemedyTrials {
    private static let counted = ["Reports/r.report.json5": #"{from: "payments", rows: ["status"], measures: {n: {count: "*"}}}"#]

    private static func asOf(_ remedy: String, _ moment: String, files: [String: String] = counted, isByExample: Bool = false) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: files, command: "refold report r --as-of \(moment)", isByExample: isByExample)
    }

    private static func filed(_ remedy: String, _ command: String, after: String = "true", cure: String = "", isByExample: Bool = false) -> RemedyTrial {
        RemedyTrial(
            remedy: remedy, files: counted, before: "refold rebuild payments --quiet; refold report r --output out --quiet; " + after,
            command: "refold verify --manifest out/r.manifest.json" + command, cure: cure, isByExample: isByExample)
    }

    private static let sealable = [
        "Reports/r.report.json5": #"{from: "payments", period: {column: "created_at"}, rows: ["status"], measures: {n: {count: "*"}}}"#
    ]

    static let moments = [
        RemedyTrial(
            remedy: "Reporting: name another folder with --output", files: sealable,
            before: "refold rebuild payments --quiet; refold seal r --period 2024-09 --output out --quiet", command: "refold seal r --period 2024-10 --output <<out|>other>>",
            isByExample: true),
        RemedyTrial(
            remedy: "Sealing: run refold rebuild …, and seal again", files: sealable, before: "refold rebuild payments --quiet", command: "refold seal r --period 2024-09",
            cure: "SAID", sql: ("DELETE FROM refold_proofs", ""), isOnReadModels: true),
        RemedyTrial(
            remedy: "Seal+Faults: bring it back from its files with refold seal --restore", files: sealable,
            before: "refold rebuild payments --quiet; refold seal r --period 2024-09 --output out --quiet", command: "refold report r --period 2024-09",
            cure: "refold seal --restore out/r.manifest.json", sql: ("UPDATE refold_seals SET lifted_at = 1, lifted_because = 'x'", ""), isOnReadModels: true),
        asOf(
            "MomentReporting: give the column another name", "5,8",
            files: ["Reports/r.report.json5": #"{from: "payments", rows: [{month: "created_at", as: "<<as_of|>column>>"}], measures: {n: {count: "*"}}}"#]),
        asOf("MomentStore: name an earlier one, or a time", "<<99|>5>>", isByExample: true),
        asOf("MomentStore: name an earlier one, or leave it out for the figures of now", "<<2999-01-01|>2024-12-31>>", isByExample: true),
        asOf(#"ReportMoments: did you mean "…"?"#, "<<month-end|>month-ends>>:2024"),
        asOf("ReportMoments: make two reports; years of a range are written year-ends:2001/2014", "5<<,2024-12-31|>>>", isByExample: true),
        asOf("ReportMoments: take longer units, or several reports", "<<month|>year>>-ends:1900/2020", isByExample: true),
        filed("VerifyVerb: make two commands of it", "<< payments|>>>", isByExample: true),
        filed(
            "ManifestCheck: bring the definition back, or name its folder with --definitions", "<<|> --definitions other>>",
            after: "mkdir other; mv Reports/r.report.json5 other"),
        filed(
            "MomentReporting: name that store with --store, or bring its events back", " --store sqlite:<<other|>events>>.db",
            after: "printf '' > none.ndjson; refold import none.ndjson --store sqlite:other.db --quiet", isByExample: true),
    ]
}
