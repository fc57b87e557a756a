import RefoldReports
import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("How a job goes on after what fails")
struct JobCourseTests {
    private static let lost: RefoldError = {
        var error = RefoldError(.failed, "the connection to the server was lost")
        error.isOfConnection = true
        return error
    }()
    private static let busy = RefoldError(.busy, "another run is at work")
    private static let broken = RefoldError(.failed, "an event cannot be taken")

    private static func named(_ name: String) -> JobReference { JobReference(name, at: .nowhere) }

    private static func report() throws -> StepAction {
        .report(ReportStep(report: named("by-day"), formats: ["csv"], output: try PathPattern("out", hasPeriod: false)))
    }

    private static func export(_ name: String) throws -> StepAction {
        .export(ExportStep(projection: named(name), format: "csv", output: try PathPattern("\(name).csv", hasPeriod: false)))
    }

    private static func job(_ steps: [JobStep], retry: Retry = .none) -> Job {
        var job = Job(name: "nightly", file: "Jobs/nightly.json5", steps: steps)
        job.retry = retry
        return job
    }

    /// What was done, and the surroundings that note waits and events.
    private final class Watch {
        var waits: [Duration] = []
        var events: [String] = []
        var isInterrupted = false, isLate = false
        /// Sets one of them while the runner waits.
        var whileWaiting: (Watch) -> Void = { _ in }
        var lockFailures: [RefoldError] = []

        var surroundings: JobRunner.Surroundings {
            JobRunner.Surroundings(
                isInterrupted: { self.isInterrupted }, isLate: { self.isLate },
                wait: {
                    self.waits.append($0)
                    self.whileWaiting(self)
                },
                holdLock: { () throws(RefoldError) in if !self.lockFailures.isEmpty { throw self.lockFailures.removeFirst() } },
                observe: { event in
                    switch event {
                    case .begins(let number, let title): self.events.append("\(number) \(title)")
                    case .fails(let number, _, let error, let tries, let retry): self.events.append("\(number) try \(tries) of \(retry.times): \(error)")
                    case .ended(let number, let step): self.events.append("\(number) \(step.outcome.rawValue)" + (step.failure.map { ": \($0)" } ?? ""))
                    }
                })
        }
    }

    private static func run(_ job: Job, _ actions: FakeActions, _ watch: Watch = Watch(), today: CalendarDate = .first) -> JobSummary {
        JobRunner(job, in: watch.surroundings).run(with: actions, today: today)
    }

    @Test("What was built and switched to is not built again by another try, and both count as one step")
    func narrowed() throws {
        let actions = FakeActions(), watch = Watch()
        actions.busy = ["b": Self.busy]
        let job = Self.job([JobStep(.rebuild(["a", "b", "c"].map(Self.named)))], retry: Retry(times: 2, wait: .seconds(1)))
        let summary = Self.run(job, actions, watch)
        #expect(actions.calls == ["rebuild a,b,c", "rebuild b"])
        #expect(summary.failure == nil && summary.steps[0].result.events == 4 && summary.steps[0].result.done == ["a", "b", "c"])
        // If nothing is known of what was done, all of it is tried again.
        actions.calls = []
        actions.passing = ["rebuild": [Self.lost]]
        _ = Self.run(job, actions)
        #expect(actions.calls == ["rebuild a,b,c", "rebuild a,b,c"])
    }

    @Test("A lock that another run has by now ends the job, however often a step may be tried")
    func lockOfAnother() throws {
        let actions = FakeActions(), watch = Watch()
        watch.lockFailures = [Self.busy, Self.busy]
        let summary = Self.run(Self.job([JobStep(.rebuild([Self.named("a")]))], retry: Retry(times: 3, wait: .seconds(1))), actions, watch)
        #expect(actions.calls.isEmpty && watch.waits.isEmpty)
        #expect(summary.failure?.status == .busy)
    }

