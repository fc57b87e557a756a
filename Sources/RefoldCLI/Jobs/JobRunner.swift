import RefoldValues

/// Runs the steps of a job in order and stops at the first failure. A report that was written although checks fail is none.
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
        var refused: [Fault] = []
        for step in job.steps {
            var entry = JobSummary.Step(title: step.title, outcome: .skipped, milliseconds: 0, result: StepResult())
            if summary.failure == nil {
                let stepStart = now()
                do throws(RefoldError) {
                    if isInterrupted() {
                        throw RefoldError(
                            .incomplete, "interrupted before the step \"\(step.title)\"", at: .named(job.file),
                            remedy: "run the job again")
                    }
                    entry.result = try perform(step, with: actions, today: today)
                    if let failure = entry.result.failure { throw failure }
                    entry.outcome = entry.result.refusal == nil ? .done : .failed
                    refused += entry.result.refusal?.faults ?? []
                } catch {
                    entry.outcome = .failed
                    summary.failure = error
                }
                entry.milliseconds = Self.milliseconds(now() - stepStart)
            }
            summary.steps.append(entry)
        }
        if !refused.isEmpty { summary.failure = Self.joined(refused, summary.failure) }
        summary.milliseconds = Self.milliseconds(now() - start)
        return summary
    }

    /// What was refused, and what stopped the job after it. An interruption or a lock is no reason to take figures for checked.
    private static func joined(_ refused: [Fault], _ failure: RefoldError?) -> RefoldError {
        guard let failure else { return RefoldError(.refused, refused) }
        let outranks = failure.status == .failed || failure.status == .usage
        return RefoldError(outranks ? failure.status : .refused, refused + failure.faults)
    }

    private func perform(_ step: JobStep, with actions: some JobActions, today: CalendarDate) throws(RefoldError) -> StepResult {
        switch step {
        case .catchUp(let projections): try actions.catchUp(projections.map(\.name))
        case .rebuild(let projections): try actions.rebuild(projections.map(\.name))
        case .report(let step): try actions.report(step, today: today, into: job.located(step.output.path(on: today)))
        case .export(let step): try actions.export(step, to: job.located(step.output.path(on: today)))
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
