import RefoldCore
import RefoldStores
import RefoldValues

/// Finds out why rows differ although definition and program are the same.
extension FoldRun {
    /// Looks whether all rows that differ are touched by events that are parked or left out in one of the two generations, or that were added,
    /// changed or removed since the first was made: then that is why they differ.
    ///
    /// Of a group, of an event without a key, and of one that is gone or changed unless rows are of streams, it is not known which rows it
    /// touches. Then it is taken for the reason of all.
    func explain(
        _ served: Generation, _ built: Generation, of projection: Projection, leavingOut keys: KeySet?, _ review: inout SwitchReview
    ) throws(RefoldError) {
        guard review.isSameDefinition, review.note == nil, let comparison = review.comparison, !comparison.isEqual else { return }
        var touched = keys ?? KeySet(memory: options.memory)
        let (before, after) = (Set(try readModels.parked(in: served)), Set(try readModels.parked(in: built)))
        let parked = before.symmetricDifference(after)
        let dropped = served.leftOutUpToCheckpoint.symmetricDifference(built.leftOutUpToCheckpoint)
        if !parked.isEmpty || !dropped.isEmpty {
            guard projection.rollup == nil, parked.allSatisfy({ $0.key != nil }) else { return review.note = .otherParking }
            for event in parked { if let key = event.key { touched.insert(key) } }
            for position in dropped {
                try RowKeys.visit(of: projection, in: events, after: position - 1, through: position) { _, _, key in touched.insert(key) }
            }
            guard try compare(served, built, leavingOut: touched)?.isEqual != true else { return review.note = .otherParking }
        }
        guard try areOfDifferentEvents(served, built) else { return }
        let changes = try ProofDifference(from: served, to: built, in: readModels).changes(limit: EventRecheck.limit)
        let repair = KeyRepair(projection: projection, generation: served, leftOut: [], run: self)
        guard let changes, let rows = try repair.keys(for: changes) else { return review.note = .otherEvents }
        for key in rows { touched.insert(key) }
        guard let rest = try compare(served, built, leavingOut: touched), !rest.isEqual else { return review.note = .otherEvents }
        review.unexplained = rest.changed
    }
}