    @Test("What may pass is tried again as often as the step says, with the wait before each try", arguments: [lost, busy])
    func triedAgain(passing: RefoldError) throws {
        let (actions, watch) = (FakeActions(), Watch())
        actions.passing["catch-up"] = [passing, passing]
        let summary = Self.run(Self.job([JobStep(.catchUp([Self.named("payments")]), retry: Retry(times: 3, wait: .seconds(300)))]), actions, watch)
        #expect(summary.failure == nil)
        #expect(summary.steps.map(\.tries) == [3] && summary.steps.map(\.outcome) == [.done])
        #expect(watch.waits == [.seconds(300), .seconds(300)])
        let what = passing.description
        #expect(watch.events == ["0 catch-up payments", "0 try 1 of 3: \(what)", "0 try 2 of 3: \(what)", "0 done"])
    }

    @Test("After the last try the step fails with what it met last")
    func givenUp() throws {
        let (actions, watch) = (FakeActions(), Watch())
        actions.passing["catch-up"] = [Self.lost, Self.busy, Self.lost]
        let summary = Self.run(Self.job([JobStep(.catchUp([])), JobStep(.rebuild([]))], retry: Retry(times: 1, wait: .zero)), actions, watch)
        #expect(summary.failure == Self.busy && summary.stop == 0)
        #expect(summary.steps.map(\.tries) == [2, 0] && summary.steps.map(\.outcome) == [.failed, .skipped])
    }

    @Test("What stays is not tried again, and neither is a step that says so beside a job that does")
    func notTriedAgain() throws {
        let (actions, watch) = (FakeActions(), Watch())
        actions.passing["catch-up"] = [Self.broken]
        let stays = Self.run(Self.job([JobStep(.catchUp([]))], retry: Retry(times: 3, wait: .seconds(1))), actions, watch)
        #expect(stays.failure == Self.broken && stays.steps[0].tries == 1 && watch.waits == [])
        actions.passing["catch-up"] = [Self.lost]
        let own = Self.run(Self.job([JobStep(.catchUp([]), retry: Retry.none)], retry: Retry(times: 3, wait: .seconds(1))), actions, watch)
        #expect(own.failure == Self.lost && own.steps[0].tries == 1 && watch.waits == [])
    }

    @Test("A projection that is busy is reason enough, beside one that fails for good")
    func onePasses() throws {
        let (actions, watch) = (FakeActions(), Watch())
        actions.stopped = ["payments": Self.busy, "fines": Self.broken]
        watch.whileWaiting = { _ in actions.stopped["payments"] = nil }
        let step = JobStep(.catchUp([Self.named("payments"), Self.named("fines")]), retry: Retry(times: 3, wait: .zero))
        let summary = Self.run(Self.job([step, JobStep(try Self.export("payments")), JobStep(try Self.export("fines"))]), actions, watch)
        #expect(summary.steps.map(\.outcome) == [.failed, .done, .skipped])
        #expect(summary.steps.map(\.tries) == [2, 1, 0])
        #expect(summary.failure == Self.broken)
    }

