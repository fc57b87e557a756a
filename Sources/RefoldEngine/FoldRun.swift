import RefoldCore
import RefoldStores
import RefoldValues

/// Rebuilds projections and catches them up: one pass over the events feeds all of them.
///
/// A rebuild is a catch-up from nothing into a new generation; both use the same scan, lanes and reducers. An interrupted rebuild is
/// resumed from its last durable point.
public struct FoldRun {
    let events: any EventStore
    let readModels: any ReadModelStore
    let options: FoldOptions
    private let types: OccurringTypes?
    let report: (FoldProgress) -> Void
    let notice: (FoldNotice) -> Void
    let isCancelled: () -> Bool
    private let found: (FoldLimits) -> Void
    private let finished: (FoldOutcome) -> Void
    private let approve: (([FoldOutcome]) throws(RefoldError) -> Void)?

    /// - Parameters:
    ///   - types: which types occur, if somebody has looked; what is known to hold none of those that are wanted is not read again.
    ///   - progress: told after every batch; must be quick.
    ///   - notice: told what a person should know about interrupted rebuilds.
    ///   - found: told how far the run may read, before it begins.
    ///   - finished: told what was done for each projection, as soon as it is; not what a catch-up adds to a rebuild that went on.
    ///   - approve: asked, with what was built, before readers are switched over to any of it; if it throws, all of it stays beside what
    ///     is served.
    ///   - isCancelled: asked after every batch; the run then ends with status 5, and what was served stays served.
    public init(
        events: any EventStore, readModels: any ReadModelStore, options: FoldOptions, types: OccurringTypes? = nil,
        progress: @escaping (FoldProgress) -> Void = { _ in }, notice: @escaping (FoldNotice) -> Void = { _ in },
        found: @escaping (FoldLimits) -> Void = { _ in }, finished: @escaping (FoldOutcome) -> Void = { _ in },
        approve: (([FoldOutcome]) throws(RefoldError) -> Void)? = nil,
        isCancelled: @escaping () -> Bool = { false }
    ) {
        self.events = events
        self.readModels = readModels
        self.options = options
        self.types = types
        report = progress
        self.notice = notice
        self.found = found
        self.finished = finished
        self.approve = approve
        self.isCancelled = isCancelled
    }

    /// Builds new generations from the whole store and switches to them.
    ///
    /// Resumes an interrupted rebuild up to the bound that it had, and catches up from there.
    ///
    /// - Parameters:
    ///   - through: the position to stop at; nil for the bound.
    ///   - promotes: whether to switch; if not, the generations stay beside the served ones.
    /// - Throws: `.busy` if another run holds a projection, `.usage` if a definition changed under its version or if `through` is out of
    ///   range, `.failed` with the event that a reducer could not take, `.incomplete` if cancelled.
    public func rebuild(_ projections: [Projection], through: Position? = nil, promotes: Bool = true) throws(RefoldError) -> [FoldOutcome] {
        let locks = try lock(projections)
        defer { withExtendedLifetime(locks) {} }
        let outcomes = try run(projections, through: through, promotes: promotes, fromNothing: true)
        return through == nil ? try caughtUp(projections, outcomes) : outcomes
    }

    /// Catches served generations up to the bound; builds those that were never built or have a new version.
    ///
    /// - Parameters:
    ///   - projections: those by which the served generations are brought forward.
    ///   - candidates: those by which complete generations that are not served are brought forward with them. One that is not among
    ///     the projections as well stands beside something served that nothing brings forward.
    /// - Throws: `.refused` if a served generation was made from another store, before anything is written; else as
    ///   ``rebuild(_:through:promotes:)``.
    public func catchUp(_ projections: [Projection], candidates: [Projection] = []) throws(RefoldError) -> [FoldOutcome] {
        let names = Set(projections.map(\.name))
        let held = candidates.filter { !names.contains($0.name) }
        let locks = try lock(projections + held)
        defer { withExtendedLifetime(locks) {} }
        let outcomes = try caughtUp(projections, try run(projections, through: nil, promotes: true, fromNothing: false))
        for candidate in candidates { try bringCandidate(of: candidate, isServedHeld: !names.contains(candidate.name)) }
        return outcomes
    }

