import RefoldCore

/// Rebuilds projections and brings them forward: one pass over the events feeds all of them.
///
/// A rebuild is a catch-up from nothing into a new generation; both go through the same scan, lanes and reducers.
public struct FoldRun {
    let events: any EventStore
    let readModels: any ReadModelStore
    let options: FoldOptions
    let report: (FoldProgress) -> Void
    let isCancelled: () -> Bool

    /// - Parameters:
    ///   - progress: told after every batch; must be quick.
    ///   - isCancelled: asked after every batch; the run then ends with status 5, and what was served stays served.
    public init(
        events: any EventStore, readModels: any ReadModelStore, options: FoldOptions,
        progress: @escaping (FoldProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
    ) {
        self.events = events
        self.readModels = readModels
        self.options = options
        report = progress
        self.isCancelled = isCancelled
    }

    /// Builds new generations from the whole store and switches readers over.
    ///
    /// - Parameters:
    ///   - through: the position to stop at, nil for the bound.
    ///   - promotes: whether readers are switched over; else the generations stay beside the served ones.
    /// - Throws: `.busy` where another run holds a projection, `.usage` where a definition changed under its version or `through` is
    ///   out of place, `.failed` with the event that a reducer could not take, `.incomplete` when cancelled.
    public func rebuild(_ projections: [Projection], through: Position? = nil, promotes: Bool = true) throws(RefoldError) -> [FoldOutcome] {
        try run(projections, through: through, promotes: promotes, fromNothing: true)
    }

    /// Brings served generations up to the bound; builds what was never built and what has a new version.
    public func catchUp(_ projections: [Projection]) throws(RefoldError) -> [FoldOutcome] {
        try run(projections, through: nil, promotes: true, fromNothing: false)
    }

    private func run(
        _ projections: [Projection], through: Position?, promotes: Bool, fromNothing: Bool
    ) throws(RefoldError) -> [FoldOutcome] {
        var locks: [any ProjectionLock] = []
        for projection in projections { locks.append(try readModels.lock(projection: projection.name)) }
        defer { locks.removeAll() }
        let bound = try bound(through: through)
        var tasks: [FoldTask] = []
        for projection in projections {
            tasks.append(
                try FoldTask(projection, in: readModels, bound: bound, fromNothing: fromNothing, promotes: promotes))
        }
        try fold(tasks, through: bound)
        var outcomes: [FoldOutcome] = []
        for task in tasks { outcomes.append(try finish(task, at: bound)) }
        return outcomes
    }

    private func bound(through: Position?) throws(RefoldError) -> Position {
        let bound = try events.bound()
        guard let through else { return bound }
        guard through >= 0, through <= bound else {
            throw RefoldError(
                .usage, "--through \(through) is no position of \(events.name)", expected: "a position from 0 to \(bound)",
                remedy: "name an earlier position, or leave --through out")
        }
        return through
    }

    // MARK: Reading and folding

    private func fold(_ tasks: [FoldTask], through bound: Position) throws(RefoldError) {
        let reading = tasks.filter { $0.after < bound }
        guard let after = reading.map(\.after).min() else { return }
        let streamLanes = max(1, options.workers - 1)
        let laneCount = reading.reduce(0) { $0 + $1.laneCount(streamLanes) }
        for task in reading { task.makeLanes(streamLanes, memory: options.memory / laneCount, folder: options.temporaryFolder) }
        let lanes = reading.flatMap(\.lanes)
        let pipeline = BatchPipeline(lanes: lanes, workers: options.workers, batchEvents: options.batchEvents)
        let scan = try events.scan(query(for: reading.map(\.projection), after: after, through: bound))
        defer { pipeline.drain() }
        var batches = 0
        while true {
            let (hasMore, position) = try pipeline.step(scan)
            report(FoldProgress(phase: .reading, done: position - after, total: bound - after))
            if !hasMore || lanes.contains(where: { $0.hasFailed.load(ordering: .relaxed) }) { break }
            if isCancelled() { throw Self.cancelled }
            batches += 1
            if batches % Self.batchesBetweenSaves == 0, reading.contains(where: { $0.updater != nil }) {
                // Between two batches rows and position belong together.
                pipeline.drain()
                for task in reading { try task.saveIfLarge(at: position) }
            }
        }
        pipeline.drain()
        var failures: [(position: Position, error: RefoldError)] = []
        for task in reading {
            if let failure = try task.finishLanes(overlapping: options.workers > 1) { failures.append(failure) }
        }
        if let first = failures.min(by: { $0.position < $1.position }) { throw first.error }
    }

    /// How often a run that catches up looks whether its rows should be written before the end.
    private static let batchesBetweenSaves = 16

    private static let cancelled = RefoldError(
        .incomplete, "interrupted before the end", expected: "more time", remedy: "run the same command again; what was served is untouched")

    private func query(for projections: [Projection], after: Position, through: Position) -> EventQuery {
        var types: Set<String>? = []
        var columns: EventColumns = []
        for projection in projections {
            columns.formUnion(projection.eventColumns)
            if let wanted = projection.eventTypes { types?.formUnion(wanted) } else { types = nil }
        }
        return EventQuery(after: after, through: through, types: types?.sorted(), columns: columns)
    }

    // MARK: Writing

    private func finish(_ task: FoldTask, at bound: Position) throws(RefoldError) -> FoldOutcome {
        if task.updater != nil { return try task.apply(at: bound) }
        let total = task.rowsToWrite
        return try task.write(at: bound, overlapping: options.workers > 1) { (rows) throws(RefoldError) in
            report(FoldProgress(phase: .writing, done: rows, total: max(total, rows)))
            if isCancelled() { throw Self.cancelled }
        }
    }
}
