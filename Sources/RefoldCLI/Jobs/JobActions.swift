import RefoldStores
import RefoldValues

/// The actions of a job's steps. A runner calls them in order; each throws the error that stops the job.
protocol JobActions {
    func catchUp(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult
    func rebuild(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult
    /// - Parameters:
    ///   - today: the base of relative periods.
    ///   - folder: the folder for the files.
    func report(_ step: ReportStep, today: CalendarDate, into folder: String) throws(RefoldError) -> StepResult
    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult
}

/// The result of a step.
struct StepResult: Hashable, Sendable {
    /// Events read.
    var events: Int
    /// Rows written.
    var rows: Int
    /// The paths of files written.
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
