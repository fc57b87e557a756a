import RefoldCore
import RefoldStores
import RefoldValues

/// What a run has come to so far, projection by projection. One that fails stops no other.
final class RunResults {
    private var told: [String: FoldOutcome] = [:]
    private var reopened: Set<String> = []
    private let tell: (FoldOutcome) -> Void

    /// - Parameter tell: called with each outcome, once.
    init(_ tell: @escaping (FoldOutcome) -> Void = { _ in }) { self.tell = tell }

    /// Takes the outcome of a projection.
    func take(_ outcome: FoldOutcome) {
        told[outcome.projection] = outcome
        tell(outcome)
    }

    /// Notes that a projection failed.
    ///
    /// - Throws: the error itself if it ends the run.
    func fail(_ projection: Projection, _ error: RefoldError) throws(RefoldError) {
        if error.endsRun { throw error }
        take(FoldOutcome(projection, failed: error.naming(projection)))
    }

    /// Does a part of a task's work; if that fails, the task has ended.
    ///
    /// - Throws: an error that ends the run.
    func attempt(_ task: FoldTask, _ body: () throws(RefoldError) -> Void) throws(RefoldError) {
        guard task.isOpen else { return }
        do throws(RefoldError) {
            try body()
        } catch {
            task.end()
            try fail(task.projection, error)
        }
    }

    /// Says that the run goes on with projections that it has told outcomes of.
    func reopen(_ projections: [Projection]) { reopened.formUnion(projections.map(\.name)) }

    /// Corrects an outcome by what was done after it was told.
    func correct(_ outcome: FoldOutcome) {
        told[outcome.projection] = outcome
        reopened.remove(outcome.projection)
    }

    /// The outcome of a projection that the run has come to the end of.
    func end(of projection: Projection) -> FoldOutcome? { reopened.contains(projection.name) ? nil : self[projection] }

    /// The outcome of a projection; nil if the run has not come to one.
    subscript(_ projection: Projection) -> FoldOutcome? { told[projection.name] }
}

extension RefoldError {
    /// The same error, with the projection in each of its faults.
    fileprivate func naming(_ projection: Projection) -> RefoldError {
        var error = self
        for index in error.faults.indices where !error.faults[index].description.contains("\"\(projection.name)\"") {
            error.faults[index].what = "projection \"\(projection.name)\": " + error.faults[index].what
        }
        return error
    }
}
