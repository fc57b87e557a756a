import RefoldCore
import RefoldStores
import RefoldValues

/// Folds projections from the events alone as of some moments, and gives their rows. Writes nothing, and takes no lock.
///
/// The events are read once, and each is folded once: at the end of each moment the rows are given as they are. Only if events were recorded in
/// another order than that of their positions, the moments that this concerns are folded a second time, each for itself.
public struct MomentFold {
    private let events: any EventStore
    private let options: FoldOptions
    private let report: (FoldProgress) -> Void
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - options: memory, workers, batches and folder.
    ///   - progress: told after every batch; must be quick.
    ///   - isCancelled: asked as often; the run then ends with status 5.
    public init(
        events: any EventStore, options: FoldOptions, progress: @escaping (FoldProgress) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) {
        self.events = events
        self.options = options
        report = progress
        self.isCancelled = isCancelled
    }

    /// Reads the events, and gives the rows of all moments.
    ///
    /// - Parameters:
    ///   - moments: all positions, or all times; each at least as late as the one before.
    ///   - bound: how far the store may be read.
    /// - Returns: for each source, what the figures of each moment rest on.
    /// - Throws: the error of the first event that cannot be folded, or of the row with the smallest key; `.incomplete` if cancelled.
    public func run(_ moments: [Moment], through bound: Position, _ sources: [MomentSource]) throws(RefoldError) -> [[MomentOutcome]] {
        guard let last = moments.map({ $0.last(of: bound) }).max() else { return sources.map { _ in [] } }
        let query = query(sources, through: last, readsTimes: moments.contains(where: \.isTime))
        let cuts = MomentCuts(moments)
        let tasks = tasks(sources, cuts, numbers: Array(moments.indices), shares: sources.count)
        try readInOrder(query, cuts, tasks)
        for task in tasks { try task.finish() }
        var outcomes = tasks.map { task in moments.indices.map { task.outcome($0) } }
        let late = cuts.late.sorted()
        for reader in sources.flatMap(\.readers) { for moment in late { reader.begin(again: moment) } }
        for start in stride(from: 0, to: late.count, by: Self.lateAtOnce) {
            let group = late[start..<min(start + Self.lateAtOnce, late.count)]
            let again = group.map { moment in
                let cuts = MomentCuts([moments[moment]])
                return (moment: moments[moment], cuts: cuts, tasks: self.tasks(sources, cuts, numbers: [moment], shares: sources.count * group.count))
            }
            try readApart(query, again)
            for (number, single) in zip(group, again) {
                for (source, task) in single.tasks.enumerated() {
                    try task.finish()
                    outcomes[source][number] = task.outcome(0)
                }
            }
        }
        return outcomes
    }

    /// How many late moments are folded in one reading: each may need open files of its own for what is spilled.
    private static let lateAtOnce = 8

    /// - Parameter shares: among how many the memory is shared.
    private func tasks(_ sources: [MomentSource], _ cuts: MomentCuts, numbers: [Int], shares: Int) -> [MomentTask] {
        let isAlone = shares == sources.count
        return sources.map { source in
            MomentTask(
                source, cuts, numbers: numbers, lanes: isAlone && source.projection.isKeyedByStream ? max(1, options.workers - 1) : 1,
                memory: max(options.memory / shares, Self.leastMemory), folder: options.temporaryFolder)
        }
    }

    private static let leastMemory = 1 << 13

    private func query(_ sources: [MomentSource], through last: Position, readsTimes: Bool) -> EventQuery {
        var types: [String]? = []
        var columns: EventColumns = readsTimes ? .recordedAt : []
        for source in sources {
            columns.formUnion(source.projection.eventColumns)
            if source.parks { columns.insert(.id) }
            if let digested = source.digested { columns.formUnion(digested) }
            if let wanted = source.projection.eventTypes { types? += wanted } else { types = nil }
        }
        return EventQuery(after: 0, through: last, types: types?.sortedOnce, columns: columns, readers: max(1, options.workers / 2))
    }

    // MARK: All moments, one after the other

    private func readInOrder(_ query: EventQuery, _ cuts: MomentCuts, _ tasks: [MomentTask]) throws(RefoldError) {
        let pipeline = BatchPipeline(lanes: tasks.flatMap(\.lanes), workers: options.workers, batchEvents: options.batchEvents)
        defer { pipeline.drain() }
        for task in tasks { task.beginScan() }
        let digests = MomentDigests(tasks.compactMap(\.source.digested))
        var first: [Int] = []
        let scan = try events.scan(query)
        while true {
            let (hasMore, position) = try pipeline.step(scan) { (batch) throws(RefoldError) in
                guard batch.count > 0 else { return }
                digests.digest(batch)
                first.removeAll(keepingCapacity: true)
                cuts.add(batch) { first.append($0) }
                for task in tasks { task.add(batch, digests) { first[$0] } }
            }
            try passed(position, of: query)
            if !hasMore || tasks.contains(where: \.hasFailed) { break }
        }
        pipeline.drain()
        cuts.finish()
    }

    // MARK: Each moment for itself

    private func readApart(_ query: EventQuery, _ again: [(moment: Moment, cuts: MomentCuts, tasks: [MomentTask])]) throws(RefoldError) {
        for single in again { for task in single.tasks { task.beginScan() } }
        let digests = MomentDigests(again.flatMap(\.tasks).compactMap(\.source.digested))
        let scan = try events.scan(query)
        let batch = EventBatch(events: options.batchEvents)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            digests.digest(batch)
            let read = UncheckedSendable(value: (batch, digests))
            _ = ConcurrentMap.map(again.map { UncheckedSendable(value: $0) }) { single in Self.fold(read.value.0, read.value.1, single.value) }
            try passed(batch.through, of: query)
            if again.contains(where: { $0.tasks.contains(where: \.hasFailed) }) { break }
        }
        for single in again { single.cuts.finish() }
    }

    /// Folds the events of a batch that count for one moment.
    private static func fold(_ batch: EventBatch, _ digests: MomentDigests, _ single: (moment: Moment, cuts: MomentCuts, tasks: [MomentTask])) {
        let own = EventBatch(events: max(1, batch.count))
        own.typeNames = batch.typeNames
        for task in single.tasks { task.add(batch, digests) { single.moment.contains(batch[$0]) ? 0 : 1 } }
        for index in 0..<batch.count where single.moment.contains(batch[index]) { own.append(index, of: batch, type: batch[index].type) }
        single.cuts.add(own) { _ in }
        for lane in single.tasks.flatMap(\.lanes) { lane.fold(own) }
    }

    private func passed(_ position: Position, of query: EventQuery) throws(RefoldError) {
        report(FoldProgress(phase: .reading, done: min(position, query.through), total: query.through))
        if isCancelled() {
            throw RefoldError(.incomplete, "interrupted before the figures were complete", remedy: "run the same command again, with more time")
        }
    }
}
