/// Faults of cuts, bands, ages, calendars, and of the periods of these.
extension RemedyTrials {
    private static func report(_ remedy: String, _ row: String, _ command: String = "refold check", calendar: String = "") -> RemedyTrial {
        var files = [
            "Reports/sales.projection.json5":
                #"{name: "sales", version: 1, key: "@stream", columns: {n: "integer", at: "timestamp", day: "date"}, "#
                + #"on: {PaymentInitiated: {n: 7, at: "@occurred_at", day: {day: "@occurred_at", timeZone: "UTC"}}}}"#,
            "Reports/r.report.json5": #"{from: "sales", period: {column: "at"}, rows: [\#(row)], measures: {m: {count: "*"}}}"#,
        ]
        if !calendar.isEmpty { files["Reports/c.csv"] = calendar }
        return RemedyTrial(remedy: remedy, files: files, before: command == "refold check" ? "" : "refold rebuild sales --quiet", command: command)
    }

    private static let calendar = #"{calendar: "at", file: "c.csv"}"#

    static let cuts = [
        report("HourCut: a date has no hours: cut it by day", #"{<<hour|>day>>: "day"}"#),
        report("Bands: leave one out", #"{bands: "n", at: [1<<, 1|>>>]}"#),
        report("Bands: put them in order", #"{bands: "n", at: [<<2, 1|>1, 2>>]}"#),
        report("BandsCut: write {age: \"…\", at: [30, 60, 90]} for days up to the report's day", #"{<<bands|>age>>: "at", at: [30, 60, 90]}"#),
        report("AgeCut: write {bands: \"…\", at: [30, 60, 90]} for a number", #"{<<age|>bands>>: "n", at: [30, 60, 90]}"#),
        report(
            "CalendarFiles: copy the file into the folder, and write its path from there", #"{calendar: "at", file: "<<../Reports/|>>>c.csv"}"#,
            calendar: "label,from,to\nA,2024-01-01,2025-01-01\n"),
        report("FileCalendar+Reading: save it in UTF-8", calendar, calendar: "label,from,to\nA,2024-01-01,2025-01-01\n").with { trial in
            trial.before = #"printf 'label,from,to\n\377,2024-01-01,2025-01-01\n' > Reports/c.csv"#
            trial.files["Reports/c.csv"] = nil
            trial.cure = #"printf 'label,from,to\nA,2024-01-01,2025-01-01\n' > Reports/c.csv"#
        },
        report("FileCalendar+Reading: write that line above the others", calendar, calendar: "<<|>label,from,to\n>>A,2024-01-01,2025-01-01\n"),
        report(
            "FileCalendarCut: add a line for it, or choose other rows with where or a period", calendar, "refold report r",
            calendar: "label,from,to\nA,2000-01-01,2000-02-01\n<<|>B,2000-02-01,2100-01-01\n>>"),
        report(
            "PeriodReader+Report: give both days, as …-04-01/…-04-01, or add startMonth to a year or quarter of the report", #"{year: "at"<<|>, startMonth: 4>>}"#,
            "refold report r --period 2024/25"),
        report(
            #"PeriodReader+Report: did you mean "…"?"#, calendar, "refold report r --period calendar:2024-<<p1|>P1>>", calendar: "label,from,to\n2024-P1,2000-01-01,2100-01-01\n"),
    ]
}
