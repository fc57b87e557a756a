import RefoldValues

/// Runs the steps of a job in order and stops at the first that fails, unless that one says that the job goes on. A projection that could not
/// be brought forward stops only the steps that read its rows, and a report that was written although checks fail stops nothing.
struct JobRunner {
    /// What a run depends on beside its job.
    struct Surroundings {
        /// Asked before each try: whether a person or the system wants the run to end.
        var isInterrupted: () -> Bool = { false }
        /// Whether the deadline has come.
        var isLate: () -> Bool = { false }
        /// Waits before another try; returns sooner if the run is to end.
        var wait: (Duration) -> Void = { _ in }
        /// Sees before each try that no other run of the job is at work.
        var holdLock: () throws(RefoldError) -> Void = {}
        /// Told of each step as it begins, is tried again, and ends.
        var observe: (JobSummary.StepEvent) -> Void = { _ in }

        /// Why nothing more of a job may be begun; nil if it may.
        ///
        /// - Parameter what: what would have been begun.
        func end(before what: String, of job: Job) -> RefoldError? {
            let reason = isInterrupted() ? "interrupted before" : isLate() ? "the deadline came before" : nil
            return reason.map { RefoldError(.incomplete, "\($0) \(what)", at: .named(job.file), remedy: "run the job again") }
        }
    }

    private let job: Job
    private let surroundings: Surroundings
    private let now: () -> Duration

    /// - Parameter now: the time since some fixed moment.
    init(_ job: Job, in surroundings: Surroundings = Surroundings(), now: @escaping () -> Duration = JobRunner.uptime) {
        self.job = job
        self.surroundings = surroundings
        self.now = now
    }

    /// - Parameter today: the day of the run, used for relative periods, for `{date}` in paths, and for the days of steps.
    func run(with actions: some JobActions, today: CalendarDate) -> JobSummary {
        let start = now()
        var summary = JobSummary(job: job.name, today: today, steps: [], milliseconds: 0)
        var stale = StaleRows()
        for (number, step) in job.steps.enumerated() {
            var entry = JobSummary.Step(title: step.title, outcome: .skipped)
            if step.days.map({ !$0.include(today) }) ?? false {
                entry.outcome = .notDue
            } else if summary.stop == nil {
                let stepStart = now()
                if run(step, number, &entry, &stale, with: actions, today: today) == .stops { summary.stop = number }
                if entry.tries > 0 { entry.milliseconds = Self.milliseconds(now() - stepStart) }
            }
            surroundings.observe(.ended(number: number, entry))
            summary.steps.append(entry)
        }
        summary.failure = RefoldError.together(summary.steps.compactMap(\.failure))
        summary.milliseconds = Self.milliseconds(now() - start)
        return summary
    }

    private enum Course { case goesOn, stops }

    /// How a try ended.
    private struct Try {
        var result = StepResult()
        /// What stops the job, unless the step says otherwise.
        var failure: RefoldError?
        /// Without the lock nothing more is done, whatever the step says.
        var lacksLock = false

        var failures: [RefoldError] {
            result.failures.sorted { $0.key < $1.key }.map(\.value) + [result.refusal, failure].compactMap { $0 }
        }
    }

    private func run(
        _ step: JobStep, _ number: Int, _ entry: inout JobSummary.Step, _ stale: inout StaleRows, with actions: some JobActions, today: CalendarDate
    ) -> Course {
        if let end = surroundings.end(before: "the step \"\(step.title)\"", of: job) {
            entry.failure = end
            return .stops
        }
        do throws(RefoldError) {
            if !stale.isNone, try actions.readModels(of: step.action).contains(where: stale.contains) { return .goesOn }
        } catch {
            (entry.outcome, entry.failure) = (.failed, error)
            return step.goesOn ? .goesOn : .stops
        }
        surroundings.observe(.begins(number: number, title: step.title))
        let last = attempts(of: step, number, &entry.tries, with: actions, today: today)
        entry.result = last.result
        entry.failure = RefoldError.together(last.failures)
        entry.outcome = entry.failure == nil ? .done : .failed
        stale.take(done: last.result.done, failed: last.result.failures.keys)
        guard last.failure != nil else { return .goesOn }
        stale.takeStopped(targets(of: step, by: actions), done: last.result.done)
        return step.goesOn && !last.lacksLock ? .goesOn : .stops
    }

    /// What a step was to bring forward; all if that cannot be told.
    private func targets(of step: JobStep, by actions: some JobActions) -> [String]? {
        do throws(RefoldError) { return try actions.targets(of: step.action) } catch { return nil }
    }

    /// Tries a step until it ends well, or for a reason that stays, or often enough.
    private func attempts(of step: JobStep, _ number: Int, _ tries: inout Int, with actions: some JobActions, today: CalendarDate) -> Try {
        let retry = step.retry ?? job.retry
        var (action, earlier) = (step.action, StepResult?.none)
        while true {
            tries += 1
            var last = attempt(action, with: actions, today: today)
            if let earlier { last.result = last.result.following(earlier) }
            // Another run that has the lock by now does the work.
            guard tries <= retry.times, !(last.lacksLock && last.failure?.status == .busy), let passing = RefoldError.together(last.failures.filter(\.mayPass)) else { return last }
            surroundings.observe(.fails(number: number, title: step.title, passing, tries: tries, retry))
            surroundings.wait(retry.wait)
            if let end = surroundings.end(before: "another try of the step \"\(step.title)\"", of: job) {
                last.failure = RefoldError.together([last.failure, end].compactMap { $0 })
                return last
            }
            // A generation that was built and switched to is not built again.
            if !last.result.done.isEmpty, !last.result.left.isEmpty { action = action.narrowed(to: last.result.left) }
            earlier = last.result
        }
    }

    private func attempt(_ action: StepAction, with actions: some JobActions, today: CalendarDate) -> Try {
        do throws(RefoldError) {
            try surroundings.holdLock()
        } catch {
            return Try(failure: error, lacksLock: true)
        }
        do throws(RefoldError) {
            let result = try perform(action, with: actions, today: today)
            return Try(result: result, failure: result.failure)
        } catch {
            return Try(failure: error)
        }
    }

    private func perform(_ action: StepAction, with actions: some JobActions, today: CalendarDate) throws(RefoldError) -> StepResult {
        switch action {
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
