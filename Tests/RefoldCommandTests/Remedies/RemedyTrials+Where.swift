/// Faults of rows that are chosen.
extension RemedyTrials {
    private static func export(_ remedy: String, _ flags: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: "refold rebuild payments --quiet", command: "refold export payments \(flags)")
    }

    static let chosen = [
        export("WhereText: write the test in single quotes, since the shell takes > and < outside quotes for itself", "--where <<status>failed|>'status>failed'>>"),
        export(#"WhereText: write "…", or put the text in double quotes if it begins with a sign"#, "--where 'status=<<=|>>>failed'"),
        export(#"WhereText: write ……"" for the empty text, …=null for null"#, #"--where 'status=<<|>"">>'"#),
        export("WhereText: write …=null or …!=null, or put the text in double quotes", "--where 'status<<<|>!=>>null'"),
        export("WhereText: write the text without quotes, or as JSON writes it", #"--where 'status=<<"failed|>failed>>'"#),
        export("WhereText: leave them out, or put the text in double quotes if they belong to it", #"--where "status=<<'failed'|>failed>>""#),
        export("ReportPlanner+Filters: add the test '…=EUR'", "--where 'amount>=1'<<|> --where currency=EUR>>"),
        export("ReportPlanner+Export: write … before …, or add the test '…=EUR'", "--order <<|>currency,>>-amount"),
        export(#"ReportPlanner+Export: did you mean "…"?"#, "--columns <<statsu|>status>>"),
        export("ReportPlanner+Export: leave one out", "--columns status<<,status|>>>"),
        RemedyTrial(
            remedy: "ReportPlanner+Where: test …, or choose with --period",
            files: ["Reports/r.report.json5": #"{from: "payments", rows: [{month: "created_at"}], measures: {n: {count: "*"}}}"#],
            before: "refold rebuild payments --quiet", command: "refold report r --where <<month=2024-09|>'created_at>=2024-09-01T00:00:00Z'>>", isByExample: true),
    ]
}
