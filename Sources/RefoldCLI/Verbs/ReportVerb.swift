import RefoldJSON
import RefoldReports
import RefoldValues

struct ReportVerb: Verb {
    static let name = "report"
    static let summary = "print reports, or write them as CSV and JSON files"
    static let usage = """
        refold report [NAME...] [--period P] [--where TEST]...
                      [--as-of MOMENT] [--today DATE]
                      [--format csv,json] [--output DIR] [--totals]
                      [--despite-checks] [--show-payload] [--unsealed]

        Calculates each named report, or every defined one, from the served read
        models. A name is the path of the definition below the definitions folder
        without the ending (payments/by-day); its last part is enough if it is
        unique. If a check does not hold, the message lists the failing lines with
        the values that were compared, no report is written, and the run ends with 3.

          --period P           2024, 2024-Q3, 2024-09, 2024-W37, 2024-09-14,
                               2024-09-01/2024-10-01, today, yesterday, this-month,
                               last-month, month-to-date, and so for week, quarter
                               and year; 2024/25, 2024/25-Q1 and calendar:LABEL if
                               the report has them (default: everything)
          --where TEST         only rows that meet the test too: country=Italy,
                               'amount>=100', 'paid_at!=null'; several must all hold.
                               The output says so, and no seal stands for it
          --as-of MOMENT       the figures as they were known then, from the events
                               alone: a position, a time, a date (its end), several
                               with commas, or month-ends:2024, quarter-ends:2024,
                               year-ends:2001/2014
          --today DATE         the day that relative periods count from, that ages
                               count up to, and whose end is "@as_of"
          --format FORMAT      csv (the default), json or table; csv,json with --output
          --output PATH        write files into this folder instead of printing
          --totals             add a line of totals to CSV; its first field is "total"
          --despite-checks     write reports although their checks fail, marked in
                               JSON and tables; the run still ends with 3
          --show-payload       in messages about checks, name each line by its row
                               columns, and show values that one row has, such as max
          --workers N          threads that fold with --as-of (default: as the machine
                               has cores)
          --memory SIZE        different values, the values of medians and percentiles,
                               and rows with --as-of, kept in memory before they are
                               spilled to temporary files: 256M, 1G (the default)
          --deadline DURATION  with --as-of, stop after this long, with 5

        A report that is sealed for the period (see refold seal) is printed or written
        as it was sealed. If today's rows say otherwise, the run ends with 3, and with
        --output a restatement stands beside the files: each changed figure, and the
        events that changed it.

          --unsealed           today's figures, as if nothing were sealed

          refold report fines/monthly-rome --period 2012 --format csv,json --output out
        """
    static let flags: [Flag] = [
        .period, .tests, .asOf, .today, .format, .output, .totals, .despiteChecks, .showPayload, .unsealed, .workers, .memory, .deadline,
    ]
    static let usesZones = true

    /// A format for people, only on standard output.
    private static let table = "table"

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let words = try arguments.choices(.format, among: ReportFormat.allCases.map(\.rawValue) + [table])
        let today = try arguments.date(.today)
        let context = try CommandContext(session)
        var plans: [ReportPlan] = []
        let names = try arguments.words.isEmpty ? context.registry.reportNames() : arguments.words
        let tests = try arguments.tests()
        for name in names { plans.append(try context.registry.report(named: name, where: tests)) }
        let period = arguments.text(.period).map { (text: $0, place: Place.named("--period")) }
        let folder = try arguments.path(.output)
        try refuseMixture(of: words ?? [], reports: plans.count, intoFolder: folder != nil, json: session.json)

