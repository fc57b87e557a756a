import RefoldCore
import RefoldStores
import RefoldValues

/// Compares what was built with what is served, at one position, and switches readers over.
extension FoldRun {
    /// Switches readers over to what a task has built, if the run is to do that and nothing speaks against it.
    ///
    /// - Parameter match: how what is served stands to the event store.
    /// - Throws: as a store does, and `.incomplete` if cancelled; what speaks against a switch is noted in the outcome.
    func switchOver(_ task: FoldTask, _ match: StoreMatch?, _ outcome: inout FoldOutcome) throws(RefoldError) {
        guard task.promotes, var built = task.built else { return }
        let keep = GenerationTurn.promotion(keeping: options.switching.keep)
        guard var served = task.served else {
            try readModels.serve(built, after: nil, keep)
            return
        }
        var review = SwitchReview(isSameDefinition: served.version == task.projection.version && !task.projection.hasChanged(since: served))
        if served.isAltered {
            review.note = .altered
        } else {
            if match == .shorter || match == .other {
                review.note = .otherStore
            } else if review.isSameDefinition, !served.origin.isOf(program: options.program()) {
                review.note = .otherProgram
            }
            let keys = try align(&served, &built, of: task.projection, &review)
            if review.note != .behind { review.comparison = try compare(served, built, leavingOut: keys) }
        }
        outcome.position = built.position
        review.refusal = SwitchDecision(projection: task.projection, served: served, built: built, options: options.switching).refusal(review)
        if review.refusal == nil {
            try readModels.serve(built, after: served, keep)
        } else {
            (outcome.isServed, outcome.rowsBefore) = (false, nil)
        }
        outcome.review = review
    }

    /// Brings a complete generation forward, served or not. The caller holds the lock.
    ///
    /// - Parameter projection: that which made it.
    /// - Returns: the generation as it is then.
    func bring(_ generation: Generation, of projection: Projection, to position: Position) throws(RefoldError) -> Generation {
        let fingerprints = StoreFingerprints(of: events)
        let task = try FoldTask(
            projection, of: fingerprints, in: readModels, over: generation, bound: position, through: nil, fromNothing: false, promotes: false,
            program: options.program)
        let points = FoldPoints(of: self, through: position)
        try fold([task], points)
        _ = try finish(task, points)
        return try readModels.generations().first { $0.projection == generation.projection && $0.number == generation.number } ?? generation
    }

    /// Brings the one that lies behind to the position of the other.
    ///
    /// - Returns: the keys of the rows that must be left out, since what is served cannot be brought forward; nil if it was.
    private func align(
        _ served: inout Generation, _ built: inout Generation, of projection: Projection, _ review: inout SwitchReview
    ) throws(RefoldError) -> KeySet? {
        guard review.note != .otherStore, served.position != built.position else { return nil }
        if built.position < served.position {
            built = try bring(built, of: projection, to: served.position)
            return nil
        }
        if let own = review.isSameDefinition ? projection : made(served) {
            do throws(RefoldError) {
                served = try bring(served, of: own, to: built.position)
                return nil
            } catch {
                guard error.status == .failed || error.status == .usage else { throw error }
                // The old definition cannot take an event: what it touches is left out. Part of the rows may be written.
                let projection = served.projection
                if let now = try readModels.generations().first(where: { $0.projection == projection && $0.state == .served }) { served = now }
            }
        }
        guard projection.rollup == nil else {
            review.note = .behind
            return nil
        }
        let keys = KeySet()
        try RowKeys.visit(of: projection, in: events, after: served.position, through: built.position) { _, key in keys.insert(key) }
        return keys
    }

    /// The projection that made a generation, if it can be compiled from what is kept.
    private func made(_ generation: Generation) -> Projection? {
        guard let projection = options.switching.projection(generation), projection.version == generation.version,
            !projection.hasChanged(since: generation)
        else { return nil }
        return projection
    }

    private func compare(_ served: Generation, _ built: Generation, leavingOut keys: KeySet?) throws(RefoldError) -> GenerationComparison? {
        let snapshots = try readModels.snapshots(of: served.projection) { all in
            [served, built].compactMap { wanted in all.first { $0.number == wanted.number } }
        }
        guard snapshots.count == 2 else { return nil }
        return try GenerationComparer(
            from: snapshots[0], to: snapshots[1], samples: 0, leavingOut: keys, isCancelled: isCancelled).run()
    }
}
