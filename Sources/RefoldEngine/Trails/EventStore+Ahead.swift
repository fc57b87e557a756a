import RefoldCore
import RefoldStores
import RefoldValues

extension EventStore {
    /// Reads the events of a query on a thread of its own while the calling one uses them, batch after batch in order of position.
    ///
    /// - Parameters:
    ///   - isCancelled: asked between batches.
    ///   - progress: told after each batch up to which position the events were used.
    /// - Throws: `.incomplete` if cancelled; what the store and `use` throw.
    func forEachBatch(
        of query: EventQuery, isCancelled: () -> Bool, progress: (Position) -> Void, _ use: (EventBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let scan = try scan(query)
        try BufferExchange.run("refold.ahead", (0..<4).map { _ in EventBatch(events: 4096) }) { (batch) throws(RefoldError) in
            try scan.next(into: batch)
        } use: { (batch) throws(RefoldError) in
            if isCancelled() { throw FoldPoints.interrupted }
            try use(batch)
            progress(batch.through)
        }
    }
}
