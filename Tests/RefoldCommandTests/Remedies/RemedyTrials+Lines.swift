/// Faults of measures along lines, of stock, and of which lines are shown.
extension RemedyTrials {
    private static func report(_ remedy: String, _ rest: String, _ command: String = "refold check") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy,
            files: [
                "Reports/sales.projection.json5":
                    #"{name: "sales", version: 1, key: "@stream", columns: {shop: "text", n: "integer", at: "timestamp"}, "#
                    + #"on: {PaymentInitiated: {shop: "$.organization_id", n: 7, at: "@occurred_at"}}}"#,
                "Reports/r.report.json5": #"{from: "sales", \#(rest)}"#,
            ], before: command == "refold check" ? "" : "refold rebuild sales --quiet", command: command)
    }

    private static let count = #"measures: {m: {count: "*"}}"#

    static let shown = [
        report("ReportParser+Shape: add limit: 10", #"rows: ["shop"], others: true<<|>, limit: 10>>, \#(count)"#),
        report("ReportParser+Shape: remove one", #"rows: [{month: "at"}], fill: ["month"<<, "month"|>>>], \#(count)"#),
        report(
            "ReportParser+Shape: leave values out to get a column for each that occurs", #"rows: ["shop"], pivot: {column: "shop"<<, values: []|>>>}, \#(count)"#),
        report(
            "ReportParser+Measures: put where into the measure that it looks at",
            #"rows: [{month: "at"}], measures: {m: {count: "*"<<|>, where: {n: 1}>>}, r: {running: "m", along: "month"<<, where: {n: 1}|>>>}}"#),
        report(
            #"ReportPlanner+Lines: make a measure of it that does, as {sum: …} or {count: "*"}"#,
            #"rows: ["shop"], measures: {<<|>s: {sum: "n"}, >>m: {max: "n"}, p: {share: "<<m|>s>>", scale: 2}}"#),
        report(#"ReportPlanner+Lines: add period: {column: "…"}"#, #"<<|>period: {column: "at"}, >>measures: {m: {count: "*", stock: "opening"}}"#),
        report(
            #"ReportPlanner+Lines: take it out of rows, or write {running: …, along: "…"} for the balance of each"#,
            #"period: {column: "at"}, rows: [<<{month: "at"}|>>>], measures: {m: {count: "*", stock: "closing"}}"#),
        report("ReportPlanner+Shape: leave limit and others out", #"<<limit: 1, others: true, |>>>\#(count)"#),
        report("ReportPlanner+Shape: write order: […]", #"rows: [{month: "at"}, "shop"], subtotals: ["shop"], <<|>order: ["shop"], >>\#(count)"#),
        report(
            #"ReportPlanner+Shape: leave "…" out; totals: true has the total of all"#, #"rows: [{month: "at"}, "shop"], subtotals: ["month"<<, "shop"|>>>], \#(count)"#),
        report(
            "ReportPlanner+Shape: take one of the two out of rows, or leave fill out", #"rows: [{year: "at"}, {month: "at"}]<<, fill: ["month"]|>>>, \#(count)"#),
        report("ReportPlanner+Shape: take it out of subtotals", #"rows: ["shop", {month: "at"}, "n"], pivot: {column: "month"}, subtotals: ["shop"<<, "month"|>>>], \#(count)"#),
        report(
            #"ReportPlanner+Rows: write pivot: {column: "…", values: […]}"#,
            #"rows: ["shop"], pivot: {column: "shop"<<|>, values: ["o1"]>>}, checks: ["<<m|>o1_m>> > 0"], \#(count)"#),
        report(
            "MomentReporting: add values to the pivot, or name one moment", #"rows: ["shop"], pivot: {column: "shop"<<|>, values: ["o1"]>>}, \#(count)"#,
            "refold report r --as-of 1,2"),
        report(
            "PivotTable: name the values that are to be columns with values, or rename a measure",
            #"rows: ["shop"], pivot: {column: "shop"}, measures: {m: {count: "*"}, \#((0..<500).map { "c\($0): {sum: \"n\"}" }.joined(separator: ", ").replacing("c499", with: "<<c499").appending("|>>>"))}"#,
            "refold report r"
        ),
        report(
            "ReportRun+Fill: name a shorter period with --period, or take the column out of fill",
            #"period: {column: "at"}, rows: ["shop", {hour: "at"}]<<, fill: ["hour"]|>>>, \#(count)"#, "refold report r --period 0001-01-01/9000-01-01"),
        report(
            "ReportLines: give it a smaller scale", #"measures: {a: {sum: "n"}, m: {multiply: ["a", 10000000000000000000000, 10000], scale: <<18|>0>>}}"#,
            "refold report r"),
    ]
}
