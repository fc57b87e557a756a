import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// The actions of a job's steps. A runner calls them in order; each throws the error that stops the job.
protocol JobActions {
    /// - Parameters:
    ///   - park: how many events may be set aside per projection; nil for none.
    ///   - switching: what may be done with a new generation that differs.
    func catchUp(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult
    func rebuild(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult
    /// - Parameters:
    ///   - today: the base of relative periods.
    ///   - folder: the folder for the files, by the period of the report; nil of that for everything.
    func report(_ step: ReportStep, today: CalendarDate, into folder: (Period?) -> String) throws(RefoldError) -> StepResult
    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult
    /// - Parameters:
    ///   - today: the base of relative periods.
    ///   - folder: the folder for the files, by the period of the report; nil for none.
    func seal(_ step: SealStep, today: CalendarDate, into folder: ((Period) -> String)?) throws(RefoldError) -> StepResult
    /// The names of the projections of which a step reads the rows.
    func readModels(of action: StepAction) throws(RefoldError) -> [String]
    /// The names of the projections that a step brings forward; nil for all that there are.
    func targets(of action: StepAction) throws(RefoldError) -> [String]?
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
    /// How many events of each of the step's projections are parked: the job goes on, and ends with 4.
    var parkedEvents: [String: Int64] = [:]
    /// Up to which what it made is complete; of several read models, the least. Nil if that is not known.
    var position: Position?
    /// Whether what it wrote lacks parked events, or may.
    var isIncomplete = false
    /// What stops the job although the step did its work as far as it could.
    var failure: RefoldError?
    /// The checks that lines of the report break, of a report that was written all the same.
    var failedChecks: [FailedCheck]
    /// What the job ends with although the step did its work and the next ones are run.
    var refusal: RefoldError?
    /// What people are told of the files; nil if the step writes none.
    var page: Page?
    /// More fields for the summary.
    var fields: [JSONField] = []
    /// The projections that the step brought forward.
    var done: Set<String>
    /// Those that it could not, with the reasons. They stop what reads their rows, and not the job.
    var failures: [String: RefoldError]
    /// Those that it could not, or did not come to.
    var left: [String] = []
    /// What was done for each projection, for the summary; nil for a step that brings none forward.
    var projections: JSONValue?

    /// What an index of a job's files says of a report or an export.
    struct Page: Hashable, Sendable {
        var title: String
        /// The period that it covers; nil for everything.
        var period: Period?
        /// How it stands to its seal; nil if there is none.
        var seal: SealStanding?
        /// All files that were written, with manifests and restatements.
        var files: [String]
    }

    init(
        events: Int = 0, rows: Int = 0, files: [String] = [], bound: Bound? = nil, behind: Int64? = nil, failure: RefoldError? = nil,
        failedChecks: [FailedCheck] = [], refusal: RefoldError? = nil, done: Set<String> = [], failures: [String: RefoldError] = [:],
        projections: JSONValue? = nil
    ) {
        self.events = events
        self.rows = rows
        self.files = files
        self.bound = bound
        self.behind = behind
        self.failure = failure
        self.failedChecks = failedChecks
        self.refusal = refusal
        self.done = done
        self.failures = failures
        self.projections = projections
    }

    /// How many events are parked in all.
    var parked: Int64 { parkedEvents.values.reduce(0, +) }

    /// The result of a step of which an earlier try did a part, and this one what that left.
    func following(_ earlier: StepResult) -> StepResult {
        var whole = self
        whole.events += earlier.events
        whole.rows += earlier.rows
        whole.files = earlier.files.filter { !files.contains($0) } + files
        whole.parkedEvents.merge(earlier.parkedEvents) { now, _ in now }
        whole.position = [position, earlier.position].compactMap { $0 }.min()
        whole.isIncomplete = isIncomplete || earlier.isIncomplete
        whole.done.formUnion(earlier.done)
        let entries = projections?.asList ?? []
        let names = entries.compactMap { $0["projection"]?.asText }
        let before = (earlier.projections?.asList ?? []).filter { entry in entry["projection"]?.asText.map { !names.contains($0) } ?? false }
        if projections != nil || !before.isEmpty { whole.projections = .list(before + entries) }
        return whole
    }
}
