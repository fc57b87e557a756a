import RefoldCore
import RefoldStores
import RefoldValues

/// Reads the events once for all projections of a run. A projection that fails leaves the others to read on without it.
extension FoldRun {
    /// Folds the events of all tasks. Those that fail have ended.
    func fold(_ all: [FoldTask], _ points: FoldPoints, _ results: RunResults) throws(RefoldError) {
        let tasks = all.filter(\.isActive)
        let streamLanes = max(1, options.workers - 1)
        let laneCount = tasks.reduce(0) { $0 + $1.laneCount(streamLanes) }
        for task in tasks {
            let isWhole = try task.makeLanes(streamLanes, memory: options.memory / laneCount, folder: options.temporaryFolder, options.digests)
            points.begin(task, isWhole: isWhole)
            try task.lookUpFingerprint()
        }
        try read(for: tasks.filter { $0.after < $0.bound }, points, results)
        for task in tasks {
            try results.attempt(task) { () throws(RefoldError) in
                try settle(task)
                do throws(RefoldError) {
                    try task.checkRows()
                } catch {
                    throw locate(error, of: task)
                }
            }
        }
    }

    /// Ends the lanes of a task.
    ///
    /// - Throws: the error of the first event that could not be folded, wherever it was kept.
    private func settle(_ task: FoldTask) throws(RefoldError) {
        if let failure = try task.finishLanes(overlapping: options.workers > 1) { throw failure.error }
    }

    /// Reads until the last bound, or until no task is left. When a task fails, the events are read on from there for the others alone: what
    /// only the failed one wanted costs nothing any more.
    private func read(for tasks: [FoldTask], _ points: FoldPoints, _ results: RunResults) throws(RefoldError) {
        guard let first = tasks.map(start).min() else { return }
        var open = tasks
        var after = first
        while let bound = open.map(\.bound).max(), let start = open.map(start).min(), max(after, start) < bound {
            after = try read(for: open, after: max(after, start), through: bound, since: first, points, results)
            for task in open where task.isStopped { try results.attempt(task) { () throws(RefoldError) in try settle(task) } }
            open.removeAll { !$0.isOpen }
            for task in open { task.lanes.forEach { $0.beginScan() } }
        }
        if let bound = open.map(\.bound).max() { points.saveBeforeWriting(open, at: bound) }
    }

    /// Reads for tasks until the end, or until one of them fails.
    ///
    /// - Returns: the position up to which everything that was read is folded.
    private func read(
        for tasks: [FoldTask], after: Position, through bound: Position, since first: Position, _ points: FoldPoints, _ results: RunResults
    ) throws(RefoldError) -> Position {
        let lanes = tasks.flatMap(\.lanes)
        let pipeline = BatchPipeline(lanes: lanes, workers: options.workers, batchEvents: options.batchEvents)
        let scan = try events.scan(query(for: tasks, after: after, through: bound))
        let proofs = BatchProofs(tasks.compactMap(\.proof))
        defer { pipeline.drain() }
        let isCatchingUp = tasks.contains { $0.updater != nil }
        var batches = 0
        var last = after
        while true {
            let (hasMore, position): (Bool, Position)
            do throws(RefoldError) {
                (hasMore, position) = try pipeline.step(scan) { (batch) throws(RefoldError) in try proofs.add(batch) }
            } catch {
                pipeline.drain()
                points.saveNow(tasks, at: last)
                throw error
            }
            last = position
            report(FoldProgress(phase: .reading, done: position - first, total: bound - first))
            if !hasMore || lanes.contains(where: { $0.hasFailed.load(ordering: .relaxed) }) { return hasMore ? position : bound }
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
                for task in tasks { try results.attempt(task) { () throws(RefoldError) in _ = try task.saveServed(at: position, onlyIfLarge: true) } }
            }
            if tasks.contains(where: { !$0.isOpen }) { return position }
        }
    }

    /// The position after which the first event of interest to a task may come. What is built from nothing reads from the beginning, whatever
    /// earlier runs kept of the types.
    private func start(of task: FoldTask) -> Position {
        guard task.updater != nil, let types else { return task.after }
        return types.last(without: task.projection.eventTypes, after: task.after)
    }

    /// How often a run that catches up looks whether its rows should be written before the end.
    private static let batchesBetweenLooks = 16

    private func query(for tasks: [FoldTask], after: Position, through: Position) -> EventQuery {
        var types: [String]? = []
        // A parked event is known by its id.
        var columns: EventColumns = options.park == nil ? [] : .id
        for task in tasks {
            columns.formUnion(task.projection.eventColumns)
            if let proof = task.proof { columns.formUnion(proof.columns) }
            if let wanted = task.projection.eventTypes { types? += wanted } else { types = nil }
        }
        return EventQuery(after: after, through: through, types: types?.sortedOnce, columns: columns, readers: max(1, options.workers / 2))
    }
}
