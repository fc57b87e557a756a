import RefoldValues

/// The result of a job's run.
struct JobSummary: Hashable, Sendable {
    enum Outcome: String, Hashable, Sendable {
        case done, failed
        /// An earlier step failed.
        case skipped
    }

    struct Step: Hashable, Sendable {
        var title: String
        var outcome: Outcome
        /// The time it took, in milliseconds; 0 if it was skipped.
        var milliseconds: Int
        var result: StepResult
    }

    var job: String
    var today: CalendarDate
    /// One per step of the job, in order.
    var steps: [Step]
    var milliseconds: Int
    /// The error that stopped the job; nil if every step was done.
    var failure: RefoldError?
}
