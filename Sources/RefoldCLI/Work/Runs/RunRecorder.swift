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
    private var lock: KeptLock?
    /// Whether read models are made for the run if there are none.
    private var makes = false
    /// Whether the line of the run is written as that of one at work.
    private var isBegun = false
    /// When the lock is looked at again.
    private var nextLook = ContinuousClock.now
    /// Whether messages of the run may hold values of payloads.
    private let showsPayload: Bool
    /// Whether metrics are written if they are wanted: the verb has them, and nothing else is in the place of their file.
    var writesMetrics: Bool
    /// The line of the step that is under way.
    private var step: RunRecord?
    /// The lines of steps that could not be written, to be tried again at the end.
    private var unwritten: [RunRecord] = []
    /// Why something could not be written.
    private var trouble: RefoldError?

    init(of verb: any Verb.Type, _ arguments: Arguments) {
        showsPayload = arguments.has(.showPayload)
        writesMetrics = verb.flags.contains(.metrics)
        record = RunRecord(id: RunRecord.newID(), verb: verb.name, began: .now())
    }

    /// The run is one of a job, with the job's settings.
    func isOf(job: String, in session: Session) {
        record.job = job
        self.session = session
    }

    /// Writes that the run has begun, and of earlier ones that they were killed. Later calls do nothing.
    ///
    /// - Parameter makes: whether read models are made for it if there are none.
    func begin(makes: Bool = false) {
        guard store == nil, let readModels = readModels() else { return }
        self.makes = makes
        attempt { () throws(RefoldError) in
            if !makes { guard try !readModels.generations().isEmpty else { return } }
            store = readModels
            let subject = record.lockSubject
            let lock = KeptLock { () throws(RefoldError) in try readModels.lock(subject) }
            self.lock = lock
            try lock.hold()
            nextLook = .now + Self.timeBetweenLooks
            try KilledRuns(in: readModels).report { (killed) throws(RefoldError) in try readModels.note([record] + killed, makes: makes) }
            isBegun = true
        }
    }

    private static let timeBetweenLooks = Duration.seconds(15)

    /// Takes the lock again if it went with a lost connection. To be called often by a run that has no steps; looks every 15 seconds.
    func renew() {
        guard let store, let lock, ContinuousClock.now >= nextLook else { return }
        nextLook = .now + Self.timeBetweenLooks
        do throws(RefoldError) {
            // Somebody may have written that it was killed.
            if try lock.hold() { isBegun = false }
        } catch {
            // Whoever looks whether it was killed has its lock for a moment.
            nextLook = .now + .seconds(1)
            return
        }
        guard !isBegun else { return }
        attempt { () throws(RefoldError) in
            try store.note([record], makes: makes)
            isBegun = true
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
        // Whoever holds the database kept the line before waiting for a second; more of that would hold the job up.
        guard let step, let store else { return }
        unwritten = unwritten.filter { $0.id != step.id } + [step]
        guard trouble?.status != .busy else { return }
        attempt { () throws(RefoldError) in
            // Whoever looks whether the run was killed may have its lock for a moment: the next step takes it.
            if (try? lock?.hold()) ?? false { isBegun = false }
            try store.note((isBegun ? [] : [record]) + unwritten, makes: makes)
            isBegun = true
            unwritten = []
        }
    }

    /// Writes how the run ended, and the metrics if they are wanted.
    ///
    /// - Parameter result: of the verb; fails if the metrics cannot be written.
    func end(_ result: inout VerbResult) {
        close(result)
        writeMetrics(&result)
        close(result)
        // Where nobody answered, nobody is waited for once more by a run that did nothing.
        if let readModels = store ?? (result.failure?.isOfConnection == true ? nil : readModels()) {
            attempt { () throws(RefoldError) in
                try readModels.note([record] + unwritten, makes: false)
                // All lines are there, although one of them may have come late.
                trouble = nil
            }
        }
        lock?.release()
        // Of a lost connection the run itself has told.
        if let trouble, let session, result.failure == nil || !(trouble.isOfConnection || trouble == result.failure) {
            for fault in trouble.faults { session.console.warn("the history of runs is not written: \(fault)") }
        }
    }

    private func close(_ result: VerbResult) {
        record.end(at: .now(), status: Int(result.status.rawValue), failure: VerbResult.kept(result.failure, showsPayload: showsPayload))
        (record.events, record.rows, record.position) = (result.work?.events, result.work?.rows, result.work?.position)
    }

    private func writeMetrics(_ result: inout VerbResult) {
        guard writesMetrics, let session else { return }
        do throws(RefoldError) {
            try MetricsFile(session)?.write(with: [record])
        } catch {
            if result.isTold { session.console.say(error) }
            let status = result.failure == nil ? ExitStatus.failed : result.status
            result.failure = RefoldError.together([result.failure, error].compactMap { $0 })
            result.status = status
        }
    }

    /// The read models of the settings; nil if these do not say which.
    private func readModels() -> (any ReadModelStore)? {
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
    fileprivate static func kept(_ failure: RefoldError?, showsPayload: Bool) -> String? {
        guard let failure else { return nil }
        return showsPayload ? "the message may hold values of payloads, which are not kept: run it again without --\(Flag.showPayload.name)" : CommandLineSecrets.masked(failure.description)
    }
}
