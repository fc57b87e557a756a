import RefoldCore
import RefoldStores
import RefoldValues

/// The work of one run for one projection: a new generation, or the served one caught up.
final class FoldTask {
    let projection: Projection
    let promotes: Bool
    /// Events after this position are folded.
    private(set) var after: Position
    /// The last position that is folded.
    private(set) var bound: Position
    private(set) var lanes: [Lane] = []
    /// Writes a new generation; nil if the served one is updated, before ``begin(in:_:through:program:)``, and once the new one is complete.
    private var builder: (any GenerationBuilder)?
    /// What an interrupted run wrote of the new generation, with which this one goes on.
    private(set) var unfinished: UnfinishedGeneration?
    /// The events from which the rows of ``unfinished`` were made.
    private(set) var writtenEvents: EventsRead?
    /// Updates the served generation; nil if a new one is written.
    private(set) var updater: (any GenerationUpdater)?
    /// Updates the groups of a rollup; nil without a rollup, and if a new generation is written.
    private var rollup: RollupUpdate?
    let served: Generation?
    /// The notices of why a new generation is written under a version that is served: what it goes by beside its definition has changed.
    let newRules: [FoldNotice]
    /// The new generation as soon as it is complete.
    private(set) var built: Generation?
    /// The fingerprints of the store's events up to a position.
    let fingerprints: StoreFingerprints
    /// The files that a rebuild keeps for a later run; nil if it keeps none.
    var kept: ResumeFolder?
    /// The saved point of an interrupted run, until it is taken over.
    var point: ResumePoint?
    /// The saved point that was taken over from an interrupted run.
    private(set) var resumed: ResumePoint?
    let parking: TaskParking
    /// Records which events the generation is made from; nil if none are recorded of what is brought forward.
    private(set) var proof: ProofRecorder?
    let store: any ReadModelStore
    /// Whether the run decides whether readers are switched over to what is built.
    private let isDecided: Bool
    let began = ContinuousClock.now
    private var rowsApplied: Int64 = 0
    private var runs: [any RowRun] = []
    /// The rollup error with the smallest key, if any.
    private var rowFailure = LeastFailure()
    /// About how many rows ``write(blockSize:overlapping:mark:kept:wrote:)`` will write; for progress.
    private(set) var rowsToWrite: Int64 = 0

    /// - Parameters:
    ///   - served: the served generation; in a catch-up, it was made from this store.
    ///   - through: the position that the run was told to stop at.
    ///   - isDecided: whether the run decides what becomes of what is built; if not, it waits.
    ///   - park: how many events may be parked; nil for none.
    ///   - program: as in ``FoldOptions``.
    /// - Throws: `.usage` if the definition does not match what is served.
    init(
        _ projection: Projection, of fingerprints: StoreFingerprints, in store: any ReadModelStore, over served: Generation?, bound: Position, through: Position?,
        fromNothing: Bool, promotes: Bool, isDecided: Bool, park: Int?, leftOut: LeftOutEvents, program: @Sendable () -> String?
    ) throws(RefoldError) {
        self.isDecided = isDecided
        self.projection = projection
        self.promotes = promotes
        self.bound = bound
        self.served = served
        self.fingerprints = fingerprints
        self.store = store
        rowMatches = Matches(projection)
        // Of one that was changed by hand nothing can be compared: a rebuild replaces it, and a catch-up is refused.
        if let served, !served.isAltered { try projection.check(against: served) }
        var newRules: [FoldNotice] = []
        if let served, !fromNothing {
            if projection.hasOtherZones(than: served) { newRules.append(.newZones(projection: projection.name)) }
            if projection.hasOtherCurrencies(than: served) {
                newRules.append(.newCurrencies(projection: projection.name))
            } else if projection.hasOtherDigits(than: served) {
                newRules.append(.newDigits(projection: projection.name))
            }
        }
        self.newRules = newRules
        if let served, !fromNothing, newRules.isEmpty, served.version == projection.version {
            after = served.position
            let positions = leftOut.left(outOf: served)
            let updater = try store.update(served.broughtForward(by: projection, program, leavingOut: positions))
            parking = TaskParking(limit: park, leftOut: positions, known: try store.parked(in: served))
            rollup = RollupUpdate(
                of: projection, from: served.position, events: fingerprints.events, updater: updater, parked: .init(leftOut: parking.passedOver))
            self.updater = updater
        } else {
            if let served, promotes, through != nil, served.position > bound {
                throw RefoldError(
                    .usage, "position \(bound) lies before the checkpoint \(served.position) of what is served",
                    at: .named("projection \"\(projection.name)\""), expected: "a generation that is not behind the served one",
                    remedy: "add --no-promote to build it without serving it")
            }
            after = 0
            (updater, rollup) = (nil, nil)
            parking = TaskParking(limit: park, leftOut: leftOut[projection.name], known: [])
            if promotes { try store.requireSwitchable(to: projection.schema) }
        }
    }

