import RefoldCore
import RefoldStores
import RefoldValues

/// The ranges of a proof as they are after some events were corrected on purpose: those that no row rests on since they are parked.
///
/// Other events that changed stay what they are in the proof, so that they are still found. Only a range without a list is read anew as a
/// whole.
struct ProofCorrection {
    let projection: Projection
    let generation: Generation
    let events: any EventStore
    let readModels: any ReadModelStore

    private static let rangesPerPage = 1024

    /// - Parameter positions: of the events that were corrected.
    /// - Returns: the ranges that differ; nil if none does.
    func ranges(at positions: Set<Position>) throws(RefoldError) -> (any EventRanges)? {
        var changed: [EventRange] = []
        var (next, after): (Int64, Position) = (0, 0)
        while true {
            let page = try readModels.ranges(of: generation, from: next, limit: Self.rangesPerPage, lists: false)
            for range in page {
                let own = positions.filter { $0 >= range.first && $0 <= range.last }
                if !own.isEmpty, let now = try corrected(range.number, own, after: after) { changed.append(now) }
                (after, next) = (range.last, range.number + 1)
            }
            if page.count < Self.rangesPerPage { break }
        }
        return changed.isEmpty ? nil : Corrected(changed)
    }

    private func corrected(_ number: Int64, _ positions: Set<Position>, after: Position) throws(RefoldError) -> EventRange? {
        guard let range = try readModels.ranges(of: generation, from: number, limit: 1, lists: true).first, range.number == number else { return nil }
        var now = range
        let present = try digests(after: after, through: range.last, range.columns)
        if let entries = range.entries {
            let entries = entries.map { entry in
                EventRange.Entry(position: entry.position, digest: positions.contains(entry.position) ? present[entry.position] ?? entry.digest : entry.digest)
            }
            now.digest = entries.reduce(0) { EventDigest.adding($1.digest, to: $0) }
            now.list = EventRange.list(entries.map(\.position), entries.map(\.digest))
        } else if Int64(present.count) == range.events {
            now.digest = present.sorted { $0.key < $1.key }.reduce(0) { EventDigest.adding($1.value, to: $0) }
        }
        return now == range ? nil : now
    }

    private func digests(after: Position, through: Position, _ columns: EventColumns) throws(RefoldError) -> [Position: UInt64] {
        var found: [Position: UInt64] = [:]
        var (digest, digests) = (EventDigest(columns), [UInt64]())
        let scan = try events.scan(EventQuery(after: after, through: through, types: projection.eventTypes, columns: columns))
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            digest.digest(batch, into: &digests)
            for index in 0..<batch.count where projection.handler(for: batch.typeNames[Int(batch[index].type)]) != nil {
                found[batch[index].position] = digests[index]
            }
        }
        return found
    }

    private final class Corrected: EventRanges {
        let replacesAll = false
        private let ranges: [EventRange]

        init(_ ranges: [EventRange]) { self.ranges = ranges }

        func forEach(_ visit: (EventRange) throws(RefoldError) -> Void) throws(RefoldError) {
            for range in ranges { try visit(range) }
        }
    }
}
