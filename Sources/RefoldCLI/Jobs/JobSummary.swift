import RefoldValues

/// The result of a job's run.
struct JobSummary: Hashable, Sendable {
    enum Outcome: String, Hashable, Sendable {
        case done, failed
        /// An earlier step stopped the job, or could not bring forward the rows that this one reads.
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
    /// What the job ends with, of all its steps; nil if every step was done.
    var failure: RefoldError?
    /// The number of the step that stopped the job, from 0; nil if it went on to the last one.
    var stop: Int?
}