        let checks = ReportChecks(areOverruled: arguments.has(.despiteChecks), showsPayload: arguments.has(.showPayload))
        var reporting = Reporting(context: context, checks: checks, passingOverSeals: arguments.has(.unsealed))
        reporting.memory = try arguments.size(.memory, least: Folding.Limits.leastMemory) ?? reporting.memory
        let formats = (words ?? ["csv"]).compactMap(ReportFormat.init)
        try refuseTotals(arguments, of: plans, in: words ?? [session.json && folder == nil ? "json" : "csv"])
        if let folder { try reporting.check(plans, formats, into: folder) }
        var made: [MadeReport] = []
        var refused: [Fault] = []
        do throws(RefoldError) {
            if let moment = arguments.text(.asOf) {
                let limits = try Folding.Limits(arguments, session.settings)
                session.interruption.defer()
                session.interruption.setDeadline(in: limits.deadline)
                made = try MomentReporting(context: context, checks: checks, limits: limits).reports(
                    plans, asOf: (moment, .named("--as-of")), period: period, today: today)
                refused = made.flatMap { $0.refusal?.faults ?? [] }
            } else {
                for plan in plans {
                    let report = try reporting.table(of: plan, period: period, today: today)
                    made.append(report)
                    refused += report.refusal?.faults ?? []
                }
            }
        } catch {
            throw Self.both(refused, error)
        }
        guard let folder else {
            for (plan, report) in zip(plans, made) {
                let csv = CSVOptions.format([session.settings.csv, plan.csv], hasTotals: arguments.has(.totals))
                try print(report, as: words?.first ?? (session.json ? "json" : "csv"), csv: csv, in: session)
            }
            return result(nil, refused)
        }
        var files: [WrittenReport] = []
        for (plan, report) in zip(plans, made) {
            let csv = CSVOptions.format([session.settings.csv, plan.csv], hasTotals: arguments.has(.totals))
            do throws(RefoldError) {
                files.append(try reporting.write(report, as: formats, csv: csv, into: folder))
            } catch {
                throw Self.both(refused, error)
            }
        }
        for (report, files) in zip(made, files) { Reporting.say(files, of: report.table, in: session) }
        let reports = zip(made, files).map { report, files in
            let table = report.table
            let fields = [JSONField("report", .text(table.name)), JSONField("rows", .integer(table.rowCount))] + files.fields
            let rest = [JSONField("bound", .integer(table.bound)), JSONField("files", .texts(files.files))]
            return JSONValue.object(
                fields + rest + JSONField.behind(table.behind) + JSONField.incomplete(table.isIncomplete)
                    + (table.typedTests.isEmpty ? [] : [JSONField("where", .texts(table.typedTests))])
                    + JSONField.failedChecks(table.failedChecks) + JSONField.sealed(report))
        }
        return result([JSONField("reports", .list(reports))], refused)
    }

    /// What checks refused, and what came after.
    private static func both(_ refused: [Fault], _ error: RefoldError) -> RefoldError {
        refused.isEmpty ? error : RefoldError.together([RefoldError(.refused, refused), error]) ?? error
    }

    private static func result(_ fields: [JSONField]?, _ refused: [Fault]) -> VerbResult {
        guard !refused.isEmpty else { return VerbResult(fields: fields) }
        var result = VerbResult(failure: RefoldError(.refused, refused), fields: [])
        result.fields = fields
        return result
    }

    private static func print(_ report: MadeReport, as word: String, csv: CSVFormat, in session: Session) throws(RefoldError) {
        switch ReportFormat(rawValue: word) {
        case let format?: try session.output.write(report.bytes(as: format, csv: csv))
        case nil: try session.output.write(TextTableWriter.text(of: report.table).utf8)
        }
    }

    /// `--totals` is refused if no line could come of it.
    private static func refuseTotals(_ arguments: Arguments, of plans: [ReportPlan], in formats: [String]) throws(RefoldError) {
        guard arguments.has(.totals) else { return }
        guard formats.contains("csv") else {
            throw RefoldError(.usage, "--totals is for CSV", expected: "--format csv", remedy: "leave it out: tables and JSON have their totals")
        }
        guard plans.contains(where: \.hasTotals) else {
            throw RefoldError(.usage, "the report has no totals", at: .named("--totals"), remedy: "add totals: true to its definition")
        }
    }

    /// Standard output takes one report in one format; files take as many as one likes, but no table for people.
    private static func refuseMixture(of words: [String], reports: Int, intoFolder: Bool, json: Bool) throws(RefoldError) {
        if intoFolder {
            guard !words.contains(table) else {
                throw RefoldError(.usage, "--format table is for standard output", expected: "csv or json with --output")
            }
            return
        }
        guard reports == 1, words.count <= 1 else {
            throw RefoldError(
                .usage, "standard output takes one report in one format", remedy: "add --output DIR, or name one report and one format")
        }
        guard !json || words.first ?? "json" == "json" else {
            throw RefoldError(.usage, "--json and --format \(words[0]) exclude each other", remedy: "leave one of them out")
        }
    }
}