    /// Takes what writes the new generation.
    ///
    /// - Parameters:
    ///   - unfinished: what is written of it.
    ///   - events: from which that was made.
    ///   - bound: where a run must end that goes on with that.
    func take(_ builder: any GenerationBuilder, after unfinished: UnfinishedGeneration? = nil, ofEvents events: EventsRead? = nil, bound: Position? = nil) {
        self.builder = builder
        self.unfinished = unfinished
        writtenEvents = events
        if let bound { self.bound = bound }
    }

    /// Whether nothing has ended the work.
    private(set) var isOpen = true

    /// Ends the work after a failure, and frees its memory, its files and its sessions. What is kept for a later run stays.
    func end() {
        isOpen = false
        (lanes, runs) = ([], [])
        (builder, updater, rollup, proof) = (nil, nil, nil, nil)
    }

    /// Whether the task has anything to do.
    var isActive: Bool { isOpen && (builder != nil || after < bound) }

    /// What the rows that were written hold.
    private(set) var rowMatches: Matches

    // MARK: Lanes

    /// Makes the lanes, and takes over the saved point of an interrupted run.
    ///
    /// - Returns: false if the saved files have changed; then the task starts over.
    func makeLanes(_ streamLanes: Int, memory: Int, folder: String, _ digests: DigestScope) throws(RefoldError) -> Bool {
        let count = laneCount(streamLanes)
        func empty() -> [Lane] {
            let parkings = parking.begin(lanes: count, memory: memory)
            return (0..<count).map {
                Lane(
                    projection, after: after, through: bound, stored: rollup ?? updater, share: ($0, count), memory: memory, folder: folder,
                    kept: kept, parking: parkings[$0])
            }
        }
        // Known parked events alone may be too many.
        defer { if let failure = parking.failure(of: projection) { for lane in lanes { lane.fail(failure.error, at: failure.position) } } }
        func newProof() -> ProofRecorder {
            ProofRecorder(projection, digests, after: after, through: bound, folder: folder, kept: kept)
        }
        guard let point, let kept else {
            lanes = empty()
            proof = updater == nil ? newProof() : try continuedProof(digests, in: folder)
            return true
        }
        self.point = nil
        let wholeBound = bound
        (after, bound) = (point.position, goal(of: point))
        lanes = empty()
        if let saved = point.proof {
            proof = ProofRecorder(
                resuming: saved, saved.ranges.flatMap(kept.reopen), of: projection, digests, after: after, through: bound, folder: folder, kept: kept)
        }
        guard proof != nil, kept.restore(point, into: lanes) else {
            (after, bound) = (0, wholeBound)
            lanes = empty()
            proof = newProof()
            return false
        }
        resumed = point
        return true
    }

    // MARK: Into a new generation

    /// Sorts the rows of all lanes.
    ///
    /// - Returns: the error of the first lane that stopped; nil if none did. If it is not nil, ``checkRows()`` means nothing: the rows of a
    ///   stopped lane are incomplete, and the error that they give depends on how the work was divided.
    func finishLanes(overlapping: Bool) throws(RefoldError) -> (position: Position, error: RefoldError)? {
        if updater == nil, projection.rollup != nil {
            let sums = try GroupSums.added(by: lanes, of: projection, overlapping: overlapping)
            for sum in sums { rowFailure.note(sum.failure) }
            rowsToWrite = sums.reduce(0) { $0 + $1.count }
            runs = sums.flatMap { $0.runs() }
        } else if updater == nil {
            rowsToWrite = lanes.reduce(0) { $0 + $1.rowsInMemory }
            for lane in lanes { runs += try lane.finish(sorters: overlapping ? 2 : 1) }
        }
        return parking.failure(of: projection) ?? lanes.compactMap(\.failure).min { $0.position < $1.position }
    }

    /// - Throws: the rollup error with the smallest key, if any.
    func checkRows() throws(RefoldError) {
        if let error = rowFailure.error { throw error }
    }

    /// The rows of the read model in key order, after ``finishLanes(overlapping:)``; once.
    func takeRows() -> any RowRun {
        let merged = runs.count == 1 ? runs[0] : MergedRun(runs)
        runs = []
        return projection.rollup == nil ? merged : GroupRun(SummedRun(merged, columnCount: rowLayout.columns.count), of: projection)
    }

