import RefoldCore
import RefoldStores
import RefoldValues

/// Looks whether the events on which served rows rest are still what they were.
extension FoldRun {
    /// Why projections cannot be brought forward since events changed at or below their checkpoints, as far as a short look tells.
    ///
    /// - Returns: by projection; none for those that may be.
    func recheck(_ projections: [Projection], _ served: [Generation], _ comparison: StoreComparison) throws(RefoldError) -> [String: RefoldError] {
        var (near, far): ([(Projection, Generation)], [(Projection, Generation)]) = ([], [])
        for projection in projections {
            guard let own = served.first(where: { $0.projection == projection.name }), carriesOn(own, projection) else { continue }
            switch comparison.match(of: own) {
            case .same, .unknown: near.append((projection, own))
            case .other, .shorter: far.append((projection, own))
            case .altered: break
            }
        }
        var refusals = try refusals(of: near, lastRanges: options.recheckedRanges) { check in
            comparison.match(of: check.generation) == .same ? !check.isRewritten : check.isOfSameStore
        }
        // What a sample tells to be another store may be this one with an event that changed.
        let newest = comparison.bound.newest
        refusals.merge(try self.refusals(of: far, lastRanges: nil) { $0.isOfSameStore && !$0.isCut(at: newest) }) { first, _ in first }
        return refusals
    }

    private func refusals(
        of served: [(Projection, Generation)], lastRanges ranges: Int?, where counts: (ProofCheck) -> Bool
    ) throws(RefoldError) -> [String: RefoldError] {
        var refusals: [String: RefoldError] = [:]
        let checks = try checks(of: served, lastRanges: ranges) { (projection, error) in
            var refusal = error
            refusal.status = .refused
            refusals[projection.name] = refusal
        }
        for (name, check) in checks where counts(check) { refusals[name] = check.changes.refusal(of: name, at: check.generation.position) }
        return refusals
    }

    /// Compares events with the proofs of generations. An event that nobody can read fails those that read it, and no others.
    ///
    /// - Parameters:
    ///   - ranges: as in ``EventRecheck``.
    ///   - failed: told of each projection that reads such an event.
    func checks(
        of known: [(projection: Projection, generation: Generation)], lastRanges ranges: Int?, failed: (Projection, RefoldError) throws(RefoldError) -> Void
    ) throws(RefoldError) -> [String: ProofCheck] {
        let recheck = EventRecheck(events: events, readModels: readModels, isCancelled: isCancelled)
        do throws(RefoldError) {
            return try recheck.run(known, lastRanges: ranges)
        } catch {
            guard error.isOfStoredEvents else { throw error }
        }
        var checks: [String: ProofCheck] = [:]
        for one in known {
            do throws(RefoldError) {
                checks.merge(try recheck.run([one], lastRanges: ranges)) { first, _ in first }
            } catch {
                guard error.isOfStoredEvents else { throw error }
                try failed(one.projection, error)
            }
        }
        return checks
    }

    /// Whether a projection brings the rows of a generation forward.
    func carriesOn(_ generation: Generation, _ projection: Projection) -> Bool {
        !generation.isAltered && generation.version == projection.version && !projection.hasChanged(since: generation)
            && !projection.hasOtherRules(than: generation)
    }

    /// Whether two generations were made from different events, as far as their proofs tell: both up to the same position.
    func areOfDifferentEvents(_ one: Generation, _ other: Generation) throws(RefoldError) -> Bool {
        var first: Int64 = 0
        while true {
            let (mine, theirs) = (
                try readModels.ranges(of: one, from: first, limit: 1024, lists: false), try readModels.ranges(of: other, from: first, limit: 1024, lists: false)
            )
            guard let start = mine.first, let otherStart = theirs.first, start.columns == otherStart.columns else {
                // Without a proof, or over other columns, nothing can be told.
                return first > 0 && mine.isEmpty != theirs.isEmpty
            }
            if mine != theirs { return true }
            first += Int64(mine.count)
        }
    }
}

extension ProofCheck {
    /// Whether most events are those that the rows were made from, so that it is no other store.
    var isOfSameStore: Bool { changes.count * 2 <= max(events, 1) }

    /// Whether the store is a copy that writes the same payloads in another way: most of many are others, none is gone and none was added,
    /// though the samples are the same.
    var isRewritten: Bool { events >= 100 && changes.count * 2 > events && changes.listed.allSatisfy { $0.kind == .changed } }

    /// Whether only the end of the store is missing, as after a restore.
    func isCut(at newest: Position) -> Bool { changes.listed.allSatisfy { $0.kind == .missing && $0.position ?? 0 > newest } }
}
