import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

struct ReportVerb: Verb {
    static let name = "report"
    static let summary = "print reports, or write them as files and pages"
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
          --format FORMAT      one of those below, csv if none is named; several with
                               commas and --output
          --output PATH        write files into this folder instead of printing; the
                               path may have {period}, {date}, {from}, {to}
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

        """
    static func usage(for domains: DomainList) -> String {
        let example = "  refold report fines/monthly-rome --period 2012 --format html,xlsx --output out"
        return ([usage] + domains.formats.guide + ["", example]).joined(separator: "\n")
    }
    static let flags: [Flag] = [
        .period, .tests, .asOf, .today, .format, .output, .totals, .despiteChecks, .showPayload, .unsealed, .workers, .memory, .deadline,
    ]
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let all = session.domains.formats
        let words = try arguments.choices(.format, among: all.words)
        let today = try arguments.date(.today)
        let context = try CommandContext(session)
        var plans: [ReportPlan] = []
        let names = try arguments.words.isEmpty ? context.registry.reportNames() : arguments.words
        let tests = try arguments.tests()
        for name in names { plans.append(try context.registry.report(named: name, where: tests)) }
        let period = arguments.text(.period).map { (text: $0, place: Place.named("--period")) }
        let output = try arguments.pathPattern(.output, hasPeriod: period != nil)
        let formats = (words ?? [session.json && output == nil ? "json" : "csv"]).compactMap { all[$0] }
        if output == nil { try refuseMixture(of: formats, reports: plans.count, in: session) }

        let checks = ReportChecks(areOverruled: arguments.has(.despiteChecks), showsPayload: arguments.has(.showPayload))
        var reporting = Reporting(context: context, checks: checks, passingOverSeals: arguments.has(.unsealed))
        reporting.memory = try arguments.size(.memory, least: Folding.Limits.leastMemory) ?? reporting.memory
        try refuseTotals(arguments, of: plans, in: formats)
        // One look at the clock: the day in a path is that of the figures.
        let now = Timestamp.now()
        let days = plans.map { today ?? $0.timeZone.date(of: now) }
        var folders: [String] = []
        if let output {
            for (plan, day) in zip(plans, days) { folders.append(try reporting.folder(output, of: plan, period: period, today: day)) }
            try reporting.check(plans, formats, into: folders)
        }
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
                for (plan, day) in zip(plans, days) {
                    let report = try reporting.table(of: plan, period: period, today: day)
                    made.append(report)
                    refused += report.refusal?.faults ?? []
                }
            }
        } catch {
            throw Self.both(refused, error)
        }
        guard output != nil else {
            for (plan, report) in zip(plans, made) {
                let csv = CSVOptions.format([session.settings.csv, plan.csv], hasTotals: arguments.has(.totals))
                try session.output.write(report.bytes(as: formats[0], TableStyle(csv: csv, width: session.output.width)))
            }
            return result(nil, refused)
        }
        var files: [WrittenReport] = []
        for ((plan, folder), report) in zip(zip(plans, folders), made) {
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

    /// `--totals` is refused if no line could come of it.
    private static func refuseTotals(_ arguments: Arguments, of plans: [ReportPlan], in formats: [any TableFormat]) throws(RefoldError) {
        guard arguments.has(.totals) else { return }
        guard formats.contains(where: { $0 is CSVFormat }) else {
            throw RefoldError(.usage, "--totals is for CSV", expected: "--format csv", remedy: "leave it out: other formats have their totals")
        }
        guard plans.contains(where: \.hasTotals) else {
            throw RefoldError(.usage, "the report has no totals", at: .named("--totals"), remedy: "add totals: true to its definition")
        }
    }

    /// Standard output takes one report in one format, and a terminal only text.
    private static func refuseMixture(of formats: [any TableFormat], reports: Int, in session: Session) throws(RefoldError) {
        guard reports == 1, formats.count == 1 else {
            throw RefoldError(
                .usage, "standard output takes one report in one format", remedy: "add --output DIR, or name one report and one format")
        }
        guard !session.json || formats[0] is JSONFormat else {
            throw RefoldError(.usage, "--json and --format \(formats[0].word) exclude each other", remedy: "leave one of them out")
        }
        try session.output.requireFit(for: formats[0])
    }
}
