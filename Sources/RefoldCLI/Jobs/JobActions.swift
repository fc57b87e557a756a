import RefoldStores
import RefoldValues

/// The work behind the steps of a job. A runner calls these in order; each throws what stops the job.
protocol JobActions {
    func catchUp(_ projections: [String]) throws(RefoldError) -> StepResult
    func rebuild(_ projections: [String]) throws(RefoldError) -> StepResult
    /// - Parameters:
    ///   - today: what relative periods count from.
    ///   - folder: where the files go.
    func report(_ step: ReportStep, today: CalendarDate, into folder: String) throws(RefoldError) -> StepResult
    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult
}

/// What a step did.
struct StepResult: Hashable, Sendable {
    /// Events that were read.
    var events: Int
    /// Rows that were written.
    var rows: Int
    /// Files that were written, as paths.
    var files: [String]
    /// How far the events could be read; nil for a step that reads none.
    var bound: Bound?
    /// Events that can be seen and that the step's projections read, but that are not in what it wrote; nil if that is not known.
    var behind: Int64?
    /// What stops the job although the step did its work as far as it could.
    var failure: RefoldError?

    init(events: Int = 0, rows: Int = 0, files: [String] = [], bound: Bound? = nil, behind: Int64? = nil, failure: RefoldError? = nil) {
        self.events = events
        self.rows = rows
        self.files = files
        self.bound = bound
        self.behind = behind
        self.failure = failure
    }
}
