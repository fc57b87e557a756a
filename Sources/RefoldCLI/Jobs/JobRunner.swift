import RefoldValues

/// Runs the steps of a job in order and stops at the first that fails. A projection that could not be brought forward stops only the steps
/// that read its rows, and a report that was written although checks fail stops nothing.
struct JobRunner {
    private let job: Job
    private let now: () -> Duration

    /// - Parameter now: the time since some fixed moment.
    init(_ job: Job, now: @escaping () -> Duration = JobRunner.uptime) {
        self.job = job
        self.now = now
    }

    /// - Parameters:
    ///   - today: the day of the run, used for relative periods and for `{date}` in paths.
    ///   - isInterrupted: called before each step; if true, the job ends with status 5.
    func run(
        with actions: some JobActions, today: CalendarDate, isInterrupted: () -> Bool = { false }
    ) -> JobSummary {
        let start = now()
        var summary = JobSummary(job: job.name, today: today, steps: [], milliseconds: 0, failure: nil)
        var failures: [RefoldError] = []
        /// The projections whose rows are not what the steps before were to make of them.
        var failed: Set<String> = []
        for (number, step) in job.steps.enumerated() {
            var entry = JobSummary.Step(title: step.title, outcome: .skipped, milliseconds: 0, result: StepResult())
            if summary.stop == nil {
                let stepStart = now()
                do throws(RefoldError) {
                    if isInterrupted() {
                        throw RefoldError(
                            .incomplete, "interrupted before the step \"\(step.title)\"", at: .named(job.file),
                            remedy: "run the job again")
                    }
                    let isHeldUp = failed.isEmpty ? false : try actions.readModels(of: step).contains(where: failed.contains)
                    if !isHeldUp {
                        entry.result = try perform(step, with: actions, today: today)
                        failed = failed.subtracting(entry.result.done).union(entry.result.failures.keys)
                        failures += entry.result.failures.sorted { $0.key < $1.key }.map(\.value)
                        if let refusal = entry.result.refusal { failures.append(refusal) }
                        if let failure = entry.result.failure { throw failure }
                        entry.outcome = entry.result.failures.isEmpty && entry.result.refusal == nil ? .done : .failed
                    }
                } catch {
                    entry.outcome = .failed
                    failures.append(error)
                    summary.stop = number
                }
                entry.milliseconds = Self.milliseconds(now() - stepStart)
            }
            summary.steps.append(entry)
        }
        summary.failure = RefoldError.together(failures)
        summary.milliseconds = Self.milliseconds(now() - start)
        return summary
    }

    private func perform(_ step: JobStep, with actions: some JobActions, today: CalendarDate) throws(RefoldError) -> StepResult {
        switch step {
        case .catchUp(let projections, let park, let switching): try actions.catchUp(projections.map(\.name), park: park, switching)
        case .rebuild(let projections, let park, let switching): try actions.rebuild(projections.map(\.name), park: park, switching)
        case .report(let step): try actions.report(step, today: today, into: { job.located(step.output.path(on: today, $0)) })
        case .export(let step): try actions.export(step, to: job.located(step.output.path(on: today)))
        case .seal(let step):
            try actions.seal(step, today: today, into: step.output.map { output in { job.located(output.path(on: today, $0)) } })
        case .unread: throw RefoldError(.usage, "the step could not be read", remedy: "see refold check")
        }
    }

    /// The time since this process's clock started.
    static func uptime() -> Duration { ContinuousClock.now - origin }

    private static let origin = ContinuousClock.now

    private static func milliseconds(_ span: Duration) -> Int {
        let (seconds, attoseconds) = span.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
