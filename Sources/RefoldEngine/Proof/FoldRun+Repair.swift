import RefoldCore
import RefoldStores
import RefoldValues

/// Brings served rows in line with events that were added, changed or removed at or below their checkpoints.
extension FoldRun {
    /// Reads all events again, and mends the rows that are touched where they can be told.
    ///
    /// - Returns: the names of the projections that have to be built anew instead.
    func repair(_ projections: [Projection], _ results: RunResults) throws(RefoldError) -> Set<String> {
        let served = try readModels.generations().filter { $0.state == .served }
        var known: [(projection: Projection, generation: Generation)] = []
        for projection in projections {
            if let own = served.first(where: { $0.projection == projection.name }), carriesOn(own, projection) { known.append((projection, own)) }
        }
        let bound = try events.bound(remembered: 0).newest
        let leftOut = try LeftOutEvents(in: readModels, of: Set(projections.map(\.name)), events)
        let checks = try EventRecheck(events: events, readModels: readModels, isCancelled: isCancelled).run(known, lastRanges: nil)
        var again: Set<String> = []
        for (projection, generation) in known {
            guard let check = checks[projection.name] else {
                if generation.position > 0 { notice(.withoutProof(projection: projection.name)) }
                continue
            }
            // Another store is refused as ever.
            guard check.changes.count > 0, check.isOfSameStore else { continue }
            let repair = KeyRepair(projection: projection, generation: generation, leftOut: leftOut.left(outOf: generation), run: self)
            guard generation.position <= bound, let keys = try repair.keys(for: check.changes) else {
                again.insert(projection.name)
                notice(.repairs(projection: projection.name, events: check.changes.count, rows: nil))
                continue
            }
            do throws(RefoldError) {
                notice(.repairs(projection: projection.name, events: check.changes.count, rows: try repair.fold(keys)))
            } catch {
                try results.fail(projection, error)
            }
        }
        return again
    }
}
