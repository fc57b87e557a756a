import Foundation
import RefoldJSON
import RefoldValues

struct RunVerb: Verb {
    static let name = "run"
    static let summary = "run the steps of a job file"
    static let usage = """
        refold run JOB [--today DATE] [--wait DURATION] [--allow-behind] [--strict]
                   [--show-payload] [--accept] [--review] [--allow-empty] [--keep N]
                   [--metrics FILE]

        Runs the steps of a job file, or of the job of that name in Jobs/, in order
        and stops at the first that fails. A projection that fails holds up only the
        steps that read its rows. Ends with 4 while events of its projections are
        parked. One run of a job at a time: a second one ends with 75. Flags win over
        what the job file says about the store, and that over environment and
        settings file.

          --today DATE         the day that relative periods count from, and {date}
          --wait DURATION      as for catch-up
          --allow-behind       as for catch-up: the job goes on without those events
          --strict             do not serve what is built with warnings; end with 3
          --show-payload       as for report
          --accept, --review, --allow-empty, --keep N
                               as for catch-up, in all steps of the job
          --metrics FILE       write metrics for Prometheus at the end

          refold run Jobs/nightly.json5
        """
    static let flags: [Flag] = [.today, .wait, .allowBehind, .strict, .showPayload, .metrics] + SwitchChoices.flags
    static let usesZones = true
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let word = try arguments.onlyWord("a job file")
        let path = JobFolder.file(of: word)
        session.isOf(job: JobFile.name(of: path))
        let given = try arguments.date(.today)
        let job = try JobFile.read(path, formats: session.domains.formats)
        let today = given ?? job.timeZone.date(of: Timestamp.now())
        let inside = session.with(settings: session.settings.inside(job))
        inside.isOf(job: job.name)
        let context = try CommandContext(inside)
        let limits = try Folding.Limits(
            wait: context.session.settings.waitForWriters(), allowsBehind: job.allowsBehind || arguments.has(.allowBehind),
            isStrict: job.isStrict || arguments.has(.strict), switching: SwitchChoices(arguments))
        let faults = JobCheck(job: job, registry: context.registry, spared: context.spared, today: today, formats: session.domains.formats).faults()
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }

        try context.readModelLocation.makeFolder()
        let lock = try context.readModels.lock(.job(job.name, path: URL(fileURLWithPath: path).standardizedFileURL.path))
        session.recorder?.begin(in: context.readModels)
        session.interruption.defer()
        let work = JobWork(context: context, limits: limits, showsPayload: arguments.has(.showPayload))
        let page = job.index.map { job.located($0.path(on: today)) }
        let summary = withExtendedLifetime(lock) {
            var summary = JobRunner(job).run(with: work, today: today) { session.interruption.isRequested }
            if let page { write(index(of: job, summary, at: page, in: context), of: &summary, in: context) }
            return summary
        }
        return result(of: summary, work.log.warnings, index: page, in: session)
    }

    private static func index(of job: Job, _ summary: JobSummary, at path: String, in context: CommandContext) -> JobIndex {
        let titles = Dictionary(
            job.steps.compactMap { step in
                if case .report(let report) = step { (step.title, (try? context.registry.report(named: report.report.name))?.title) } else { nil }
            }) { first, _ in first }
        return JobIndex(summary: summary, titleOf: { titles[$0.title] ?? nil }, path: path)
    }

    /// A page that cannot be written fails the run, whose other files are there.
    private static func write(_ index: JobIndex, of summary: inout JobSummary, in context: CommandContext) {
        do throws(RefoldError) {
            let file = try context.output(index.path)
            try file.write(index.bytes)
            try file.commit()
            context.session.say(index.path)
        } catch {
            summary.failure = RefoldError.together([summary.failure, error].compactMap { $0 })
        }
    }

    private static func result(of summary: JobSummary, _ warnings: [MatchWarning], index: String?, in session: Session) -> VerbResult {
        let fields = [
            JSONField("job", .text(summary.job)), JSONField("today", .text(summary.today.description)),
            JSONField("steps", .list(summary.steps.map(step))), MatchWarning.field(warnings),
        ] + (index.map { [JSONField("index", .text($0))] } ?? [])
        let work = VerbResult.RunWork(
            events: summary.steps.reduce(0) { $0 + Int64($1.result.events) }, rows: summary.steps.reduce(0) { $0 + Int64($1.result.rows) },
            position: summary.steps.compactMap(\.result.position).min())
        guard let failure = summary.failure else {
            session.say("\(summary.job): \(Grouped.text(summary.steps.count, "step")) in \(Stopwatch.text(summary.milliseconds))")
            var result = VerbResult(summary.steps.contains { $0.result.parked > 0 } ? .partly : .done, fields: fields)
            result.work = work
            return result
        }
        var result = VerbResult(failure: failure, fields: fields)
        result.work = work
        if let stop = summary.stop {
            result.lastWord = "\(summary.job): stopped at step \(stop + 1) of \(summary.steps.count), \(summary.steps[stop].title)"
        } else {
            func titles(_ outcome: JobSummary.Outcome) -> String {
                summary.steps.filter { $0.outcome == outcome }.map(\.title).joined(separator: ", ")
            }
            let parts = [("failed", titles(.failed)), ("skipped", titles(.skipped))].filter { !$0.1.isEmpty }.map { "; \($0.0): \($0.1)" }
            result.lastWord = "\(summary.job): \(Grouped.text(summary.steps.count, "step"))" + parts.joined()
        }
        return result
    }

    private static func step(_ step: JobSummary.Step) -> JSONValue {
        let fields = [
            JSONField("step", .text(step.title)), JSONField("outcome", .text(step.outcome.rawValue)),
            JSONField("milliseconds", .integer(step.milliseconds)), JSONField("events", .integer(step.result.events)),
        ]
        let written = [JSONField("rows", .integer(step.result.rows)), JSONField("files", .texts(step.result.files))]
        let projections = step.result.projections.map { [JSONField("projections", $0)] } ?? []
        return .object(
            fields + step.result.fields + written + projections + (step.result.bound?.fields ?? []) + JSONField.behind(step.result.behind) + JSONField.parked(step.result.parked)
                + JSONField.incomplete(step.result.isIncomplete) + JSONField.failedChecks(step.result.failedChecks))
    }
}