    @Test("A signal or the deadline while it waits ends the job; the worse of the two errors is its status", arguments: [true, false])
    func endedWhileWaiting(bySignal: Bool) throws {
        let (actions, watch) = (FakeActions(), Watch())
        actions.passing["report"] = [Self.busy]
        watch.whileWaiting = { if bySignal { $0.isInterrupted = true } else { $0.isLate = true } }
        let steps = [JobStep(try Self.report(), retry: Retry(times: 9, wait: .seconds(60)), goesOn: true), JobStep(.rebuild([]))]
        let summary = Self.run(Self.job(steps), actions, watch)
        #expect(actions.calls.count == 1)
        #expect(summary.failure?.status == .busy)
        let why = bySignal ? "interrupted" : "the deadline came"
        #expect(
            summary.failure?.faults.map(\.what) == [
                "another run is at work", "\(why) before another try of the step \"report by-day\"", "\(why) before the step \"rebuild\"",
            ])
        #expect(summary.steps.map(\.outcome) == [.failed, .skipped])
    }

    @Test("The deadline before a step ends the job with 5; what was not begun is skipped")
    func deadline() throws {
        let (actions, watch) = (FakeActions(), Watch())
        watch.isLate = true
        let summary = Self.run(Self.job([JobStep(.catchUp([])), JobStep(.rebuild([]))]), actions, watch)
        #expect(summary.failure?.description == "Jobs/nightly.json5: the deadline came before the step \"catch-up\"; run the job again")
        #expect(summary.failure?.status == .incomplete && summary.stop == 0 && actions.calls == [])
        #expect(summary.steps.map(\.outcome) == [.skipped, .skipped])
    }

    @Test("After a failed step that says so the job goes on, and the worst status is the job's")
    func goesOn() throws {
        let actions = FakeActions()
        actions.failing = "report"
        actions.passing["export"] = [Self.broken]
        let steps = [JobStep(try Self.report(), goesOn: true), JobStep(try Self.export("fines"), goesOn: true), JobStep(.rebuild([]))]
        let summary = Self.run(Self.job(steps), actions)
        #expect(summary.steps.map(\.outcome) == [.failed, .failed, .done] && summary.stop == nil)
        #expect(summary.steps.map { $0.failure?.status } == [.refused, .failed, nil])
        #expect(summary.failure?.status == .failed && summary.failure?.faults.map(\.what) == ["a check fails", "an event cannot be taken"])
    }

    @Test("Rows that a failed step was to bring forward are not reported, until another step has brought them forward")
    func staleRows() throws {
        for all in [false, true] {
            let actions = FakeActions()
            actions.passing["catch-up"] = [Self.broken]
            let steps = [
                JobStep(.catchUp(all ? [] : [Self.named("payments"), Self.named("fines")]), goesOn: true), JobStep(try Self.report()),
                JobStep(try Self.export("other")), JobStep(.rebuild([Self.named("payments")])), JobStep(try Self.report()), JobStep(try Self.export("fines")),
            ]
            let summary = Self.run(Self.job(steps), actions)
            #expect(summary.steps.map(\.outcome) == [.failed, .skipped, all ? .skipped : .done, .done, .done, .skipped], "\(all)")
        }
    }

    @Test("Without its lock a run does nothing more, whatever its steps say; what it was lost with may pass")
    func lock() throws {
        let (actions, watch) = (FakeActions(), Watch())
        watch.lockFailures = [Self.lost, Self.busy]
        let steps = [JobStep(.catchUp([]), retry: Retry(times: 1, wait: .zero), goesOn: true), JobStep(.rebuild([]))]
        let summary = Self.run(Self.job(steps), actions, watch)
        #expect(summary.failure == Self.busy && summary.stop == 0 && actions.calls == [])
        watch.lockFailures = [Self.lost]
        #expect(Self.run(Self.job(steps), actions, watch).failure == nil)
        #expect(actions.calls == ["catch-up ", "rebuild "])
    }

    @Test("A step is run on its days alone; on others it is not due, which is no failure")
    func days() throws {
        let actions = FakeActions()
        let steps = [JobStep(.catchUp([])), JobStep(try Self.report(), on: RunDays([.firstOfMonth]))]
        let first = Self.run(Self.job(steps), actions, today: try #require(CalendarDate("2024-09-01")))
        #expect(first.steps.map(\.outcome) == [.done, .done])
        let watch = Watch()
        let second = Self.run(Self.job(steps), actions, watch, today: try #require(CalendarDate("2024-09-02")))
        #expect(second.steps.map(\.outcome) == [.done, .notDue] && second.failure == nil && second.steps[1].tries == 0)
        #expect(watch.events == ["0 catch-up", "0 done", "1 not_due"])
    }
}
