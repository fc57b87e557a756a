import RefoldCore
import RefoldStores
import RefoldValues

/// Counts and digests the events that a projection reads, without folding them.
public struct EventCount {
    private let projection: Projection
    private let events: any EventStore
    private let columns: EventColumns
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - columns: what the digest covers beside what every scan reads.
    ///   - isCancelled: asked between batches; the count then ends with status 5.
    public init(of projection: Projection, in events: any EventStore, covering columns: EventColumns, isCancelled: @escaping () -> Bool) {
        (self.projection, self.events, self.columns, self.isCancelled) = (projection, events, columns, isCancelled)
    }

    /// The events up to a position, as a manifest of a report has them.
    ///
    /// - Throws: what the store throws; `.incomplete` if cancelled.
    public func count(through position: Position) throws(RefoldError) -> EventsDigest {
        var whole = EventsDigest(columns)
        guard position > 0 else { return whole }
        let scan = try events.scan(EventQuery(after: 0, through: position, types: projection.eventTypes, columns: projection.eventColumns.union(columns)))
        let batch = EventBatch(events: 4096)
        var digest = EventDigest(columns)
        var digests: [UInt64] = []
        var wanted: [Bool] = []
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            digest.digest(batch, into: &digests)
            for name in batch.typeNames[min(wanted.count, batch.typeNames.count)...] { wanted.append(projection.handler(for: name) != nil) }
            for index in 0..<batch.count where wanted[Int(batch[index].type)] { whole.add(digests[index]) }
        }
        return whole
    }
}
