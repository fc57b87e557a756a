import RefoldCore
import RefoldStores
import RefoldValues

/// Writes what was folded, into a new generation or the served one.
extension FoldRun {
    func finish(_ task: FoldTask, _ points: FoldPoints) throws(RefoldError) -> FoldOutcome {
        do throws(RefoldError) {
            return try write(task, points)
        } catch {
            throw locate(error, of: task)
        }
    }

    func locate(_ error: RefoldError, of task: FoldTask) -> RefoldError {
        let search = LastEventOfRow(
            projection: task.projection, events: events, through: task.bound, options: options, isCancelled: isCancelled)
        return search.located(error, after: task.updater == nil ? 0 : task.after)
    }

    private func write(_ task: FoldTask, _ points: FoldPoints) throws(RefoldError) -> FoldOutcome {
        if task.updater != nil { return try task.apply() }
        if task.goesOnAfterOthers {
            notice(.startsAgain(projection: task.projection.name, because: .otherStore))
            try task.startOver(in: readModels, program: options.program)
        }
        let total = task.rowsToWrite
        let outcome = try task.write(
            blockSize: options.blockBytes, overlapping: options.workers > 1, mark: points.mark(of: task),
            kept: { notice(.savedRows(projection: task.projection.name, rows: $0, bound: task.bound)) },
            wrote: { (rows) throws(RefoldError) in
                report(FoldProgress(phase: .writing, done: rows, total: max(total, rows)))
                if isCancelled() { throw FoldPoints.interrupted }
            })
        guard let outcome else {
            try task.startOver(in: readModels, program: options.program)
            throw RefoldError(
                .failed, "the rows that an interrupted run wrote are not the ones that its events give", at: .named("projection \"\(task.projection.name)\""),
                expected: "the same rows whenever the same events are folded", remedy: "run the same command again; it writes all rows anew")
        }
        return outcome
    }
}
