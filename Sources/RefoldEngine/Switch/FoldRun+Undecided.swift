import RefoldCore
import RefoldStores
import RefoldValues

/// Goes on with complete generations about which an interrupted run had not decided.
extension FoldRun {
    /// Those of the undecided generations that this run would build itself; the others are removed.
    ///
    /// - Parameters:
    ///   - builds: whether this run would build a projection anew.
    ///   - through: the position that this run was told to stop at.
    /// - Returns: by the names of their projections.
    func undecided(
        among known: [Generation], of projections: [Projection], _ fingerprints: StoreFingerprints, leftOut: LeftOutEvents, through: Position?,
        builds: (Projection) -> Bool
    ) throws(RefoldError) -> [String: Generation] {
        var found: [String: Generation] = [:]
        for leftover in known where leftover.state == .undecided {
            if let projection = projections.first(where: { $0.name == leftover.projection }), builds(projection),
                through == nil || through == leftover.position, try isOwn(leftover, projection, fingerprints, leftOut)
            {
                found[leftover.projection] = leftover
            } else {
                try readModels.discard(leftover)
            }
        }
        return found
    }

    /// Whether this run would make the same rows: by the same definition, rules and program, from the same events.
    private func isOwn(
        _ leftover: Generation, _ projection: Projection, _ fingerprints: StoreFingerprints, _ leftOut: LeftOutEvents
    ) throws(RefoldError) -> Bool {
        // What never matched is known of events that are folded alone, and a strict run is to know it.
        guard approve == nil, options.park == nil, let resume = options.resume, !resume.startsAgain else { return false }
        guard !leftover.isAltered, leftover.version == projection.version, !projection.hasChanged(since: leftover),
            !projection.hasOtherRules(than: leftover), leftover.origin.isOf(program: options.program()),
            leftover.origin.leftOut == leftOut[projection.name], try readModels.parked(in: leftover).isEmpty
        else { return false }
        guard try StoreComparison(of: [leftover], fingerprints).match(of: leftover) == .same else { return false }
        if let last = try readModels.lastRange(of: leftover),
            try !fingerprints.hasAsMany(last.eventsUpToHere, of: projection, upTo: leftover.position, isCancelled: isCancelled)
        {
            return false
        }
        let recheck = EventRecheck(events: events, readModels: readModels, isCancelled: isCancelled)
        return try recheck.run([(projection, leftover)], lastRanges: options.recheckedRanges)[projection.name]?.changes.count ?? 0 == 0
    }

    /// Brings an undecided generation to the bound, and switches readers over to it as to one that this run has built.
    func decide(
        _ leftover: Generation, of projection: Projection, from served: Generation?, _ match: StoreMatch?, through bound: Position
    ) throws(RefoldError) -> FoldOutcome {
        notice(.goesOnDeciding(projection: projection.name, generation: leftover.number, rows: leftover.rows))
        let built = leftover.position < bound ? try bring(leftover, of: projection, to: bound) : leftover
        var outcome = FoldOutcome(
            projection: projection.name, version: projection.version, action: .rebuilt, generation: built.number, isServed: true,
            position: built.position, events: built.origin.effort?.events ?? 0, rows: built.rows, rowsBefore: served?.rows, resumedFrom: leftover.position,
            matches: .notLooked(at: projection))
        try switchOver(to: built, of: projection, from: served, match, &outcome)
        if let resume = options.resume {
            // What the interrupted run kept of its reading is needed no more.
            ResumeFolder(projection.name, in: resume.folder).clear()
        }
        return outcome
    }
}
