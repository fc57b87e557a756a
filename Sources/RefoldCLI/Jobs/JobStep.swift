import RefoldReports
import RefoldTables
import RefoldValues

/// A name in a job file, and its place; it is resolved when the job runs.
struct JobReference: Hashable, Sendable {
    var name: String
    var place: Place

    init(_ name: String, at place: Place) {
        self.name = name
        self.place = place
    }
}

/// One step of a job: what it does, when, and what becomes of the job if it fails.
struct JobStep: Hashable, Sendable {
    var action: StepAction
    /// The days on which it is run; nil for each.
    var days: RunDays?
    /// Nil for what the job says.
    var retry: Retry?
    /// Whether later steps are run although it failed.
    var goesOn: Bool

    init(_ action: StepAction, on days: RunDays? = nil, retry: Retry? = nil, goesOn: Bool = false) {
        self.action = action
        self.days = days
        self.retry = retry
        self.goesOn = goesOn
    }

    /// A description for people: `catch-up payments`.
    var title: String { action.title }
}

/// What a step of a job does.
enum StepAction: Hashable, Sendable {
    /// Catches up the served generations; no names mean all projections.
    /// As ``rebuild(_:park:_:)`` about parking and switching.
    case catchUp([JobReference], park: Int? = nil, SwitchChoices = SwitchChoices())
    /// Builds new generations; no names mean all projections.
    /// - `park`: how many events may be set aside per projection; nil for none.
    case rebuild([JobReference], park: Int? = nil, SwitchChoices = SwitchChoices())
    case report(ReportStep)
    case export(ExportStep)
    case seal(SealStep)
    /// A step that could not be read whole: what it names can still be checked. It is never run.
    case unread(report: JobReference?, projection: JobReference?)

    /// A description for people: `catch-up payments`.
    var title: String {
        switch self {
        case .catchUp(let projections, _, _): (["catch-up"] + projections.map(\.name)).joined(separator: " ")
        case .rebuild(let projections, _, _): (["rebuild"] + projections.map(\.name)).joined(separator: " ")
        case .report(let step): "report \(step.report.name)"
        case .export(let step): "export \(step.projection.name)"
        case .seal(let step): "seal \(step.report.name)"
        case .unread(let report, let projection): "unread step \(report?.name ?? projection?.name ?? "")"
        }
    }
}

extension StepAction {
    /// The same for some of its projections only. A step that brings none forward stays as it is.
    func narrowed(to projections: [String]) -> StepAction {
        let references = projections.map { JobReference($0, at: .nowhere) }
        return switch self {
        case .catchUp(_, let park, let switching): .catchUp(references, park: park, switching)
        case .rebuild(_, let park, let switching): .rebuild(references, park: park, switching)
        case .report, .export, .seal, .unread: self
        }
    }
}

/// Writes the files of one report.
struct ReportStep: Hashable, Sendable {
    var report: JobReference
    /// A period as `refold report --period` takes it; nil for everything.
    var period: JobReference?
    /// Moments as `refold report --as-of` takes them; nil for the served rows.
    var asOf: JobReference?
    /// The words of formats; at least one.
    var formats: [String]
    /// The folder for the files.
    var output: PathPattern
    /// How CSV is written; nil for what report and settings say.
    var csv: CSVOptions?
    /// Whether the files are written although checks fail.
    var despiteChecks: Bool
    /// Tests as `refold report --where` takes them; the report is of the rows that meet them.
    var tests: [WhereText] = []

    init(
        report: JobReference, period: JobReference? = nil, asOf: JobReference? = nil, formats: [String], output: PathPattern, csv: CSVOptions? = nil,
        despiteChecks: Bool = false
    ) {
        self.report = report
        self.period = period
        self.asOf = asOf
        self.formats = formats
        self.output = output
        self.csv = csv
        self.despiteChecks = despiteChecks
    }
}

/// Writes the rows of a read model into a file.
struct ExportStep: Hashable, Sendable {
    var projection: JobReference
    /// The word of a format.
    var format: String
    /// The file to write.
    var output: PathPattern
    /// How CSV is written; nil for what the settings say.
    var csv: CSVOptions?

    init(projection: JobReference, format: String, output: PathPattern, csv: CSVOptions? = nil) {
        self.projection = projection
        self.format = format
        self.output = output
        self.csv = csv
    }
}

/// Seals one report for a period.
struct SealStep: Hashable, Sendable {
    var report: JobReference
    /// A period as `refold seal --period` takes it.
    var period: JobReference
    /// Kept with the seal.
    var reason: String?
    /// The folder for its files; nil for none.
    var output: PathPattern?
    /// Whether it is sealed although checks fail.
    var despiteChecks = false
}
