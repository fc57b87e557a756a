import RefoldReports
import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("Running a job")
struct JobRunnerTests {
    private let job: Job

    init() throws {
        let step = ReportStep(report: JobReference("by-day", at: .nowhere), formats: ["csv"], output: try PathPattern("out/{date}", hasPeriod: false))
        job = Job(
            name: "nightly", file: "Jobs/nightly.json5", folder: "base",
            steps: [.catchUp([JobReference("payments", at: .nowhere)]), .report(step), .rebuild([], park: 10)])
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
        #expect(actions.calls == ["catch-up payments", "report by-day into base/out/2024-09-02 on 2024-09-02", "rebuild  parking 10"])
        #expect(summary.failure == nil)
        #expect(summary.steps.map(\.outcome) == [.done, .done, .done])
        #expect(summary.steps.map(\.milliseconds) == [1000, 1000, 1000])
        #expect(summary.milliseconds == 7000)
        #expect(summary.steps[0].result == StepResult(events: 7, rows: 3, done: ["payments"]))
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

    @Test("A report that was written although its checks fail stops nothing, and the job ends with its refusal")
    func refusal() throws {
        let actions = FakeActions()
        actions.refused = true
        let summary = JobRunner(job, now: clock()).run(with: actions, today: .first)
        #expect(summary.steps.map(\.outcome) == [.done, .failed, .done])
        #expect(summary.failure == RefoldError(.refused, "a check fails"))
        let broken = FakeActions()
        (broken.refused, broken.failing) = (true, "rebuild")
        #expect(JobRunner(job, now: clock()).run(with: broken, today: .first).failure?.status == .refused)
        var calls = 0
        let interrupted = JobRunner(job, now: clock()).run(with: actions, today: .first) {
            calls += 1
            return calls > 2
        }
        #expect(interrupted.failure?.status == .refused && interrupted.failure?.faults.count == 2)
    }

    @Test("A projection that fails holds up what reads its rows until a step brings it forward, and nothing else")
    func projectionFails() throws {
        func named(_ name: String) -> JobReference { JobReference(name, at: .nowhere) }
        let report = ReportStep(report: named("by-day"), formats: ["csv"], output: try PathPattern("out", hasPeriod: false))
        let fines = ExportStep(projection: named("fines"), format: "csv", output: try PathPattern("fines.csv", hasPeriod: false))
        let job = Job(
            name: "nightly", file: "Jobs/nightly.json5",
            steps: [
                .catchUp([named("payments"), named("fines")]), .report(report), .export(fines), .rebuild([named("payments")]), .report(report),
            ])
        let actions = FakeActions()
        actions.stopped = ["payments": RefoldError(.refused, "made from another store")]
        let summary = JobRunner(job, now: clock()).run(with: actions, today: .first)
        #expect(actions.calls.map { $0.split(separator: " ")[0] } == ["catch-up", "export", "rebuild", "report"])
        #expect(summary.steps.map(\.outcome) == [.failed, .skipped, .done, .done, .done])
        #expect(summary.failure == RefoldError(.refused, "made from another store"))
        #expect(summary.stop == nil)

        actions.failing = "export"
        let stopped = JobRunner(job, now: clock()).run(with: actions, today: .first)
        #expect(stopped.steps.map(\.outcome) == [.failed, .skipped, .failed, .skipped, .skipped])
        #expect(stopped.failure?.faults.map(\.what) == ["made from another store", "a check fails"])
        #expect(stopped.stop == 2)
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
    /// Projections that cannot be caught up.
    var stopped: [String: RefoldError] = [:]
    var refused = false

    private func note(_ call: String) throws(RefoldError) {
        calls.append(call)
        if let failing, call.hasPrefix(failing) { throw RefoldError(.refused, "a check fails") }
    }

    func catchUp(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("catch-up " + projections.joined(separator: ",") + (park.map { " parking \($0)" } ?? ""))
        let failures = stopped.filter { projections.contains($0.key) }
        return StepResult(events: 7, rows: 3, done: Set(projections).subtracting(failures.keys), failures: failures)
    }

    func rebuild(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        try note("rebuild " + projections.joined(separator: ",") + (park.map { " parking \($0)" } ?? ""))
        return StepResult(done: Set(projections))
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

    func readModels(of step: JobStep) throws(RefoldError) -> [String] {
        switch step {
        case .report: ["payments"]
        case .export(let step): [step.projection.name]
        case .seal: ["payments"]
        case .catchUp, .rebuild, .unread: []
        }
    }
}
