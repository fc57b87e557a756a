import RefoldReports
import RefoldValues
@testable import RefoldCLI

/// Actions that do nothing, and fail as they are told.
final class FakeActions: JobActions {
    var calls: [String] = []
    var failing: String?
    /// Projections that cannot be caught up.
    var stopped: [String: RefoldError] = [:]
    var refused = false
    /// What stops a projection the next time that it is rebuilt.
    var busy: [String: RefoldError] = [:]
    /// What the next calls of an action throw, by its first word: one each.
    var passing: [String: [RefoldError]] = [:]

    private func note(_ call: String) throws(RefoldError) {
        calls.append(call)
        let word = call.split(separator: " ").first.map(String.init) ?? ""
        if var errors = passing[word], !errors.isEmpty {
            let error = errors.removeFirst()
            passing[word] = errors
            throw error
        }
        if let failing, call.hasPrefix(failing) { throw RefoldError(.refused, "a check fails") }
    }

    func catchUp(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("catch-up " + projections.joined(separator: ",") + (park.map { " parking \($0)" } ?? ""))
        let failures = stopped.filter { projections.contains($0.key) }
        return StepResult(events: 7, rows: 3, done: Set(projections).subtracting(failures.keys), failures: failures)
    }

    func rebuild(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("rebuild " + projections.joined(separator: ",") + (park.map { " parking \($0)" } ?? ""))
        let failures = busy.filter { projections.contains($0.key) }
        for name in failures.keys { busy[name] = nil }
        var result = StepResult(events: projections.count, done: Set(projections).subtracting(failures.keys), failures: failures)
        result.left = failures.keys.sorted()
        return result
    }

    func report(_ step: ReportStep, today: CalendarDate, into folder: (Period?) -> String) throws(RefoldError) -> StepResult {
        let folder = folder(nil)
        try note("report \(step.report.name) into \(folder) on \(today)")
        return StepResult(
            files: ["\(folder)/\(step.report.name).csv"], refusal: refused ? RefoldError(.refused, "a check fails") : nil)
    }

    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult {
        try note("export \(step.projection.name) to \(file)")
        return StepResult()
    }

    func seal(_ step: SealStep, today: CalendarDate, into folder: ((Period) -> String)?) throws(RefoldError) -> StepResult {
        try note("seal \(step.report.name) for \(step.period.name) on \(today)" + (folder == nil ? "" : " into a folder"))
        return StepResult()
    }

    func readModels(of action: StepAction) throws(RefoldError) -> [String] {
        switch action {
        case .report: ["payments"]
        case .export(let step): [step.projection.name]
        case .seal: ["payments"]
        case .catchUp, .rebuild, .unread: []
        }
    }

    func targets(of action: StepAction) throws(RefoldError) -> [String]? {
        switch action {
        case .catchUp(let projections, _, _), .rebuild(let projections, _, _): projections.isEmpty ? nil : projections.map(\.name)
        case .report, .export, .seal, .unread: []
        }
    }
}

extension Job {
    /// A job of steps that say nothing beside what they do.
    init(name: String, file: String = "Jobs/nightly.json5", folder: String? = nil, of actions: [StepAction]) {
        self.init(name: name, file: file, folder: folder, steps: actions.map { JobStep($0) })
    }
}
