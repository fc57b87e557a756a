import FoundationEssentials
import RefoldDefinitions
import RefoldFiles
import RefoldReports
import RefoldTables
import RefoldValues

/// The faults of a job that depend on definitions and settings: unknown names, invalid periods, outputs that would replace files that
/// Refold reads or keeps.
struct JobCheck {
    let job: Job
    let registry: DefinitionRegistry
    let spared: ProtectedFiles
    /// The day used for `{date}` and for relative periods.
    let today: CalendarDate
    /// Those that steps may name.
    let formats: TableFormats
    /// The file for metrics of the run; nil for none.
    var metrics: String?

    /// All faults, in the order of the steps.
    func faults() -> [Fault] {
        var faults: [Fault] = []
        var writers: [FilePlace: String] = [:]
        if let metrics, let file = FilePlace(following: metrics) { writers[file] = "--\(Flag.metrics.name)" }
        if let index = job.index {
            let path = job.located(index.path(on: today))
            faults += check(output: path, at: index.place)
            if let file = FilePlace(following: path), let first = writers[file] { faults.append(Self.twice(first, path, at: index.place)) }
            if path.hasSuffix("/") || Self.isFolder(path) {
                faults.append(Fault("this is a folder", at: index.place, expected: "the path of a page", remedy: "name a file in it, such as index.html"))
            }
            if let file = FilePlace(following: path) { writers[file] = "index" }
        }
        for (number, step) in job.steps.enumerated() {
            let action = step.action
            for (path, place) in outputs(of: action) {
                guard let file = FilePlace(following: path), let first = writers.updateValue("steps[\(number)]", forKey: file) else { continue }
                let other = first == "steps[\(number)]" ? "the same step" : first
                faults.append(Self.twice(other, path, at: place))
                // Its other files lie there too.
                break
            }
            switch action {
            case .catchUp(let projections, _, _), .rebuild(let projections, _, _):
                for projection in projections { faults += check(projection: projection) }
            case .report(let step):
                faults += check(report: step.report)
                if let period = step.period { faults += check(period: period, of: step.report) }
                if let moment = step.asOf { faults += check(moment: moment, of: step.report) }
                faults += check(testsOf: step)
                faults += check(outputsOf: step)
            case .seal(let step):
                faults += check(report: step.report) + check(period: step.period, of: step.report)
                faults += outputs(of: .seal(step)).flatMap { check(output: $0.path, at: $0.place) }
            case .export(let step):
                faults += check(projection: step.projection)
                faults += check(output: job.located(step.output.path(on: today)), at: step.output.place)
            case .unread(let report, let projection):
                if let report { faults += check(report: report) }
                if let projection { faults += check(projection: projection) }
            }
        }
        return faults
    }

    /// Whether the job itself writes the file for metrics.
    var writesMetrics: Bool {
        guard let metrics, let file = FilePlace(following: metrics) else { return false }
        let paths = job.steps.flatMap { outputs(of: $0.action).map(\.path) } + [job.index].compactMap { $0.map { job.located($0.path(on: today)) } }
        return paths.contains { FilePlace(following: $0) == file }
    }

    private static func twice(_ other: String, _ path: String, at place: Place) -> Fault {
        Fault("\(other) writes \(plain(path)) as well", at: place, expected: "a file of its own for each", remedy: "give one of them another output")
    }

    /// The faults of a projection's own definition are not faults of the job.
    private func check(projection: JobReference) -> [Fault] {
        let names = Set(registry.projections.keys).union(registry.projectionFiles.map(\.name))
        return resolve(projection, among: NameLookup("projection", names: names.sorted()))
    }

    private func check(report: JobReference) -> [Fault] {
        resolve(report, among: NameLookup("report", names: registry.reportFiles.map(\.name)))
    }

    /// What is wrong with tests on the rows of a report that is sound without them.
    private func check(testsOf step: ReportStep) -> [Fault] {
        guard !step.tests.isEmpty, (try? registry.report(named: step.report.name)) != nil else { return [] }
        return faults { () throws(RefoldError) in _ = try registry.report(named: step.report.name, where: step.tests) }
    }

    private func check(outputsOf step: ReportStep) -> [Fault] {
        outputs(of: .report(step)).flatMap { check(output: $0.path, at: $0.place) }
    }

    /// The files that a step writes, or may write.
    private func outputs(of step: StepAction) -> [(path: String, place: Place)] {
        switch step {
        case .catchUp, .rebuild, .unread: return []
        case .export(let step): return [(job.located(step.output.path(on: today)), step.output.place)]
        case .report(let step):
            return files(of: step.report, step.period, step.formats.compactMap { formats[$0] }, in: step.output).map { ($0, step.output.place) }
        case .seal(let step):
            guard let output = step.output else { return [] }
            return files(of: step.report, step.period, SealedReport.formats, in: output).map { ($0, output.place) }
        }
    }

    private func files(of report: JobReference, _ period: JobReference?, _ formats: [any TableFormat], in output: PathPattern) -> [String] {
        guard let name = try? NameLookup("report", names: registry.reportFiles.map(\.name)).resolve(report.name) else { return [] }
        // A period that cannot be read is a fault of its own.
        let days = period.flatMap { period in try? Period(period.name, today: today, of: periods(of: report) ?? .none, at: period.place) }
        let folder = job.located(output.path(on: today, days))
        return (formats.map(\.fileEnding) + [ReportManifest.fileEnding] + Restated.fileEndings).map { Reporting.path(of: name, $0, in: folder) }
    }

    /// A path without detours, for people.
    private static func plain(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + parts : parts
    }

    static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
    }

    private func check(output path: String, at place: Place) -> [Fault] {
        spared.fault(writing: path, at: place).map { [$0] } ?? []
    }

    private func resolve(_ reference: JobReference, among names: NameLookup) -> [Fault] {
        do throws(RefoldError) {
            _ = try names.resolve(reference.name)
            return []
        } catch {
            return error.faults.map { Fault($0.what, at: reference.place, expected: $0.expected, remedy: $0.remedy) }
        }
    }

    private func check(moment: JobReference, of report: JobReference) -> [Fault] {
        faults { () throws(RefoldError) in _ = try ReportMoments(moment.name, today: today, of: periods(of: report) ?? .none, at: moment.place) }
    }

    private func check(period: JobReference, of report: JobReference) -> [Fault] {
        let names = periods(of: report)
        // Whether a report with faults has such a period cannot be told.
        if names == nil, PeriodNames.isOfReport(period.name) { return [] }
        return faults { () throws(RefoldError) in _ = try Period(period.name, today: today, of: names ?? .none, at: period.place) }
    }

    /// The periods that a report has beside those of every report; nil if it cannot be read.
    private func periods(of report: JobReference) -> PeriodNames? { (try? registry.report(named: report.name))?.periods }

    /// The faults that a reading of a text meets.
    private func faults(_ read: () throws(RefoldError) -> Void) -> [Fault] {
        do throws(RefoldError) {
            try read()
            return []
        } catch {
            return error.faults
        }
    }
}
