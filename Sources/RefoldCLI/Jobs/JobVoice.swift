import RefoldValues

/// Tells a person what becomes of a job. Every message of a step names it, and its errors are told when it ends.
struct JobVoice {
    let session: Session

    func tell(_ event: JobSummary.StepEvent) {
        switch event {
        case .begins(let number, let title): session.console.step = Self.name(number, title)
        case .fails(_, _, let error, let tries, let retry): tell(error, tries: tries, retry)
        case .ended(let number, let step):
            // One whose rows could not even be named was not begun.
            if step.outcome == .failed { session.console.step = Self.name(number, step.title) }
            if let failure = step.failure { session.console.say(failure) }
            if step.outcome == .failed, step.tries > 1 { session.console.say("refold: it failed \(step.tries) times, and is not tried again", .error) }
            session.console.step = nil
        }
    }

    /// Says that something failed, and when it is tried again. What a person could do about it would be read too late.
    func tell(_ error: RefoldError, tries: Int, _ retry: Retry) {
        for fault in error.faults {
            let bare = Fault(fault.what, at: fault.place, expected: fault.expected)
            session.console.say("refold: \(bare); it is tried again in \(TimeSpan.text(retry.wait)) (\(tries) of \(Grouped.text(retry.times, "time")))", .warning)
        }
    }

    private static func name(_ number: Int, _ title: String) -> String { "step \(number + 1), \(title)" }
}
