import RefoldValues

/// What became of a run of a job.
struct JobSummary: Hashable, Sendable {
    enum Outcome: String, Hashable, Sendable {
        case done, failed
        /// A step before it failed.
        case skipped
    }

    struct Step: Hashable, Sendable {
        var title: String
        var outcome: Outcome
        /// How long it took, in milliseconds; 0 where it was skipped.
        var milliseconds: Int
        var result: StepResult
    }

    var job: String
    var today: CalendarDate
    /// One for each step of the job, in order.
    var steps: [Step]
    var milliseconds: Int
    /// What stopped the job, nil if every step was done.
    var failure: RefoldError?
}
