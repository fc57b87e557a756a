import RefoldCore
import RefoldFiles

/// A number that stands for the events of a store up to a position, so that another store under the same name is noticed.
///
/// Four events spread over them are looked at, each in full: identity and content. No proof that all others are the same.
enum StoreMark {
    static func value(of events: any EventStore, at position: Position) throws(RefoldError) -> UInt64 {
        var sum = Checksum()
        for place in [position, position / 4 * 3, position / 2, position / 4] {
            sum.add(Array("\(try lastEvent(of: events, upTo: place)) ".utf8).span)
        }
        return sum.value
    }

    /// The sum of the last event at or before a position, 0 where there is none. Looks back further and further: positions have holes.
    private static func lastEvent(of events: any EventStore, upTo position: Position) throws(RefoldError) -> UInt64 {
        var through = position
        var span: Position = 1
        while through > 0 {
            let after = max(0, through - span)
            let batch = EventBatch(events: 512, byteCapacity: 64 << 10)
            let scan = try events.scan(EventQuery(after: after, through: through, types: nil, columns: .id))
            var found: UInt64?
            var hasMore = true
            while hasMore {
                hasMore = try scan.next(into: batch)
                if batch.count > 0 { found = Self.sum(of: batch.count - 1, in: batch) }
            }
            if let found { return found }
            through = after
            if span < 1 << 40 { span *= 16 }
        }
        return 0
    }

    private static func sum(of index: Int, in batch: EventBatch) -> UInt64 {
        let event = batch[index]
        var sum = Checksum()
        sum.add(Array("\(event.position) \(event.version) \(event.occurredAt.microseconds) \(batch.typeNames[Int(event.type)])".utf8).span)
        for range in [event.stream, event.id, event.data] { batch.withBytes(range) { sum.add($0) } }
        return sum.value
    }
}
