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
        guard let built = task.built else { return }
        if task.promotes {
            try switchOver(to: built, of: task.projection, from: task.served, match, &outcome)
        } else if built.state == .undecided {
            _ = try readModels.setAside(built)
        }
    }

    /// As ``switchOver(_:_:_:)``, to a complete generation that nobody has decided about.
    func switchOver(
        to built: Generation, of projection: Projection, from served: Generation?, _ match: StoreMatch?, _ outcome: inout FoldOutcome
    ) throws(RefoldError) {
        let keep = GenerationTurn.promotion(keeping: options.switching.keep)
        guard var served else { return try serve(built, after: nil, keep) }
        var built = built
        var review = SwitchReview(isSameDefinition: served.version == projection.version && !projection.hasChanged(since: served))
        let isWhole = served.isAltered ? false : try listsParked(served)
        if !isWhole {
            review.note = .altered
        } else {
            review.note = note(served, match, projection, review)
            try unlessEnded(built) { () throws(RefoldError) in
                // Its integers would be read with decimals that they were not written with.
                guard review.note != .otherCurrencies else { return }
                let keys = try align(&served, &built, of: projection, &review)
                guard review.note != .behind else { return }
                do throws(RefoldError) {
                    review.comparison = try compare(served, built, leavingOut: keys)
                    try explain(served, built, of: projection, leavingOut: keys, &review)
                } catch {
                    // A rebuild is the way out if rows are lost or damaged.
                    guard !error.endsRun, error.status == .failed else { throw error }
                    if !options.switching.acceptsDifferences, try isReadable(served) { throw error }
                    review.note = .unreadable
                }
            }
        }
        (outcome.position, outcome.parked) = (built.position, try Int64(readModels.parked(in: built).count))
        review.refusal = SwitchDecision(projection: projection, served: served, built: built, options: options.switching).refusal(review)
        outcome.review = review
        if let refusal = review.refusal {
            (outcome.isServed, outcome.rowsBefore, outcome.failure) = (false, nil, refusal)
            try unlessEnded(built) { () throws(RefoldError) in _ = try readModels.setAside(built) }
        } else {
            try serve(built, after: served, keep)
        }
    }

    /// Why the new rows may differ although the definition is the same, or why they are not compared, as far as that is known beforehand.
    private func note(_ served: Generation, _ match: StoreMatch?, _ projection: Projection, _ review: SwitchReview) -> SwitchReview.Note? {
        if match == .shorter || match == .other { return .otherStore }
        if OutsideRules(word: projection.zones).haveOtherCurrencies(than: OutsideRules(word: served.zones)) { return .otherCurrencies }
        guard review.isSameDefinition else { return nil }
        if projection.hasOtherZones(than: served) { return .otherZones }
        return served.origin.isOf(program: options.program()) ? nil : .otherProgram
    }

    /// Whether the list of a generation's parked events is as a run wrote it. If not, it is not known for which events its rows wait.
    private func listsParked(_ generation: Generation) throws(RefoldError) -> Bool {
        do throws(RefoldError) {
            _ = try readModels.parked(in: generation)
            return true
        } catch where error.status == .refused {
            return false
        }
    }

    private func serve(_ built: Generation, after served: Generation?, _ turn: GenerationTurn) throws(RefoldError) {
        try unlessEnded(built) { () throws(RefoldError) in try readModels.serve(built, after: served, turn) }
    }

    /// Removes what was built if nothing could be decided about it: beside what is served it would wait for a person, and no later run would
    /// serve it. If the run is asked to end, or somebody holds a lock, it stays undecided, and the next run goes on with it.
    private func unlessEnded(_ built: Generation, _ body: () throws(RefoldError) -> Void) throws(RefoldError) {
        do throws(RefoldError) {
            try body()
        } catch {
            if error.status != .incomplete, error.status != .busy { try? discard(built) }
            throw error
        }
    }

    /// Whether all rows of a generation can be read.
    private func isReadable(_ generation: Generation) throws(RefoldError) -> Bool {
        do throws(RefoldError) {
            let found = try readModels.snapshots(of: generation.projection) { all in all.filter { $0.number == generation.number } }
            guard let rows = found.first else { return false }
            try rows.rows(columns: Array(generation.schema.allColumns.indices), where: nil, inKeyOrder: false) { _ throws(RefoldError) in
                if isCancelled() { throw FoldPoints.interrupted }
            }
            return true
        } catch {
            guard !error.endsRun, error.status == .failed else { throw error }
            return false
        }
    }

    /// It may have been brought forward since.
    private func discard(_ built: Generation) throws(RefoldError) {
        let now = try readModels.generations().first { $0.projection == built.projection && $0.number == built.number }
        if let now, now.state.isWaiting { try readModels.discard(now) }
    }

    /// Brings a complete generation forward, served or not. The caller holds the lock.
    ///
    /// - Parameter projection: that which made it.
    /// - Returns: the generation as it is then.
    func bring(_ generation: Generation, of projection: Projection, to position: Position) throws(RefoldError) -> Generation {
        // Nothing carries rows on that go by other rules: a task would build another generation.
        guard !projection.hasOtherRules(than: generation) else {
            throw RefoldError(
                .failed, "the rules of its time zones, the currencies in events.json5 or the digits of its numbers changed since it was built",
                at: .named("projection \"\(projection.name)\""), remedy: "run refold rebuild \(projection.name)")
        }
        let leftOut = try LeftOutEvents(in: readModels, of: [projection.name], events)
        let task = try FoldTask(
            projection, of: StoreFingerprints(of: events), in: readModels, over: generation, bound: position, through: nil, fromNothing: false,
            promotes: false, isDecided: false, park: options.park, leftOut: leftOut, program: options.program)
        let results = RunResults()
        let points = FoldPoints(of: self, through: position, results)
        _ = try task.begin(in: readModels, nil, through: position, program: options.program)
        try fold([task], points, results)
        if let failure = results[projection]?.failure { throw failure }
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
                guard !error.endsRun, error.status == .failed || error.status == .usage else { throw error }
                // The old definition cannot take an event: what it touches is left out. Part of the rows may be written.
                let projection = served.projection
                if let now = try readModels.generations().first(where: { $0.projection == projection && $0.state == .served }) { served = now }
            }
        }
        guard projection.rollup == nil else {
            review.note = .behind
            return nil
        }
        var keys = KeySet(memory: options.memory / 4)
        try RowKeys.visit(of: projection, in: events, after: served.position, through: built.position, isCancelled: isCancelled) { _, _, key in keys.insert(key) }
        if keys.isOverfull { review.note = .behind }
        return keys
    }

    /// The projection that made a generation, if it can be compiled from what is kept.
    private func made(_ generation: Generation) -> Projection? {
        guard let projection = options.switching.projection(generation), projection.version == generation.version,
            !projection.hasChanged(since: generation)
        else { return nil }
        return projection
    }

    func compare(_ served: Generation, _ built: Generation, leavingOut keys: KeySet?) throws(RefoldError) -> GenerationComparison? {
        let snapshots = try readModels.snapshots(of: served.projection) { all in
            [served, built].compactMap { wanted in all.first { $0.number == wanted.number } }
        }
        guard snapshots.count == 2 else { return nil }
        return try GenerationComparer(
            from: snapshots[0], to: snapshots[1], samples: 0, leavingOut: keys, isCancelled: isCancelled).run()
    }
}
