import RefoldCore
import RefoldStores
import RefoldValues

/// The durable points of one run: finds the points of an interrupted run, and makes new ones while events are read.
///
/// A rebuild keeps its state in files; a catch-up writes into the served generation, rows and position in one transaction. Belongs to the
/// reading thread, which drains the pipeline before anything is saved.
final class FoldPoints {
    private let options: FoldOptions
    private let through: Position?
    private let notice: (FoldNotice) -> Void
    private let saver: PointSaver
    private let results: RunResults
    /// Whether somebody asked the run to end. Its time does not end what must be done before anything else.
    private let isCancelled: () -> Bool

    init(of run: FoldRun, through: Position?, _ results: RunResults) {
        self.results = results
        options = run.options
        self.through = through
        notice = run.notice
        isCancelled = run.inAnyTime.isCancelled
        saver = PointSaver(every: run.options.saveEvery, notice: run.notice)
    }

    /// The error of a run that was asked to end.
    static let interrupted = RefoldError(
        .incomplete, "interrupted before the end", remedy: "run the same command again: it goes on from its last durable point")

    // MARK: What an interrupted run left

    /// Looks for a point that a task can resume, and begins its generation. If anything is wrong with what an interrupted run left, the task
    /// starts over.
    ///
    /// - Parameter startsAgain: whether nothing of an interrupted run is gone on with, since events changed under it.
    /// - Throws: what the store of read models says.
    func prepare(_ task: FoldTask, in store: any ReadModelStore, startsAgain: Bool) throws(RefoldError) {
        var resume = options.resume
        if startsAgain { resume?.startsAgain = true }
        for rules in task.newRules { notice(rules) }
        var isTold = false
        if let options = resume {
            var found = ResumeFolder.Found.nothing
            do throws(RefoldError) { found = try task.lookForPoint(options) } catch { saver.warn(task.projection.name, error) }
            if let reason = try task.resume(found, options, through: through, isCancelled: isCancelled) {
                notice(.startsAgain(projection: task.projection.name, because: reason))
                isTold = true
                // Nor are rows of those events gone on with.
                if reason == .otherStore { resume?.startsAgain = true }
            }
        }
        guard let said = try task.begin(in: store, resume, through: through, program: options.program) else { return }
        if case .startsAgain = said, isTold { return }
        notice(said)
    }

    /// How a later run knows the rows that a task writes; nil if none is to go on with them.
    func mark(of task: FoldTask) -> WritingMark? {
        guard let resume = options.resume else { return nil }
        return WritingMark(task: task, resume: resume, through: through)
    }

    /// Reports how a task begins.
    ///
    /// - Parameter isWhole: whether the files that it was to resume were unchanged.
    func begin(_ task: FoldTask, isWhole: Bool) {
        let name = task.projection.name
        if !isWhole {
            task.kept?.clear()
            notice(.startsAgain(projection: name, because: .damaged))
        } else if let point = task.resumed {
            let savedAt = Timestamp(microseconds: point.savedAt) ?? .first
            notice(.goesOn(projection: name, from: point.position, bound: task.bound, savedAt: savedAt))
        }
    }

    // MARK: While events are read

    /// Whether it is time to make state and position durable.
    var isDue: Bool { saver.isDue }

    /// Makes the state of all tasks durable. A task of which the served generation cannot be written has failed; that a rebuild cannot save
    /// its state is only a notice.
    ///
    /// - Returns: the projections for which something was saved.
    /// - Throws: what ends the run.
    @discardableResult
    func save(_ tasks: [FoldTask], at position: Position) throws(RefoldError) -> Set<String> {
        var saved = savePoints(tasks, at: position)
        for task in tasks {
            try results.attempt(task) { () throws(RefoldError) in
                if try task.saveServed(at: position, onlyIfLarge: false) { saved.insert(task.projection.name) }
            }
        }
        return saved
    }

    /// Makes the state of all tasks durable and ends the run.
    ///
    /// - Throws: always; see ``interrupted``.
    func interrupt(_ tasks: [FoldTask], at position: Position) throws(RefoldError) -> Never {
        let saved = try save(tasks, at: position).subtracting(saver.finish())
        for task in tasks where saved.contains(task.projection.name) {
            notice(.saved(projection: task.projection.name, at: min(position, task.bound), bound: task.bound))
        }
        throw Self.interrupted
    }

    /// Makes the state of rebuilds durable after reading has failed.
    func saveNow(_ tasks: [FoldTask], at position: Position) {
        savePoints(tasks, at: position)
        saver.finish()
    }

    /// Makes the state of rebuilds durable after all events were read, if reading them again would take long.
    func saveBeforeWriting(_ tasks: [FoldTask], at bound: Position) {
        if options.resume?.savesBeforeWriting == true || saver.isDue { savePoints(tasks, at: bound) }
    }

    @discardableResult
    private func savePoints(_ tasks: [FoldTask], at position: Position) -> Set<String> {
        saver.begin()
        guard let resume = options.resume else { return [] }
        var points: [WrittenPoint] = []
        for task in tasks {
            do throws(RefoldError) {
                if let point = try task.writePoint(at: position, resume, through: through) { points.append(point) }
            } catch {
                saver.warn(task.projection.name, error)
            }
        }
        saver.commit(points)
        return Set(points.map(\.point.definition.projection))
    }

    // MARK: The end

    /// Removes the saved state of a rebuild: its generation is complete, and it is decided whether it is served.
    func discard(_ task: FoldTask) {
        guard task.built != nil else { return }
        saver.finish()
        task.kept?.clear()
    }

    /// Ends a run, whether it succeeded or not: only valid points stay.
    func leave(_ tasks: [FoldTask]) {
        saver.finish()
        for task in tasks { task.kept?.leave() }
    }
}
