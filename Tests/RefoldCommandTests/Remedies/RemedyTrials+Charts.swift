/// Faults of charts and of the formats that people look at.
extension RemedyTrials {
    private static func chart(_ remedy: String, _ chart: String, _ rest: String = "") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy,
            files: [
                "Reports/r.report.json5":
                    #"{from: "payments", rows: [{month: "created_at"}, "status", "currency"], measures: {n: {count: "*"}, m: {count: "*"}, a: {sum: "amount"}}, \#(rest)charts: [{\#(chart)}]}"#
            ], command: "refold check")
    }

    static let charts = [
        chart(#"ReportParser+Charts: write kind: "area""#, #"kind: "<<line|>area>>", x: "month", y: ["n"], stacked: true"#),
        chart(
            "ReportPlanner+Charts: make two charts of it", #"kind: "bar", x: "month", y: ["n"<<, "a"|>>>]<<|>}, {kind: "bar", x: "month", y: ["a"]>>, stacked: true"#,
            #"where: {currency: "EUR"}, "#),
        chart("ReportParser+Charts: leave one in y, or leave series out", #"kind: "bar", x: "month", y: ["n"<<, "m"|>>>], series: "status""#),
        chart(
            "ReportPlanner+Charts: leave series out", #"kind: "bar", x: "month", y: ["n"]<<, series: "status"|>>>"#,
            #"pivot: {column: "status", values: ["failed"]}, "#),
    ]
}
