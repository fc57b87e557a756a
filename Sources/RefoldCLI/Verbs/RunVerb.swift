import FoundationEssentials
import RefoldDefinitions
import RefoldJSON
import RefoldValues

struct RunVerb: Verb {
    static let name = "run"
    static let summary = "run the steps of a job file"
    static let usage = """
        refold run JOB [--today DATE] [--wait DURATION] [--allow-behind] [--strict]
                   [--deadline DURATION] [--show-payload] [--accept] [--review]
                   [--allow-empty] [--keep N] [--metrics FILE]

        Runs the steps of a job file, or of the job of that name in Jobs/, in order
        and stops at the first that fails, unless that step has continue: true. A
        projection that fails holds up only the steps that read its rows. Ends with 4
        while events of its projections are parked. One run of a job at a time: a
        second one ends with 75. Flags win over what the job file says about the
        store, and that over environment and settings file.

          --today DATE         the day that relative periods count from, and {date}
          --wait DURATION      as for catch-up
          --allow-behind       as for catch-up: the job goes on without those events
          --deadline DURATION  end in good order after this time, with 5; the next run
                               goes on from there
          --strict             do not serve what is built with warnings; end with 3
          --show-payload       as for report
          --accept, --review, --allow-empty, --keep N
                               as for catch-up, in all steps of the job
          --metrics FILE       write metrics for Prometheus at the end

          refold run Jobs/nightly.json5
        """
    static let flags: [Flag] = [.today, .wait, .allowBehind, .strict, .deadline, .showPayload, .metrics] + SwitchChoices.flags
    static let usesZones = true
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let word = try arguments.onlyWord("a job file")
        let path = try JobFolder.file(of: word)
        if FileManager.default.fileExists(atPath: path) { session.isOf(job: JobFile.name(of: path)) }
        let given = try arguments.date(.today)
        let job = try job(at: path, in: session)
        let today = given ?? job.timeZone.date(of: Timestamp.now())
        let inside = session.with(settings: session.settings.inside(job))
        inside.isOf(job: job.name)
        let context = try CommandContext(inside)
        let limits = try Folding.Limits(
            wait: context.session.settings.waitForWriters(), allowsBehind: job.allowsBehind || arguments.has(.allowBehind),
            isStrict: job.isStrict || arguments.has(.strict), switching: SwitchChoices(arguments))
        session.interruption.setDeadline(in: try arguments.duration(.deadline) ?? job.deadline)
        let check = JobCheck(
            job: job, registry: context.registry, spared: context.spared, today: today, formats: session.domains.formats,
            metrics: try context.session.settings.metricsFile())
        if check.writesMetrics { session.recorder?.writesMetrics = false }
        let faults = check.faults()
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }

        let lock = KeptLock { () throws(RefoldError) in
            try context.readModelLocation.makeFolder()
            return try context.readModels.lock(job.lock)
        }
        let voice = JobVoice(session: session)
        var surroundings = surroundings(lock, session)
        try begin(job, surroundings, voice)
        session.recorder?.begin(makes: true)
        session.interruption.defer()
        let work = JobWork(context: context, limits: limits, showsPayload: arguments.has(.showPayload))
        let page = job.index.map { job.located($0.path(on: today)) }
        let outputs = JobOutputs(of: job, path: path, today: today, in: context)
        surroundings.observe = { event in
            if case .ended(let number, let step) = event { outputs?.note(step, number: number) }
            session.recorder?.note(event)
            voice.tell(event)
        }
        let (summary, removed) = withExtendedLifetime(lock) { () -> (JobSummary, Int?) in
            var summary = JobRunner(job, in: surroundings).run(with: work, today: today)
            if let page, summary.steps.contains(where: { $0.outcome != .notDue }) {
                // What lies there if it could not be written is not this job's.
                if write(index(of: job, summary, at: page, in: context), of: &summary, in: context) { outputs?.noteIndex(page) }
            }
            // After a night that fell short a person may want what the earlier ones wrote.
            guard summary.failure == nil else {
                outputs?.noteRun()
                return (summary, nil)
            }
            return (summary, outputs?.removeOld())
        }
        return result(of: summary, work.log.warnings, index: page, removed: removed ?? outputs.map { _ in 0 }, in: session)
    }

    /// Reads the job file. One with faults is in the history and the metrics of its own databases, as far as it says which.
    private static func job(at path: String, in session: Session) throws(RefoldError) -> Job {
        let (job, faults) = JobFile.examine(try DefinitionFolder.read(path), file: path, formats: session.domains.formats)
        guard let job, faults.isEmpty else {
            if let job { session.with(settings: session.settings.inside(job)).isOf(job: job.name) }
            throw RefoldError(.usage, faults)
        }
        return job
    }

    /// Takes the lock, as often as the job says.
    private static func begin(_ job: Job, _ surroundings: JobRunner.Surroundings, _ voice: JobVoice) throws(RefoldError) {
        var tries = 0
        while true {
            do throws(RefoldError) {
                try surroundings.holdLock()
                return
            } catch {
                tries += 1
                guard error.mayPass, tries <= job.retry.times else { throw error }
                voice.tell(error, tries: tries, job.retry)
                surroundings.wait(job.retry.wait)
                if let end = surroundings.end(before: "another try", of: job) { throw RefoldError.together([error, end]) ?? error }
            }
        }
    }

    private static func surroundings(_ lock: KeptLock, _ session: Session) -> JobRunner.Surroundings {
        let interruption = session.interruption
        return JobRunner.Surroundings(
            isInterrupted: { interruption.isRequested }, isLate: { interruption.isDue }, wait: { interruption.wait($0) },
            holdLock: { () throws(RefoldError) in try lock.hold() })
    }

    private static func index(of job: Job, _ summary: JobSummary, at path: String, in context: CommandContext) -> JobIndex {
        let titles = Dictionary(
            job.steps.compactMap { step in
                if case .report(let report) = step.action { (step.title, (try? context.registry.report(named: report.report.name))?.title) } else { nil }
            }) { first, _ in first }
        return JobIndex(summary: summary, titleOf: { titles[$0.title] ?? nil }, path: path)
    }

    /// A page that cannot be written fails the run, whose other files are there.
    ///
    /// - Returns: whether it was written.
    private static func write(_ index: JobIndex, of summary: inout JobSummary, in context: CommandContext) -> Bool {
        do throws(RefoldError) {
            let file = try context.output(index.path)
            try file.write(index.bytes)
            try file.commit()
            context.session.say(index.path)
            return true
        } catch {
            context.session.console.say(error)
            summary.failure = RefoldError.together([summary.failure, error].compactMap { $0 })
            return false
        }
    }

    private static func result(of summary: JobSummary, _ warnings: [MatchWarning], index: String?, removed: Int?, in session: Session) -> VerbResult {
        let fields = [
            JSONField("job", .text(summary.job)), JSONField("today", .text(summary.today.description)),
            JSONField("steps", .list(summary.steps.map(step))), MatchWarning.field(warnings),
        ] + (index.map { [JSONField("index", .text($0))] } ?? []) + (removed.map { [JSONField("removed", .integer($0))] } ?? [])
        func titles(_ outcome: JobSummary.Outcome, _ word: String) -> String {
            let titles = summary.steps.filter { $0.outcome == outcome }.map(\.title)
            return titles.isEmpty ? "" : "; \(word): \(titles.joined(separator: ", "))"
        }
        let due = Grouped.text(summary.steps.count { $0.outcome != .notDue }, "step")
        let work = VerbResult.RunWork(
            events: summary.steps.reduce(0) { $0 + Int64($1.result.events) }, rows: summary.steps.reduce(0) { $0 + Int64($1.result.rows) },
            position: summary.steps.compactMap(\.result.position).min())
        guard let failure = summary.failure else {
            session.say("\(summary.job): \(due) in \(Stopwatch.text(summary.milliseconds))" + titles(.notDue, "not due"))
            var result = VerbResult(summary.steps.contains { $0.result.parked > 0 } ? .partly : .done, fields: fields)
            result.work = work
            return result
        }
        var result = VerbResult(failure: failure, fields: fields)
        result.work = work
        result.isTold = true
        if let stop = summary.stop {
            result.lastWord = "\(summary.job): stopped at step \(stop + 1) of \(summary.steps.count), \(summary.steps[stop].title)"
        } else {
            result.lastWord = "\(summary.job): \(due)" + titles(.failed, "failed") + titles(.skipped, "skipped") + titles(.notDue, "not due")
        }
        return result
    }

    private static func step(_ step: JobSummary.Step) -> JSONValue {
        let fields = [
            JSONField("step", .text(step.title)), JSONField("outcome", .text(step.outcome.rawValue)),
            JSONField("milliseconds", .integer(step.milliseconds)), JSONField("tries", .integer(step.tries)), JSONField("events", .integer(step.result.events)),
        ]
        let written = [JSONField("rows", .integer(step.result.rows)), JSONField("files", .texts(step.result.files))]
        let projections = step.result.projections.map { [JSONField("projections", $0)] } ?? []
        return .object(
            fields + step.result.fields + written + projections + (step.result.bound?.fields ?? []) + JSONField.behind(step.result.behind) + JSONField.parked(step.result.parked)
                + JSONField.incomplete(step.result.isIncomplete) + JSONField.failedChecks(step.result.failedChecks))
    }
}
