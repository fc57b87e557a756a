import RefoldCore

/// Makes a store of payments to try things out on: the same numbers give the same events, ids and times included.
///
/// The events are spread evenly over 2024, so that the last one always falls on its last day (with 366 events or more).
public struct PaymentSeed: Sendable {
    public let events: Int
    public let seed: UInt64

    /// - Parameter events: how many, from 0 on.
    public init(events: Int, seed: UInt64) {
        self.events = max(0, events)
        self.seed = seed
    }

    /// Writes the events in one transaction of the store's bulk path. Memory does not grow with their number.
    ///
    /// - Parameters:
    ///   - progress: called with the number of events written so far, every few thousand.
    ///   - isCancelled: asked as often.
    /// - Throws: `.usage` where the store holds events already, `.incomplete` where it was cancelled; nothing is written then.
    public func write(
        to store: any EventStore, progress: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(RefoldError) {
        guard try store.bound() == 0 else { throw refusal(store) }
        try store.appendInBulk { bulk throws(RefoldError) in
            var generator = PaymentGenerator(events: events, seed: seed)
            let batch = EventBatch(events: 4096, byteCapacity: 2 << 20)
            batch.typeNames = PaymentEvent.TypeName.all
            var written = 0
            while written < events {
                batch.removeAll()
                for _ in 0..<min(4096, events - written) { generator.addEvent(to: batch) }
                for event in 0..<batch.count {
                    // Another process may have come first while this one waited for its turn.
                    guard case .appended = try bulk.append(event, of: batch, comparingRecordedAt: true) else { throw refusal(store) }
                }
                written += batch.count
                progress(written)
                if isCancelled() {
                    throw RefoldError(.incomplete, "interrupted; nothing was written", at: .named(store.name), remedy: "run it again")
                }
            }
        }
    }

    private func refusal(_ store: any EventStore) -> RefoldError {
        RefoldError(
            .usage, "the store holds events already", at: .named(store.name), expected: "an empty store or none",
            remedy: "name another file with --store")
    }
}
