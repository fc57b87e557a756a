import RefoldCore

/// A name in a job file, and where it stands: what it names is known only to who runs the job.
public struct JobReference: Hashable, Sendable {
    public var name: String
    public var place: Place

    public init(_ name: String, at place: Place) {
        self.name = name
        self.place = place
    }
}

/// One step of a job.
public enum JobStep: Hashable, Sendable {
    /// Brings the served generations forward; no names mean all projections.
    case catchUp([JobReference])
    /// Builds new generations; no names mean all projections.
    case rebuild([JobReference])
    case report(ReportStep)
    case export(ExportStep)

    /// What it does, for people: `catch-up payments`.
    public var title: String {
        switch self {
        case .catchUp(let projections): (["catch-up"] + projections.map(\.name)).joined(separator: " ")
        case .rebuild(let projections): (["rebuild"] + projections.map(\.name)).joined(separator: " ")
        case .report(let step): "report \(step.report.name)"
        case .export(let step): "export \(step.projection.name)"
        }
    }
}

/// Writes the files of one report.
public struct ReportStep: Hashable, Sendable {
    public enum Format: String, CaseIterable, Hashable, Sendable {
        case csv, json
    }

    public var report: JobReference
    /// A period as `refold report --period` takes it; nil for everything.
    public var period: JobReference?
    public var formats: [Format]
    /// The folder to write into.
    public var output: PathPattern

    public init(report: JobReference, period: JobReference? = nil, formats: [Format], output: PathPattern) {
        self.report = report
        self.period = period
        self.formats = formats
        self.output = output
    }
}

/// Writes the rows of a read model into a file.
public struct ExportStep: Hashable, Sendable {
    public enum Format: String, CaseIterable, Hashable, Sendable {
        case csv, ndjson
    }

    public var projection: JobReference
    public var format: Format
    /// The file to write.
    public var output: PathPattern

    public init(projection: JobReference, format: Format, output: PathPattern) {
        self.projection = projection
        self.format = format
        self.output = output
    }
}
