import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("Running a job")
struct JobRunnerTests {
    private let job: Job

    init() throws {
        let step = ReportStep(report: JobReference("by-day", at: .nowhere), formats: [.csv], output: try PathPattern("out/{date}"))
        job = Job(
            name: "nightly", file: "Jobs/nightly.json5", folder: "base",
            steps: [.catchUp([JobReference("payments", at: .nowhere)]), .report(step), .rebuild([])])
    }

    /// A clock that advances by one second on every call.
    private func clock() -> () -> Duration {
        var seconds = 0
        return {
            seconds += 1
            return .seconds(seconds)
        }
    }

    @Test("Steps run in order, and the summary has the result and duration of each")
    func order() throws {
        let actions = FakeActions()
        let today = try #require(CalendarDate("2024-09-02"))
        let summary = JobRunner(job, now: clock()).run(with: actions, today: today)
        #expect(actions.calls == ["catch-up payments", "report by-day into base/out/2024-09-02 on 2024-09-02", "rebuild "])
        #expect(summary.failure == nil)
        #expect(summary.steps.map(\.outcome) == [.done, .done, .done])
        #expect(summary.steps.map(\.milliseconds) == [1000, 1000, 1000])
        #expect(summary.milliseconds == 7000)
        #expect(summary.steps[0].result == StepResult(events: 7, rows: 3))
        #expect(summary.steps[1].result.files == ["base/out/2024-09-02/by-day.csv"])
    }

    @Test("The first step that fails stops the job; the steps after it are skipped")
    func failure() throws {
        let actions = FakeActions()
        actions.failing = "report"
        let summary = JobRunner(job, now: clock()).run(with: actions, today: .first)
        #expect(actions.calls.count == 2)
        #expect(summary.steps.map(\.outcome) == [.done, .failed, .skipped])
        #expect(summary.failure == RefoldError(.refused, "a check fails"))
        #expect(summary.steps.map(\.milliseconds) == [1000, 1000, 0])
    }

    @Test("An interrupt between two steps ends the job with status 5 and names the next step")
    func interrupt() {
        let actions = FakeActions()
        let summary = JobRunner(job, now: clock()).run(with: actions, today: .first) { !actions.calls.isEmpty }
        #expect(actions.calls == ["catch-up payments"])
        #expect(summary.failure?.status == .incomplete)
        #expect(
            summary.failure?.description
                == "Jobs/nightly.json5: interrupted before the step \"report by-day\"; run the job again")
    }
}

private final class FakeActions: JobActions {
    var calls: [String] = []
    var failing: String?

    private func note(_ call: String) throws(RefoldError) {
        calls.append(call)
        if let failing, call.hasPrefix(failing) { throw RefoldError(.refused, "a check fails") }
    }

    func catchUp(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("catch-up " + projections.joined(separator: ","))
        return StepResult(events: 7, rows: 3)
    }

    func rebuild(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("rebuild " + projections.joined(separator: ","))
        return StepResult()
    }

    func report(_ step: ReportStep, today: CalendarDate, into folder: String) throws(RefoldError) -> StepResult {
        try note("report \(step.report.name) into \(folder) on \(today)")
        return StepResult(files: ["\(folder)/\(step.report.name).csv"])
    }

    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult {
        try note("export \(step.projection.name) to \(file)")
        return StepResult()
    }
}
