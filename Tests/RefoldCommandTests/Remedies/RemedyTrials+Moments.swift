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

    static let moments = [
        asOf(
            "MomentReporting: give the column another name", "5,8",
            files: ["Reports/r.report.json5": #"{from: "payments", rows: [{month: "created_at", as: "<<as_of|>column>>"}], measures: {n: {count: "*"}}}"#]),
        asOf("MomentStore: name an earlier one, or a time", "<<99|>5>>", isByExample: true),
        asOf("MomentStore: name an earlier one, or leave it out for the figures of now", "<<2999-01-01|>2024-12-31>>", isByExample: true),
        asOf(#"ReportMoments: did you mean "…"?"#, "<<month-end|>month-ends>>:2024"),
        asOf("ReportMoments: make two reports", "5<<,2024-12-31|>>>", isByExample: true),
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
