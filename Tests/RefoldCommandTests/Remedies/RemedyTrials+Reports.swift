import RefoldDefinitions

/// Faults of reports.
extension RemedyTrials {
    private static let sales = #"""
        {name: "sales", version: 1, key: "@stream",
         columns: {shop: "text", n: "integer", at: "timestamp", day: "date", currency: "text", amount: {type: "money", currency: "currency"}},
         on: {PaymentInitiated: {shop: "$.organization_id", n: 7, at: "@occurred_at", day: {day: "@occurred_at", timeZone: "UTC"}, currency: "$.currency", amount: "$.amount"}}}
        """#

    private static func report(_ remedy: String, _ rest: String, command: String = "refold check") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy, files: ["Reports/sales.projection.json5": sales, "Reports/r.report.json5": #"{from: "sales", \#(rest)}"#],
            before: command.contains("report") ? "refold rebuild sales --quiet" : "", command: command)
    }

    static let reports = [
        report(#"AggregateFunction: count it with {count: "…"}"#, #"measures: {m: {<<sum|>count>>: "shop"}}"#),
        report(#"ReportPlanner+Filters: add "…" to rows, or write where: {…: "EUR"}"#, #"rows: [<<|>"currency">>], measures: {m: {sum: "amount"}}"#),
        report(#"ReportPlanner+Filters: did you mean "…"?"#, #"where: {currency: "<<EURO|>EUR>>"}, measures: {m: {sum: "amount"}}"#),
        report("ReportPlanner+Filters: make it a column of the report, under columns", #"<<|>columns: {more: {sum: ["n", 1]}}, >>where: {n: {above: <<{sum: ["n", 1]}|>{column: "more"}>>}}, measures: {m: {count: "*"}}"#),
        report(#"ReportPlanner+Filters: turn the test round: {blocked_until: {above: "@as_of"}}"#, #"where: {<<"@as_of": {below: "2024-01-01T00:00:00Z"}|>at: {above: "@as_of"}>>}, measures: {m: {count: "*"}}"#).with { $0.isByExample = true },
        report(#"ExpressionParser+Tests: write {day: "…", timeZone: "…"}"#, #"where: {day: {below: <<"@as_of"|>{day: "@as_of", timeZone: "UTC"}>>}}, measures: {m: {count: "*"}}"#),
        report(#"ExpressionParser: write "…" without column"#, #"where: {at: {below: <<{column: "@as_of"}|>"@as_of">>}}, measures: {m: {count: "*"}}"#).with { $0.isByExample = true },
        report(#"ExpressionParser+Tests: write "@as_of""#, #"where: {at: {below: "<<now|>@as_of>>"}}, measures: {m: {count: "*"}}"#),
        report(#"ExpressionParser+Tests: write {day: "@as_of"}"#, #"where: {day: {below: <<"today"|>{day: "@as_of"}>>}}, measures: {m: {count: "*"}}"#),
        report("ReportPlanner+Columns: make several reports, or computed columns of the projection", #"columns: {\#((0..<401).map { $0 < 400 ? "c\($0): 1" : "<<, c\($0): 1|>>>" }.joined(separator: ", ").replacing(", <<", with: "<<"))}, measures: {m: {count: "*"}}"#).with { $0.isByExample = true },
        report("ReportParser: write rows if lines are to be made for these", #"<<columns|>rows>>: ["shop"], measures: {m: {count: "*"}}"#),
        report(
            "ReportPlanner: name the column that it is worked out from, or choose by it in where",
            #"columns: {since: {coalesce: ["at", "@as_of"]}}, period: {column: "<<since|>at>>"}, measures: {m: {count: "*"}}"#).with { $0.isByExample = true },
        report(
            #"ExpressionStage: name a rounding in the column: rounding: "half-even""#, #"columns: {half: {sum: [{multiply: ["n", 0.5]}], scale: 0<<|>, rounding: "half-even">>}}, measures: {m: {sum: "half"}}"#,
            command: "refold report r"),
        report(
            "ExpressionStage: leave such rows out with where, by a column of the read model", #"columns: {big: {multiply: ["n", 9223372036854775807]}}, <<|>where: {n: {below: 2}}, >>measures: {m: {sum: "big"}}"#,
            command: "refold report r"
        ),
        report("ReportPlanner+Measures: add scale", #"measures: {n: {sum: "n"}, a: {multiply: ["n", 0.5], scale: 18}, m: {multiply: ["a", "a", "a"]<<|>, scale: 2>>}}"#),
        report("ReportPlanner+Measures: give the measure another name, or the cut one with as", #"rows: ["shop"], measures: {<<shop|>shops>>: {count: "*"}}"#),
        report(#"ReportPlanner+Measures: make a measure of it first, as {sum: "…"}"#, #"measures: {<<|>n: {sum: "n"}, >>m: {sum: ["n", 1]}}"#),
        report("ReportPlanner+Measures: move it above", #"measures: {<<|>a: {count: "*"}, >>m: {sum: ["a", 1]}<<, a: {count: "*"}|>>>}"#),
        report("CalendarCut: leave timeZone out", #"rows: [{month: "day"<<, timeZone: "Europe/Rome"|>>>}], measures: {m: {count: "*"}}"#),
        report("ReportPlanner+Rows: remove one", #"rows: ["shop"], measures: {m: {count: "*"}}, order: ["m"<<, "-m"|>>>]"#),
        report("ReportParser+Measures: add scale", #"measures: {a: {sum: "n"}, m: {sum: ["a", 1], rounding: "half-even"<<|>, scale: 0>>}}"#),
        report("ReportParser+Measures: put where into the measures that it uses", #"measures: {a: {sum: "n"<<|>, where: {shop: "o1"}>>}, m: {sum: ["a", 1]<<, where: {shop: "o1"}|>>>}}"#),
        report("ReportParser+Measures: remove one", #"measures: {m: {distinct: ["shop"<<, "shop"|>>>]}}"#),
        report("AggregateFunction: add scale: 2", #"measures: {m: {deviation: "n"<<|>, scale: 2>>}}"#),
        report("ReportParser+Rows: name this one with as", #"rows: [{month: "at"}, {month: "day"<<|>, as: "other">>}], measures: {m: {count: "*"}}"#),
        report("ReportParser+Rows: remove one", #"rows: ["shop"<<, "shop"|>>>], measures: {m: {count: "*"}}"#),
        report(
            #"ReportPlan+Run: leave --period out, or add period: {column: "…"} to the definition"#, #"<<|>period: {column: "at"}, >>measures: {m: {count: "*"}}"#,
            command: "refold report r --period 2024"),
        report("ReportRun+Table: give it a smaller scale", #"measures: {m: {average: "big", scale: <<18|>0>>}}"#, command: "refold report r").with {
            $0.files["Reports/sales.projection.json5"] =
                #"{name: "sales", version: 1, key: "@stream", columns: {big: {type: "decimal", scale: 13}}, on: {PaymentInitiated: {big: 999999999999999999999999}}}"#
        },
        report(
            "ReportRun+Table: report fewer rows: with where, a period, or a further row column", #"measures: {m: {sum: "wei"<<|>, where: {key: "p1"}>>}}"#, command: "refold report r"
        ).with {
            $0.files["Reports/sales.projection.json5"] =
                #"{name: "sales", version: 1, key: "@stream", columns: {wei: {type: "decimal", scale: 18}}, on: {PaymentInitiated: {wei: 99999999999999999999}}}"#
        },
        report(#"PeriodReader: did you mean "…"?"#, #"period: {column: "at"}, measures: {m: {count: "*"}}"#, command: "refold report r --period <<last-monht|>last-month>>"),
        report(#"NameLookup: did you mean "…"?"#, #"measures: {m: {count: "*"}}"#, command: "refold report <<montly|>monthly>>").with { $0.files["Reports/a/monthly.report.json5"] = #"{from: "sales", measures: {m: {count: "*"}}}"# },
        report("NameLookup: give the whole name", #"measures: {m: {count: "*"}}"#, command: "refold report <<|>a/>>s").with {
            for folder in ["a", "b"] { $0.files["Reports/\(folder)/s.report.json5"] = #"{from: "sales", measures: {m: {count: "*"}}}"# }
        },
        report(
            "ReportChecks: look at the rows with refold export ……", #"measures: {m: {count: "*"}}, checks: ["m < 2"]"#, command: "refold report r <<|>--despite-checks 2> said || test $? = 3>>"),
        report("ReportVerb: leave it out: other formats have their totals", #"measures: {m: {count: "*"}}, totals: true"#, command: "refold report r --format json<< --totals|>>>"),
        report("ReportVerb: add totals: true to its definition", #"rows: ["shop"], measures: {m: {count: "*"}}<<|>, totals: true>>"#, command: "refold report r --totals"),
        report("ReportVerb: add --output DIR, or name one report and one format", #"measures: {m: {count: "*"}}"#, command: "refold report r --format csv,json<<|> --output out>>"),
        report("ReportVerb: leave one of them out", #"measures: {m: {count: "*"}}"#, command: "refold report r --json<< --format csv|>>>"),
        report("Reporting: run refold catch-up …", #"measures: {m: {count: "*"}}"#, command: "refold report r").with {
            $0.before += "; sed -i 's/version: 1/version: 2/' Reports/sales.projection.json5"
            $0.cure = "SAID"
        },
        report("CommandContext: run refold rebuild …", #"measures: {m: {count: "*"}}"#, command: "refold report r").with { ($0.before, $0.cure) = ("", "SAID") },
    ]
}
