import RefoldCore

/// The work behind the steps of a job. A runner calls these in order; each throws what stops the job.
public protocol JobActions {
    func catchUp(_ projections: [String]) throws(RefoldError) -> StepResult
    func rebuild(_ projections: [String]) throws(RefoldError) -> StepResult
    /// - Parameters:
    ///   - today: what relative periods count from.
    ///   - folder: where the files go.
    func report(_ step: ReportStep, today: CalendarDate, into folder: String) throws(RefoldError) -> StepResult
    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult
}

/// What a step did.
public struct StepResult: Hashable, Sendable {
    /// Events that were read.
    public var events: Int
    /// Rows that were written.
    public var rows: Int
    /// Files that were written, as paths.
    public var files: [String]
    /// How far the events could be read; nil for a step that reads none.
    public var bound: Bound?

    public init(events: Int = 0, rows: Int = 0, files: [String] = [], bound: Bound? = nil) {
        self.events = events
        self.rows = rows
        self.files = files
        self.bound = bound
    }
}
