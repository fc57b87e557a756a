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
        let comparison = try StoreComparison(of: known.map(\.generation), with: events)
        let leftOut = try LeftOutEvents(in: readModels, of: Set(projections.map(\.name)), events)
        let checks = try checks(of: known, lastRanges: nil) { (projection, error) throws(RefoldError) in try results.fail(projection, error) }
        var again: Set<String> = []
        for (projection, generation) in known {
            guard results[projection]?.failure == nil else { continue }
            guard let check = checks[projection.name] else {
                if generation.position > 0 { notice(.withoutProof(projection: projection.name)) }
                continue
            }
            // Another store is refused as ever.
            let isOwn = comparison.match(of: generation) == .same ? !check.isRewritten : check.isOfSameStore
            guard check.changes.count > 0, isOwn else { continue }
            let repair = KeyRepair(projection: projection, generation: generation, leftOut: leftOut.left(outOf: generation), run: self)
            do throws(RefoldError) {
                // Rows that wait for parked events are not mended one by one.
                let isWaiting = try !readModels.parked(in: generation).isEmpty
                guard generation.position <= comparison.bound.newest, !isWaiting, let keys = try repair.keys(for: check.changes) else {
                    again.insert(projection.name)
                    notice(.repairs(projection: projection.name, events: check.changes.count, rows: nil))
                    continue
                }
                notice(.repairs(projection: projection.name, events: check.changes.count, rows: try repair.fold(keys)))
            } catch {
                // A build sets aside what the rows cannot take.
                guard options.park != nil, !error.endsRun else {
                    try results.fail(projection, error)
                    continue
                }
                again.insert(projection.name)
                notice(.repairs(projection: projection.name, events: check.changes.count, rows: nil))
            }
        }
        return again
    }
}
