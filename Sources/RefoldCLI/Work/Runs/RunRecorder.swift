import RefoldStores
import RefoldValues

/// Writes one run into the history of runs: when it begins, after each step of a job, and when it ends.
///
/// The history is kept beside the read models. What cannot be written there is said once, and stops nothing.
final class RunRecorder {
    private var record: RunRecord
    /// Of this run, as it was told first: the settings of its job if it is of one.
    var session: Session?
    /// Nil until the run has begun its work.
    private var store: (any ReadModelStore)?
    /// Held while the run lasts, so that others see that it does.
    private var lock: (any RunLock)?
    /// The line of the step that is under way.
    private var step: RunRecord?
    /// Why something could not be written.
    private var trouble: RefoldError?

    /// Whether messages of the run may hold values of payloads.
    private let showsPayload: Bool

    init(of verb: String, showsPayload: Bool, at time: Timestamp = .now()) {
        self.showsPayload = showsPayload
        record = RunRecord(id: RunRecord.newID(), verb: verb, began: time)
    }

    /// The run is one of a job, with the job's settings.
    func isOf(job: String, in session: Session) {
        record.job = job
        self.session = session
    }

    /// Writes that the run has begun, and of earlier ones that they were killed. Later calls do nothing.
    ///
    /// - Parameter readModels: what the run is about to write; made if there is none.
    func begin(in readModels: any ReadModelStore) {
        guard store == nil else { return }
        store = readModels
        attempt { () throws(RefoldError) in
            lock = try readModels.lock(record.lockSubject)
            try readModels.note([record] + KilledRuns(in: readModels).now(), makes: true)
        }
    }

    /// Writes that a step of the job has begun or ended; nothing of one that was not begun.
    func note(_ event: JobSummary.StepEvent) {
        switch event {
        case .begins(let number, let title):
            step = RunRecord(id: "\(record.id).\(number + 1)", verb: record.verb, job: record.job, step: title, began: .now())
        case .fails: return
        case .ended(_, let ended):
            guard ended.tries > 0 else { return }
            let status = ended.failure.map { ExitStatus($0.status) } ?? (ended.result.parked > 0 ? .partly : .done)
            step?.end(at: .now(), status: Int(status.rawValue), failure: VerbResult.kept(ended.failure, showsPayload: showsPayload))
            step?.events = Int64(ended.result.events)
            step?.rows = Int64(ended.result.rows)
            step?.position = ended.result.position
        }
        guard let step, let store else { return }
        attempt { () throws(RefoldError) in try store.note([step], makes: false) }
    }

    /// Writes how the run ended, and the metrics if they are wanted.
    ///
    /// - Parameter result: of the verb; fails if the metrics cannot be written.
    func end(_ result: inout VerbResult) {
        close(result)
        writeMetrics(&result)
        close(result)
        if let readModels = store ?? usualStore(after: result.failure) {
            attempt { () throws(RefoldError) in try readModels.note([record], makes: false) }
        }
        lock = nil
        // A run that fails says why, which is likely the same.
        if let trouble, let session, result.failure == nil {
            for fault in trouble.faults { session.console.say("\(LogHead.warningStart)the history of runs is not written: \(fault)") }
        }
    }

    private func close(_ result: VerbResult) {
        record.end(at: .now(), status: Int(result.status.rawValue), failure: VerbResult.kept(result.failure, showsPayload: showsPayload))
        (record.events, record.rows, record.position) = (result.work?.events, result.work?.rows, result.work?.position)
    }

    private func writeMetrics(_ result: inout VerbResult) {
        guard let session else { return }
        do throws(RefoldError) {
            try MetricsFile(session)?.write(with: [record])
        } catch {
            if result.isTold { session.console.say(error) }
            let status = result.failure == nil ? ExitStatus.failed : result.status
            result.failure = RefoldError.together([result.failure, error].compactMap { $0 })
            result.status = status
        }
    }

    /// The read models of a run that ended before it began its work.
    ///
    /// - Parameter failure: of the run; where nobody answered, nobody is waited for once more.
    private func usualStore(after failure: RefoldError?) -> (any ReadModelStore)? {
        guard failure?.isOfConnection != true, let session, let location = try? session.settings.readModelLocation() else { return nil }
        return location.readModelStore(waits: session.shortWait, housekeeping: session.housekeeping)
    }

    private func attempt(_ body: () throws(RefoldError) -> Void) {
        do throws(RefoldError) {
            try body()
        } catch {
            if trouble == nil { trouble = error }
        }
    }
}

extension VerbResult {
    /// What the history of runs keeps of what stopped it. It holds nothing of payloads.
    fileprivate static func kept(_ failure: RefoldError?, showsPayload: Bool) -> String? {
        guard let failure else { return nil }
        return showsPayload ? "the message may hold values of payloads, which are not kept: run it again without --\(Flag.showPayload.name)" : failure.description
    }
}
