import RefoldCore
import RefoldStores
import RefoldValues

/// Finds the rows that events would touch, without folding them.
enum RowKeys {
    /// Reads events and tells the encoded key of each that a projection takes; of one with a rollup, of the rows that it adds up.
    ///
    /// An event whose key cannot be read touches no row. One whose payload cannot be read touches the row of its stream, if that is the key.
    ///
    /// - Parameters:
    ///   - isCancelled: asked between batches.
    ///   - note: told of a batch, the number of an event in it, and its key.
    /// - Throws: `.incomplete` if cancelled, as the store does.
    static func visit(
        of projection: Projection, in events: any EventStore, after: Position, through: Position, isCancelled: () -> Bool = { false },
        _ note: (EventBatch, Int, [UInt8]) -> Void
    ) throws(RefoldError) {
        let lane = Lane(projection, after: after, through: through, memory: .max, folder: "")
        let query = EventQuery(after: after, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let scan = try events.scan(query)
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            lane.keys(of: batch) { event, key in
                if case .success(let key?) = key { note(batch, event, key) }
            }
        }
    }
}
