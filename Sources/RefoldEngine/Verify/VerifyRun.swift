import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Reads a whole store once, checks it, compares it with the proofs of what is served, and folds what is served again to compare the rows.
/// Writes nothing and takes no lock.
public struct VerifyRun {
    let events: any EventStore
    let readModels: any ReadModelStore
    let options: FoldOptions
    private let showsKeys: Bool
    private let report: (FoldProgress) -> Void
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - options: memory, workers and folder; ``SwitchOptions/projection`` gives the projections of what an earlier definition made.
    ///   - showsKeys: whether findings name keys that are made of values of payloads; those of streams are named in any case.
    ///   - progress: told after every batch and block of rows; must be quick.
    ///   - isCancelled: asked as often; the run then ends with status 5.
    public init(
        events: any EventStore, readModels: any ReadModelStore, options: FoldOptions, showsKeys: Bool = false,
        progress: @escaping (FoldProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
    ) {
        self.events = events
        self.readModels = readModels
        self.options = options
        self.showsKeys = showsKeys
        report = progress
        self.isCancelled = isCancelled
    }

    /// What is verified of one read model.
    private final class Model {
        var outcome: VerifiedModel
        let generation: Generation
        let snapshot: (any ReadModelSnapshot)?
        var check: ProofCheck?
        var task: FoldTask?

        /// - Parameter snapshot: nil if its rows are not looked at.
        init(_ generation: Generation, _ snapshot: (any ReadModelSnapshot)?, _ comparison: VerifiedModel.Comparison) {
            self.generation = generation
            self.snapshot = snapshot
            outcome = VerifiedModel(
                projection: generation.projection, generation: generation.number, version: generation.version, position: generation.position,
                events: nil, isProven: false, rows: generation.rows, comparison: comparison)
        }
    }

    /// - Parameters:
    ///   - projections: of those that are served.
    ///   - storeOnly: whether only the events are checked, and no rows.
    /// - Throws: `.incomplete` if cancelled; as a store does if it cannot be read at all.
    public func run(_ projections: [Projection], storeOnly: Bool = false) throws(RefoldError) -> VerifyOutcome {
        let fingerprints = StoreFingerprints(of: events)
        var models: [Model] = []
        for projection in projections {
            if let model = try model(of: projection, storeOnly: storeOnly, fingerprints) { models.append(model) }
        }
        let bound = try StoreComparison(of: models.map(\.generation), fingerprints).bound
        let tasks = models.compactMap(\.task)
        let lanes = max(1, options.workers - 1)
        let laneCount = max(1, tasks.reduce(0) { $0 + $1.laneCount(lanes) })
        for task in tasks { _ = try task.makeLanes(lanes, memory: options.memory / laneCount, folder: options.temporaryFolder, .ranges) }
        var found = FindingList()
        let count = try readAll(through: bound.position, tasks, models.compactMap(\.check), &found)
        // A role that reads events alone may see no read models.
        let now = models.isEmpty ? [] : try readModels.generations()
        for model in models {
            let isThere = now.contains { $0.projection == model.generation.projection && $0.number == model.generation.number }
            if !isThere { model.outcome.comparison = .replaced }
            if let check = model.check {
                try check.finish()
                model.outcome.events = model.outcome.comparison == .noDefinition ? nil : check.events
                model.outcome.isProven = true
                if isThere { Self.note(check, in: &found) }
            }
        }
        for model in models where model.outcome.comparison == .compared { try compare(model, &found) }
        for model in models where model.outcome.comparison == .altered {
            let name = model.generation.projection
            found.add(Finding(.notFoldable, at: .named("projection \"\(name)\""), projection: name, detail: "its line in the catalog was changed by hand"))
        }
        return VerifyOutcome(
            events: count, position: bound.position, isWhole: bound.position >= bound.newest, findings: found.listed, leftOut: found.leftOut,
            models: models.map(\.outcome))
    }

    // MARK: What is there

    private func model(of present: Projection, storeOnly: Bool, _ fingerprints: StoreFingerprints) throws(RefoldError) -> Model? {
        guard let generation = try readModels.generations().first(where: { $0.projection == present.name && $0.state == .served }) else { return nil }
        guard !generation.isAltered else { return Model(generation, nil, .altered) }
        // What is compared must not move on meanwhile.
        let snapshot = storeOnly ? nil : try readModels.snapshot(of: present.name)
        let served = snapshot?.generation ?? generation
        let own = [present, options.switching.projection(served)].compactMap { $0 }.first {
            $0.version == served.version && !$0.hasChanged(since: served) && !$0.hasOtherRules(than: served)
        }
        let model = Model(served, snapshot, storeOnly ? .notAsked : own == nil ? .noDefinition : .compared)
        if let last = try readModels.lastRange(of: served) {
            // Another version may read other types: then nothing can be said of events that were added.
            model.check = try ProofCheck(
                of: own ?? present, served, columns: last.columns, ProofReader(of: served, in: readModels), after: 0, limit: FindingList.limit,
                knowsTypes: own != nil)
        }
        guard !storeOnly, let own else { return model }
        let leftOut = try LeftOutEvents(in: readModels, of: [own.name], events)
        let isParking = try snapshot?.parked().isEmpty == false
        model.task = try FoldTask(
            own, of: fingerprints, in: DiscardedReadModels(), over: nil, bound: served.position, through: nil, fromNothing: true, promotes: false,
            isDecided: false, park: isParking ? .max : nil, leftOut: leftOut.asLeft(outOf: served), program: { nil })
        return model
    }

    // MARK: Reading

    /// Reads all events once. What the checks of the store take is freed before rows are sorted.
    ///
    /// - Returns: how many there are.
    private func readAll(through bound: Position, _ tasks: [FoldTask], _ checks: [ProofCheck], _ found: inout FindingList) throws(RefoldError) -> Int64 {
        let audit = StoreAudit(in: options.temporaryFolder)
        try read(through: bound, tasks, checks, audit)
        try audit.finish(in: events, isCancelled: isCancelled)
        for finding in audit.findings.listed.sorted(by: { $0.position ?? 0 < $1.position ?? 0 }) { found.add(finding) }
        found.leaveOut(audit.findings.leftOut)
        return audit.events
    }

    /// Reads the events. One that cannot be read is noted and passed over.
    private func read(through bound: Position, _ tasks: [FoldTask], _ checks: [ProofCheck], _ audit: StoreAudit) throws(RefoldError) {
        let proofs = ComparedProofs(checks)
        var after: Position = 0
        var obstacle: (position: Position, error: RefoldError)?
        while after < bound {
            let through = obstacle.map { $0.position - 1 } ?? bound
            do throws(RefoldError) {
                if after < through { try read(after: after, through: through, of: bound, tasks, proofs, audit) { after = $0 } }
                guard let (position, error) = obstacle else { break }
                audit.add(error, at: position)
                for check in checks { check.unreadable.insert(position) }
                (after, obstacle) = (position, nil)
            } catch {
                guard error.isOfStoredEvents, case .event(let position, _, _)? = error.faults.first?.place, position > after, position <= bound,
                    position < obstacle?.position ?? .max
                else { throw error }
                obstacle = (position, error)
            }
        }
    }

    /// - Parameter passed: told after each batch up to which position the events were taken.
    private func read(
        after: Position, through: Position, of bound: Position, _ tasks: [FoldTask], _ proofs: ComparedProofs, _ audit: StoreAudit,
        passed: (Position) -> Void
    ) throws(RefoldError) {
        let lanes = tasks.flatMap(\.lanes)
        for lane in lanes { lane.beginScan() }
        proofs.beginScan()
        let pipeline = BatchPipeline(lanes: lanes, workers: options.workers, batchEvents: options.batchEvents)
        defer { pipeline.drain() }
        let scan = try events.scan(
            EventQuery(after: after, through: through, types: nil, columns: .all, readers: max(1, options.workers / 2)))
        while true {
            let (hasMore, position) = try pipeline.step(scan) { (batch) throws(RefoldError) in
                try audit.add(batch)
                try proofs.add(batch)
            }
            passed(hasMore ? position : through)
            report(FoldProgress(phase: .reading, done: position, total: bound))
            if !hasMore { return }
            if isCancelled() { throw FoldPoints.interrupted }
        }
    }

    // MARK: What differs

    private static func note(_ check: ProofCheck, in found: inout FindingList) {
        for change in check.changes.listed {
            let kind: Finding.Kind =
                switch change.kind {
                case .late: .lateEvent
                case .changed: .changedEvent
                case .missing: .missingEvent
                }
            found.add(Finding(kind, at: change.place, position: change.position, projection: check.projection.name))
        }
        found.leaveOut(check.changes.count - Int64(check.changes.listed.count))
    }

    private func compare(_ model: Model, _ found: inout FindingList) throws(RefoldError) {
        guard let task = model.task, let snapshot = model.snapshot else { return }
        let name = model.generation.projection
        do throws(RefoldError) {
            if let failure = try task.finishLanes(overlapping: options.workers > 1) { throw failure.error }
            try task.checkRows()
            let report = report
            let counted = CountedSnapshot(snapshot) { report(FoldProgress(phase: .writing, done: $0, total: model.generation.rows)) }
            let comparison = try GenerationComparer(
                from: counted, to: FoldedSnapshot(task.takeRows(), as: model.generation), samples: FindingList.limit, isCancelled: isCancelled
            ).run()
            for sample in comparison.samples {
                let kind: Finding.Kind =
                    switch sample.change {
                    case .changed: .rowDiffers
                    case .added: .rowMissing
                    case .removed: .rowExtra
                    }
                let detail = sample.change == .changed ? sample.columns.map(\.name).joined(separator: ", ") : nil
                let key = showsKeys || task.projection.isKeyedByStream ? JSONValue.object(sample.key).json : nil
                found.add(Finding(kind, at: .named("row of \"\(name)\""), projection: name, key: key, detail: detail))
            }
            found.leaveOut(comparison.changed - Int64(comparison.samples.count))
        } catch {
            guard !error.endsRun, error.status == .failed || error.status == .refused else { throw error }
            model.outcome.comparison = .notFoldable
            let place = error.faults.first?.place ?? .named("projection \"\(name)\"")
            var position: Position?
            if case .event(let number, _, _) = place { position = number }
            found.add(Finding(.notFoldable, at: place, position: position, projection: name, detail: error.faults.first?.what))
        }
        task.end()
    }
}
