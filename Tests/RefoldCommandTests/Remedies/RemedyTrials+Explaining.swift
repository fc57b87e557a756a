/// Faults of what is to be explained.
extension RemedyTrials {
    private static let explainedFiles = [
        "Reports/p.projection.json5":
            #"{name: "p", version: 1, key: "@stream", columns: {shop: "text", b: "text", n: "integer", c: "text", money: {type: "money", currency: "c"}}, on: {PaymentInitiated: {shop: "$.organization_id", b: "$.none", n: 1, c: "$.currency", money: "$.amount"}, PaymentProcessed: {b: ""}}}"#,
        "Reports/r.report.json5": #"{from: "p", rows: ["shop", "b"], measures: {total: {sum: "n"}, k: {count: "*"}}}"#,
        "Reports/whole.report.json5": #"{from: "p", measures: {n: {sum: "n"}}}"#,
        "Reports/money.report.json5": #"{from: "p", rows: ["c"], measures: {m: {sum: "money"}}}"#,
        "Reports/top.report.json5": #"{from: "p", rows: ["shop"], limit: 1, others: true, measures: {n: {sum: "n"}}}"#,
        "Reports/texts.report.json5": #"{from: "p", rows: ["b"], measures: {n: {sum: "n"}}}"#,
    ]

    private static func explained(_ remedy: String, _ command: String, cure: String = "", isByExample: Bool = false) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: explainedFiles, before: "refold rebuild p --quiet", command: "refold explain " + command, cure: cure, isByExample: isByExample)
    }

    static let explaining = [
        explained("LineName: leave --row out: there is one line", "whole<< --row shop=o1|>>>"),
        explained(#"LineName: did you mean "…"?"#, "r --measure total --row <<shpo|>shop>>=o2,b="),
        explained(#"LineName: write a value that has ",…=" in it as JSON: {"…": "…"}"#, #"texts --row <<'b=,nothing_near=1'|>'{"b":""}'>>"#, isByExample: true),
        explained("LineName: leave one out", "r --measure total --row shop=o2,b=<<,b=|>>>"),
        explained("LineName: name every row column; nothing after = is null", "r --measure total --row shop=o2<<|>,b=>>", isByExample: true),
        explained("LineName: write it as expected, or as a JSON object", "r --measure total --row <<o2|>shop=o2,b=>>", isByExample: true),
        explained("LineName: write it as expected, or mend the JSON", #"r --measure total --row <<'{a}'|>shop=o2,b=>>"#, isByExample: true),
        explained("FigurePass: name one of them; without limit the report shows them all", "top --row 'shop=<<(others)|>o2>>'", isByExample: true),
        explained("FigurePass: see the lines with refold report …", "r --measure total --row shop=<<o9|>o2>>,b=", cure: "refold report r"),
        explained(#"FigurePass: write --row as a JSON object, with null or """#, #"texts --row <<b=|>'{"b":null}'>>"#, isByExample: true),
        explained("ReportPlan+Explain: name one with --measure", "r --row shop=o2,b=<<|> --measure total>>"),
        explained(#"ReportPlan+Explain: did you mean "…"?"#, "r --row shop=o2,b= --measure <<totla|>total>>"),
        explained("ReportPlan+Explain: name one with --row", "money<<|> --row c=EUR>>"),
        explained("Explaining: see refold explain --help", "p<<|> p1>>", cure: "refold explain --help"),
        explained(#"Explaining: did you mean "…"?"#, "p p1 --column <<monye|>money>>"),
        RemedyTrial(
            remedy: "Explaining: run refold rebuild …", files: ["Reports/p.projection.json5": #"{name: "p", version: <<1|>2>>, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: <<1|>2>>}}}"#],
            before: "refold rebuild p --quiet; sed -i 's/version: 1/version: 2/; s/n: 1}/n: 2}/' Reports/p.projection.json5", command: "refold explain p p1", cure: "refold rebuild p",
            sql: ("UPDATE refold_generations SET definition = NULL", ""), isOnReadModels: true),
        explained("ExplainVerb: see refold explain --help", "p p1<< p2|>>>", cure: "refold explain --help"),
        explained("ExplainVerb: leave it out, or name a report alone", "p p1<< --measure n|>>>"),
        explained("ExplainVerb: leave it out, or name a projection and the key of a row", "whole<< --column n|>>>"),
    ]
}
