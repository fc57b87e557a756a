import RefoldCore
import RefoldStores
import RefoldValues

/// Reads the events of a store up to its bound, all of them or some that are spread over it, for whoever only looks.
public struct EventReading {
    /// Samples are taken at so many places at most.
    private static let places = 64

    private let events: any EventStore
    private let types: [String]?
    private let sample: Int?
    private let columns: EventColumns

    /// - Parameters:
    ///   - types: nil for all.
    ///   - sample: how many events at most, spread over the positions; nil for every one.
    public init(_ events: any EventStore, types: [String]?, sample: Int?, columns: EventColumns) {
        self.events = events
        self.types = types
        self.sample = sample
        self.columns = columns
    }

    /// Hands out batches with the events of each that are meant, in position order, and the number of the scan that filled it: types are
    /// numbered anew by each.
    ///
    /// - Parameters:
    ///   - progress: told how many positions were passed, and of how many.
    ///   - isCancelled: asked after every batch.
    /// - Throws: `.incomplete` if it was cancelled.
    public func forEachBatch(
        progress: (Int64, Int64) -> Void, isCancelled: () -> Bool, _ body: (EventBatch, Range<Int>, _ scan: Int) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let bound = try events.bound()
        guard let sample else {
            return try read(after: 0, through: bound, limit: nil, of: bound, progress, isCancelled) { (batch, range) throws(RefoldError) in
                try body(batch, range, 0)
            }
        }
        let places = min(sample, Self.places)
        var left = sample
        for place in 0..<places {
            let from = portion(of: bound, place, places), to = portion(of: bound, place + 1, places)
            guard to > from else { continue }
            // What one place lacks, those after it make up for.
            let wanted = (left + places - place - 1) / (places - place)
            var taken = 0
            try read(after: from, through: to, limit: wanted, of: bound, progress, isCancelled) { (batch, range) throws(RefoldError) in
                taken += range.count
                try body(batch, range, place)
            }
            left -= taken
        }
    }

    private func portion(of bound: Position, _ place: Int, _ places: Int) -> Position {
        bound / Int64(places) * Int64(place) + bound % Int64(places) * Int64(place) / Int64(places)
    }

    private func read(
        after: Position, through: Position, limit: Int?, of bound: Position, _ progress: (Int64, Int64) -> Void, _ isCancelled: () -> Bool,
        _ body: (EventBatch, Range<Int>) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let scan = try events.scan(EventQuery(after: after, through: through, types: types?.sortedOnce, columns: columns))
        let batch = EventBatch(events: min(limit ?? 8192, 8192))
        var left = limit ?? .max
        while left > 0 {
            let hasMore = try scan.next(into: batch)
            let count = min(left, batch.count)
            left -= count
            try body(batch, 0..<count)
            progress(batch.through, bound)
            guard !isCancelled() else {
                throw RefoldError(.incomplete, "interrupted before the end", remedy: "run the same command again")
            }
            if !hasMore { return }
        }
    }
}
