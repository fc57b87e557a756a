import RefoldCore
import RefoldStores
import RefoldValues

/// Keeps how runs end, for status.
extension FoldRun {
    /// Keeps how the run ended for the projections that it held. Only `status` needs it: if it cannot be kept (a role that may only read, a full
    /// disk), the run ends as it does.
    ///
    /// - Parameter failure: what ended the run for the projections that it had not come to the end of.
    func note(_ projections: [Projection], _ results: RunResults, _ failure: RefoldError?) {
        note(projections.map { projection in results.end(of: projection).map(end) ?? RunEnd(projection: projection.name, failure: failure, isComplete: false) })
    }

    /// Keeps how a run ended for projections whose locks the caller holds.
    ///
    /// - Parameter allowsBehind: whether one that left out events that can be seen counts as complete.
    func note(_ outcomes: [FoldOutcome], allowsBehind: Bool) {
        note(outcomes.map { outcome in
            var end = end(of: outcome)
            if outcome.behind > 0, !allowsBehind { end.isComplete = false }
            return end
        })
    }

    private func note(_ ends: [RunEnd]) {
        if !ends.isEmpty { try? readModels.note(ends) }
    }

    private func end(of outcome: FoldOutcome) -> RunEnd {
        let leftOut = outcome.behind > 0 && !options.servesBehind ? FoldLimits.leftOut : nil
        return RunEnd(
            projection: outcome.projection, failure: outcome.failure ?? leftOut, parked: outcome.parked,
            isComplete: outcome.isServed && outcome.failure == nil && outcome.parked == 0 && leftOut == nil)
    }
}
