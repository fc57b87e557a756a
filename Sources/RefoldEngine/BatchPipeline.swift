import Dispatch
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Reads batches on the calling thread while worker threads fold them.
///
/// Every lane sees every batch in order, on one thread at a time. At most a few batches are in the pipeline at once. Between two batches
/// the pipeline can be drained; then state and position belong together and can be made durable.
final class BatchPipeline: Sendable {
    private static let batchesUnderWay = 4

    private let workerQueues: [(queue: DispatchQueue, lanes: [Lane])]
    private let batches: BufferPool<EventBatch>
    /// The lanes that are folded on the calling thread.
    private let inline: [Lane]

    /// - Parameter workers: all threads together; if 1, the calling thread folds.
    init(lanes: [Lane], workers: Int, batchEvents: Int) {
        let count = min(max(workers - 1, 0), lanes.count)
        workerQueues = (0..<count).map { index in
            (DispatchQueue(label: "refold.fold.\(index)"), lanes.enumerated().filter { $0.offset % count == index }.map(\.element))
        }
        inline = count == 0 ? lanes : []
        batches = BufferPool((0..<(count == 0 ? 1 : Self.batchesUnderWay)).map { _ in EventBatch(events: batchEvents) })
    }

    /// Fills the next batch and hands it to the lanes.
    ///
    /// - Parameter look: called with the batch before the lanes get it.
    /// - Returns: whether the scan has more events, and the position that it has reached.
    func step(
        _ scan: any EventScan, _ look: (EventBatch) throws(RefoldError) -> Void = { _ in }
    ) throws(RefoldError) -> (hasMore: Bool, through: Position) {
        guard let batch = batches.take() else { return (false, 0) }
        let hasMore: Bool
        do throws(RefoldError) {
            hasMore = try scan.next(into: batch)
            try look(batch)
        } catch {
            batches.giveBack(batch)
            throw error
        }
        let through = batch.through
        if workerQueues.isEmpty {
            for lane in inline { lane.fold(batch) }
            batches.giveBack(batch)
        } else {
            let pending = Countdown(workerQueues.count)
            for worker in workerQueues {
                worker.queue.async { [self] in
                    for lane in worker.lanes { lane.fold(batch) }
                    if pending.isLast() { batches.giveBack(batch) }
                }
            }
        }
        return (hasMore, through)
    }

    /// Waits until every batch that was read is folded.
    func drain() { batches.drain() }
}

private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    func isLast() -> Bool { left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