    /// Writes the rows into the new generation.
    ///
    /// Serves nothing: ``FoldRun`` does, if nothing speaks against it.
    ///
    /// - Parameters:
    ///   - blockSize: how many bytes of rows are handed over at a time.
    ///   - mark: by what a later run knows the rows; nil if none is to go on with them.
    ///   - kept: told of the rows that a run that is asked to end has made durable.
    /// - Returns: nil if the rows of the interrupted run are not those of this one.
    func write(
        blockSize: Int, overlapping: Bool, mark: WritingMark?, kept: (Int64) -> Void, wrote: (Int64) throws(RefoldError) -> Void
    ) throws(RefoldError) -> FoldOutcome? {
        guard let builder else { return outcome(.upToDate, generation: served?.number ?? 0, rows: 0) }
        if let mark, unfinished == nil { builder.mark { () throws(RefoldError) -> String in try mark.text() } }
        var written: Int64 = 0
        let rows: Int64?
        do throws(RefoldError) {
            rows = try RowOutput.write(
                takeRows(), columnCount: rowLayout.columns.count, blockSize: blockSize, after: unfinished, to: builder, &rowMatches, overlapping: overlapping
            ) { (rows) throws(RefoldError) in
                written = rows
                try wrote(rows)
            }
        } catch {
            if error.status == .incomplete, written > 0, mark != nil, (try? builder.keep()) != nil { kept(written) }
            throw error
        }
        guard let rows else { return nil }
        let parked = parking.events
        try builder.park(ParkedChanges(parked: parked, record: try fingerprints.record(of: parked, at: bound)))
        if let proof { try builder.prove(proof.ranges(replacingAll: true)) }
        let generation = try builder.finish(
            at: bound, store: try fingerprints.fingerprint(at: bound), as: isDecided ? .undecided : .built, effort: effort)
        built = generation
        self.builder = nil
        return outcome(.rebuilt, generation: generation.number, rows: rows)
    }

    // MARK: Into the served generation

    /// Writes the changed rows and the position, and frees their memory.
    ///
    /// If a row or a sum cannot be written in its present state, the write is put off: later events may correct it, as they would in a run
    /// that does not stop here. Until then the run uses more memory than its share.
    ///
    /// - Parameter onlyIfLarge: writes only if the lanes hold more than their share of memory.
    /// - Returns: whether the rows were written.
    @discardableResult
    func saveServed(at position: Position, onlyIfLarge: Bool) throws(RefoldError) -> Bool {
        guard updater != nil, position > after, lanes.allSatisfy({ $0.failure == nil }) else { return false }
        guard !onlyIfLarge || lanes.contains(where: { $0.state.memory + (rollup?.memory ?? 0) > $0.memory }) else { return false }
        guard case .success(let blocks) = try changedRows() else {
            try rollup?.takeBack(lanes)
            return false
        }
        try save(blocks, at: min(position, bound))
        for lane in lanes { lane.clear() }
        rollup?.wrote(at: min(position, bound))
        return true
    }

    func apply() throws(RefoldError) -> FoldOutcome {
        guard after < bound else { return outcome(.upToDate, generation: served?.number ?? 0, rows: 0) }
        try save(try changedRows().get(), at: bound)
        return outcome(.caughtUp, generation: served?.number ?? 0, rows: rowsApplied)
    }

    /// The rows to write, or why they cannot be written in their present state.
    private func changedRows() throws(RefoldError) -> Result<[RowBlock], RefoldError> {
        if let rollup { return try rollup.changedGroups(by: lanes) }
        return Result { () throws(RefoldError) in
            var blocks: [RowBlock] = []
            for lane in lanes { blocks += try lane.changedRows() }
            return blocks
        }
    }

    private func save(_ blocks: [RowBlock], at position: Position) throws(RefoldError) {
        try updater?.park(ParkedChanges(parked: parking.changed, record: try fingerprints.record(of: parking.parked, at: position)))
        if let proof { try updater?.prove(proof.ranges()) }
        try updater?.apply(blocks, position: position, store: try fingerprints.fingerprint(at: position))
        parking.wrote()
        proof?.wrote()
        for block in blocks { rowMatches.note(block) }
        rowsApplied += blocks.reduce(0) { $0 + Int64($1.count) }
    }

    private func outcome(_ action: FoldOutcome.Action, generation: Int64, rows: Int64) -> FoldOutcome {
        FoldOutcome(
            projection: projection.name, version: projection.version, action: action, generation: generation, isServed: promotes,
            position: max(bound, after), events: events, rows: rows,
            rowsBefore: action == .rebuilt && promotes ? served?.rows : nil, resumedFrom: resumed?.position ?? unfinished.map { _ in bound }, parked: parking.count, matches: matches)
    }
}
