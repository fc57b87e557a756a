import RefoldValues

/// The result of a job's run.
struct JobSummary: Hashable, Sendable {
    enum Outcome: String, Hashable, Sendable {
        case done, failed
        /// An earlier step stopped the job, or could not bring forward the rows that this one reads; or the run was to end before it.
        case skipped
        /// The day of the run is none of its days.
        case notDue = "not_due"
    }

    struct Step: Hashable, Sendable {
        var title: String
        var outcome: Outcome
        /// The time it took, in milliseconds, with all tries and the waits between them; 0 if it was not begun.
        var milliseconds = 0
        /// How often it was tried; 0 if it was not begun.
        var tries = 0
        /// Of the last try.
        var result = StepResult()
        /// What this step alone ended with: of several errors all; nil if it did what it was to do, or was not to do anything.
        var failure: RefoldError?
    }

    /// What becomes of the steps of a run, while it is at work. Numbers count from 0.
    enum StepEvent: Hashable, Sendable {
        case begins(number: Int, title: String)
        /// A try failed for a reason that may pass; the next one follows after the wait.
        case fails(number: Int, title: String, RefoldError, tries: Int, Retry)
        /// Also of a step that was not begun.
        case ended(number: Int, Step)
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
