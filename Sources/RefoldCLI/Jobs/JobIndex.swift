import FoundationEssentials
import RefoldReports
import RefoldTables
import RefoldValues

/// The page that links what a run of a job made.
struct JobIndex {
    let summary: JobSummary
    /// What the report of a step that wrote nothing is called; nil if that is not known.
    let titleOf: (JobSummary.Step) -> String?
    /// The file of the page.
    let path: String

    /// The page.
    var bytes: [UInt8] {
        let steps = summary.steps.filter { $0.result.page != nil || ![.done, .notDue].contains($0.outcome) || $0.result.parked > 0 }
        let made = summary.steps.filter { $0.outcome == .done }.count
        return HTMLIndex(
            title: "\(summary.job), \(summary.today)",
            lead: ["\(made) of \(Grouped.text(summary.steps.count { $0.outcome != .notDue }, "step")) of the job \(summary.job) were done for \(summary.today)."],
            warnings: (summary.failure?.faults ?? []).map(\.description), rows: steps.map(row)
        ).bytes
    }

    private func row(_ step: JobSummary.Step) -> HTMLIndex.Row {
        let states = states(of: step)
        let files = step.result.page?.files ?? []
        // The title links the first one.
        let ordered = files.filter { $0.hasSuffix(".html") } + files.filter { !$0.hasSuffix(".html") }
        return HTMLIndex.Row(
            title: step.result.page?.title ?? titleOf(step) ?? step.title, period: step.result.page.map { $0.period?.shortText ?? "all" } ?? "",
            state: states.isEmpty ? "written" : states.map(\.text).joined(separator: "; "), isBad: states.contains(where: \.isBad),
            links: ordered.map { HTMLIndex.Link(RelativePath.way(from: folder, to: $0), Self.ending(of: $0)) })
    }

    private func states(of step: JobSummary.Step) -> [(text: String, isBad: Bool)] {
        var states: [(text: String, isBad: Bool)] = []
        let result = step.result
        if step.outcome == .skipped { states.append(("not run: the job had stopped or was to end, or its rows were not brought forward", false)) }
        if !result.failedChecks.isEmpty { states.append(("\(Grouped.text(result.failedChecks.count, "check")) failed", true)) }
        if result.isIncomplete { states.append(("incomplete: events are parked", true)) } else if result.parked > 0 {
            states.append(("\(Grouped.text(Int(result.parked), "event")) parked", true))
        }
        if let behind = result.behind, behind > 0 { states.append(("\(Grouped.text(Int(behind), "event")) behind", true)) }
        switch result.page?.seal {
        case .asSealed?: states.append(("sealed", false))
        case .restated(let count)?: states.append(("sealed; \(Grouped.text(count, "figure")) \(count == 1 ? "differs" : "differ") today", true))
        case .unknown?: states.append(("sealed; today's figures are not known", true))
        case nil: break
        }
        if step.outcome == .failed, !states.contains(where: \.isBad) { states.append((step.result.page == nil ? "failed: nothing was written" : "failed", true)) }
        return states
    }

    /// What follows the name of a report or an export: `manifest.json`.
    private static func ending(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    }

    /// The folder of the page.
    private var folder: String { URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path }
}
