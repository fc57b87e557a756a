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
    /// Why something could not be written.
    private var trouble: RefoldError?

    init(of verb: String, at time: Timestamp = .now()) { record = RunRecord(id: RunRecord.newID(), verb: verb, began: time) }

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

    /// Writes how the run ended, and the metrics if they are wanted.
    ///
    /// - Parameter result: of the verb; fails if the metrics cannot be written.
    func end(_ result: inout VerbResult) {
        record.end(at: .now(), status: Int(result.status.rawValue), failure: result.keptMessage)
        (record.events, record.rows, record.position) = (result.work?.events, result.work?.rows, result.work?.position)
        if let readModels = store ?? usualStore() {
            attempt { () throws(RefoldError) in try readModels.note([record], makes: false) }
        }
        lock = nil
        // A run that fails says why, which is likely the same.
        if let trouble, let session, result.failure == nil {
            for fault in trouble.faults { session.console.say("\(LogHead.warningStart)the history of runs is not written: \(fault)") }
        }
        guard let session else { return }
        do throws(RefoldError) {
            try MetricsFile(session)?.write(with: [record])
        } catch {
            let status = result.failure == nil ? ExitStatus.failed : result.status
            result.failure = RefoldError.together([result.failure, error].compactMap { $0 })
            result.status = status
        }
    }

    /// The read models of a run that ended before it began its work.
    private func usualStore() -> (any ReadModelStore)? {
        guard let session, let location = try? session.settings.readModelLocation() else { return nil }
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
    fileprivate var keptMessage: String? {
        guard let failure else { return nil }
        return showsPayload ? "the message may hold values of payloads, which are not kept: run it again without --\(Flag.showPayload.name)" : failure.description
    }
}
