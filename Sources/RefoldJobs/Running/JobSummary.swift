import RefoldCore

/// What became of a run of a job.
public struct JobSummary: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable {
        case done, failed
        /// A step before it failed.
        case skipped
    }

    public struct Step: Hashable, Sendable {
        public var title: String
        public var outcome: Outcome
        /// How long it took, in milliseconds; 0 where it was skipped.
        public var milliseconds: Int
        public var result: StepResult
    }

    public var job: String
    public var today: CalendarDate
    /// One for each step of the job, in order.
    public var steps: [Step]
    public var milliseconds: Int
    /// What stopped the job, nil where every step was done.
    public var failure: RefoldError?
}
