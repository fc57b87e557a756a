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
            name: "nightly", folder: "base",
            of: [.catchUp([JobReference("payments", at: .nowhere)]), .report(step), .rebuild([], park: 10)])
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
        let surroundings = JobRunner.Surroundings(isInterrupted: {
            calls += 1
            return calls > 2
        })
        let interrupted = JobRunner(job, in: surroundings, now: clock()).run(with: actions, today: .first)
        #expect(interrupted.failure?.status == .refused && interrupted.failure?.faults.count == 2)
    }

    @Test("A projection that fails holds up what reads its rows until a step brings it forward, and nothing else")
    func projectionFails() throws {
        func named(_ name: String) -> JobReference { JobReference(name, at: .nowhere) }
        let report = ReportStep(report: named("by-day"), formats: ["csv"], output: try PathPattern("out", hasPeriod: false))
        let fines = ExportStep(projection: named("fines"), format: "csv", output: try PathPattern("fines.csv", hasPeriod: false))
        let job = Job(
            name: "nightly",
            of: [
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
        let surroundings = JobRunner.Surroundings(isInterrupted: { !actions.calls.isEmpty })
        let summary = JobRunner(job, in: surroundings, now: clock()).run(with: actions, today: .first)
        #expect(actions.calls == ["catch-up payments"])
        #expect(summary.failure?.status == .incomplete)
        #expect(
            summary.failure?.description
                == "Jobs/nightly.json5: interrupted before the step \"report by-day\"; run the job again")
    }
}
