import Foundation
import RefoldReports
import RefoldTables
import RefoldValues

/// The page that links what a run of a job made.
struct JobIndex {
    let summary: JobSummary
    /// The file of the page.
    let path: String

    /// The page.
    var bytes: [UInt8] {
        let steps = summary.steps.filter { $0.result.page != nil || $0.outcome != .done }
        let made = summary.steps.filter { $0.outcome == .done }.count
        return HTMLIndex(
            title: "\(summary.job), \(summary.today)",
            lead: ["\(made) of \(Grouped.text(summary.steps.count, "step")) of the job \(summary.job) were done for \(summary.today)."],
            warnings: (summary.failure?.faults ?? []).map(\.description), rows: steps.map(row)
        ).bytes
    }

    private func row(_ step: JobSummary.Step) -> HTMLIndex.Row {
        let states = states(of: step)
        return HTMLIndex.Row(
            title: step.result.page?.title ?? step.title, period: step.result.page.map { $0.period?.shortText ?? "all" } ?? "",
            state: states.isEmpty ? "written" : states.map(\.text).joined(separator: "; "), isBad: states.contains(where: \.isBad),
            links: Self.pagesFirst(step.result.files).map { HTMLIndex.Link(relative($0), Self.ending(of: $0)) })
    }

    private func states(of step: JobSummary.Step) -> [(text: String, isBad: Bool)] {
        var states: [(text: String, isBad: Bool)] = []
        let result = step.result
        switch step.outcome {
        case .done: break
        case .failed: if result.failedChecks.isEmpty { states.append(("failed", true)) }
        case .skipped: states.append(("skipped", true))
        }
        if !result.failedChecks.isEmpty { states.append(("\(Grouped.text(result.failedChecks.count, "check")) failed", true)) }
        if result.isIncomplete { states.append(("incomplete: events are parked", true)) }
        if let behind = result.behind, behind > 0 { states.append(("\(Grouped.text(Int(behind), "event")) behind", true)) }
        if let seal = result.page?.seal { states.append((seal, seal != StepResult.Page.sealed)) }
        return states
    }

    /// The title links the first one.
    private static func pagesFirst(_ files: [String]) -> [String] {
        files.filter { $0.hasSuffix(".html") } + files.filter { !$0.hasSuffix(".html") }
    }

    private static func ending(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").last.map(String.init) ?? name
    }

    /// The way from the folder of the page to a file.
    private func relative(_ file: String) -> String {
        func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
        let (from, to) = (parts(path).dropLast(), parts(file))
        let common = zip(from, to).prefix { $0 == $1 }.count
        return ([String](repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
    }
}

extension StepResult.Page {
    /// What is said of a report that is as it was sealed.
    static let sealed = "sealed"
}