    /// A resumed rebuild ends at the bound that it had: the events since then are read, too.
    private func caughtUp(_ projections: [Projection], _ first: [FoldOutcome]) throws(RefoldError) -> [FoldOutcome] {
        var outcomes = first
        let behind = zip(projections, outcomes).filter { $0.1.resumedFrom != nil && $0.1.isServed }.map(\.0)
        guard !behind.isEmpty else { return outcomes }
        for more in try run(behind, through: nil, promotes: true, fromNothing: false, after: outcomes) where more.action == .caughtUp {
            guard let index = outcomes.firstIndex(where: { $0.projection == more.projection }) else { continue }
            outcomes[index].position = more.position
            outcomes[index].events += more.events
            outcomes[index].rows += more.rows
            outcomes[index].behind = more.behind
            outcomes[index].matches.formUnion(more.matches)
        }
        return outcomes
    }

    private func lock(_ projections: [Projection]) throws(RefoldError) -> [any RunLock] {
        var locks: [any RunLock] = []
        for projection in projections { locks.append(try readModels.lock(.projection(projection.name))) }
        return locks
    }

    /// - Parameter first: what was done before, if this is the second half of a run: then nobody is waited for again.
    private func run(
        _ projections: [Projection], through: Position?, promotes: Bool, fromNothing: Bool, after first: [FoldOutcome] = []
    ) throws(RefoldError) -> [FoldOutcome] {
        for projection in projections { try projection.schema.requireStorable() }
        let names = Set(projections.map(\.name))
        let served = try readModels.generations().filter { $0.state == .served && names.contains($0.projection) }
        let fingerprints = StoreFingerprints(of: events)
        let comparison = try StoreComparison(of: served, fingerprints, remembered: types?.bound ?? 0)
        if !fromNothing { try comparison.requireSame(served, in: readModels.name, as: events.name) }
        let limits = try FoldLimits.find(for: projections, through: through, in: events, comparison, waits: first.isEmpty ? options.waits : nil)
        if first.allSatisfy({ $0.behind == 0 }) { found(limits) }
        try types?.note(upTo: limits.bound.position, fingerprints, in: readModels)
        let bound = try bound(through: through, in: limits.bound)
        let points = FoldPoints(of: self, through: through)
        var tasks: [FoldTask] = []
        defer { points.leave(tasks) }
        for projection in projections {
            let own = served.first { $0.projection == projection.name }
            // Nobody is used to what was never served: figures without events that everybody sees would be taken for all.
            let isFit = own != nil || options.servesBehind || limits.behind(projection) == 0
            let task = try FoldTask(
                projection, of: fingerprints, in: readModels, over: own, bound: bound, through: through, fromNothing: fromNothing,
                promotes: promotes && isFit, program: options.program)
            points.look(for: task)
            tasks.append(task)
        }
        try fold(tasks, points)
        var outcomes: [FoldOutcome] = []
        for task in tasks {
            var outcome = try finish(task, points)
            outcome.behind = limits.behind(task.projection)
            if approve == nil {
                try switchOver(task, task.served.map(comparison.match), &outcome)
                if first.isEmpty { finished(outcome) }
            }
            outcomes.append(outcome)
        }
        if let approve {
            try approve(outcomes.filter { $0.action == .rebuilt })
            for (index, task) in tasks.enumerated() { try switchOver(task, task.served.map(comparison.match), &outcomes[index]) }
            if first.isEmpty { outcomes.forEach(finished) }
        }
        return outcomes
    }

    private func bound(through: Position?, in limits: Bound) throws(RefoldError) -> Position {
        let bound = limits.position
        guard let through else { return bound }
        guard through >= 0, through <= bound else {
            throw RefoldError(
                .usage, "--through \(through) is no position of \(events.name)", expected: "a position from 0 to \(bound)",
                remedy: "name an earlier position, or leave --through out")
        }
        return through
    }

    // MARK: Reading and folding

    func fold(_ all: [FoldTask], _ points: FoldPoints) throws(RefoldError) {
        let tasks = all.filter(\.isActive)
        let streamLanes = max(1, options.workers - 1)
        let laneCount = tasks.reduce(0) { $0 + $1.laneCount(streamLanes) }
        for task in tasks {
            let isWhole = task.makeLanes(streamLanes, memory: options.memory / laneCount, folder: options.temporaryFolder)
            points.begin(task, isWhole: isWhole)
            try task.lookUpFingerprint()
        }
        try read(for: tasks.filter { $0.after < $0.bound }, points)
        var failures: [(position: Position, error: RefoldError)] = []
        for task in tasks {
            if let failure = try task.finishLanes(overlapping: options.workers > 1) { failures.append(failure) }
        }
        if let first = failures.min(by: { $0.position < $1.position }) { throw first.error }
        for task in tasks { try task.checkRows() }
    }

    private func read(for tasks: [FoldTask], _ points: FoldPoints) throws(RefoldError) {
        guard let after = tasks.map(start).min(), let bound = tasks.map(\.bound).max(), after < bound else { return }
        let lanes = tasks.flatMap(\.lanes)
        let pipeline = BatchPipeline(lanes: lanes, workers: options.workers, batchEvents: options.batchEvents)
        let scan = try events.scan(query(for: tasks.map(\.projection), after: after, through: bound))
        defer { pipeline.drain() }
        let isCatchingUp = tasks.contains { $0.updater != nil }
        var batches = 0
        var last = after
        while true {
            let (hasMore, position): (Bool, Position)
            do throws(RefoldError) {
                (hasMore, position) = try pipeline.step(scan)
            } catch {
                pipeline.drain()
                points.saveNow(tasks, at: last)
                throw error
            }
            last = position
            report(FoldProgress(phase: .reading, done: position - after, total: bound - after))
            if !hasMore || lanes.contains(where: { $0.hasFailed.load(ordering: .relaxed) }) { break }
            if isCancelled() {
                pipeline.drain()
                try points.interrupt(tasks, at: position)
            }
            batches += 1
            // Between two batches, rows and position belong together.
            if points.isDue {
                pipeline.drain()
                try points.save(tasks, at: position)
            } else if isCatchingUp, batches % Self.batchesBetweenLooks == 0 {
                pipeline.drain()
                for task in tasks { try task.saveServed(at: position, onlyIfLarge: true) }
            }
        }
        pipeline.drain()
        if !lanes.contains(where: { $0.failure != nil }) { points.saveBeforeWriting(tasks, at: bound) }
    }

    /// The position after which the first event of interest to a task may come. What is built from nothing reads from the beginning, whatever
    /// earlier runs kept of the types.
    private func start(of task: FoldTask) -> Position {
        guard task.updater != nil, let types else { return task.after }
        return types.last(without: task.projection.eventTypes, after: task.after)
    }

    /// How often a run that catches up looks whether its rows should be written before the end.
    private static let batchesBetweenLooks = 16

    private func query(for projections: [Projection], after: Position, through: Position) -> EventQuery {
        var types: [String]? = []
        var columns: EventColumns = []
        for projection in projections {
            columns.formUnion(projection.eventColumns)
            if let wanted = projection.eventTypes { types? += wanted } else { types = nil }
        }
        return EventQuery(after: after, through: through, types: types?.sortedOnce, columns: columns, readers: max(1, options.workers / 2))
    }

    // MARK: Writing

    func finish(_ task: FoldTask, _ points: FoldPoints) throws(RefoldError) -> FoldOutcome {
        do throws(RefoldError) {
            return try write(task, points)
        } catch {
            throw LastEventOfRow.located(
                error, of: task.projection, in: events, after: task.updater == nil ? 0 : task.after, through: task.bound)
        }
    }

    private func write(_ task: FoldTask, _ points: FoldPoints) throws(RefoldError) -> FoldOutcome {
        if task.updater != nil { return try task.apply() }
        let total = task.rowsToWrite
        let outcome = try task.write(overlapping: options.workers > 1) { (rows) throws(RefoldError) in
            report(FoldProgress(phase: .writing, done: rows, total: max(total, rows)))
            if isCancelled() { throw FoldPoints.interrupted }
        }
        points.discard(task)
        return outcome
    }
}
