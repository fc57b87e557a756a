import RefoldCore
import RefoldStores
import RefoldValues

/// Generates events one after the other.
public protocol EventGenerator {
    /// Adds one event with position 0.
    ///
    /// - Parameter batch: its type names are those of the ``Seed``, in the same order.
    mutating func addEvent(to batch: EventBatch)
}

/// Makes a store of sample events: the same numbers give the same events, including ids and times.
public struct Seed: Sendable {
    private let types: [String]
    private let generator: @Sendable (_ events: Int, _ seed: UInt64) -> any EventGenerator

    /// - Parameters:
    ///   - types: the event types, in the order in which the generator numbers them, from 0.
    ///   - generator: makes a generator for this many events.
    public init(
        types: [String], generator: @escaping @Sendable (_ events: Int, _ seed: UInt64) -> any EventGenerator
    ) {
        self.types = types
        self.generator = generator
    }

    /// Writes events in one transaction of the store's bulk path. Memory does not grow with their number.
    ///
    /// - Parameters:
    ///   - events: how many; 0 or more.
    ///   - progress: called with the number of events written so far, every few thousand.
    ///   - isCancelled: called as often.
    /// - Throws: `.usage` if the store holds events already, `.incomplete` if it was cancelled; nothing is written then.
    public func write(
        _ events: Int, seed: UInt64, to store: any EventStore, progress: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(RefoldError) {
        guard try store.bound() == 0 else { throw refusal(store) }
        try store.appendInBulk { bulk throws(RefoldError) in
            var generator = generator(events, seed)
            let batch = EventBatch(events: 4096, byteCapacity: 2 << 20)
            batch.typeNames = types
            var written = 0
            while written < events {
                batch.removeAll()
                for _ in 0..<min(4096, events - written) { generator.addEvent(to: batch) }
                for event in 0..<batch.count {
                    switch try bulk.append(event, of: batch, comparingRecordedAt: true) {
                    case .appended: break
                    case .refused(_, let error): throw error
                    // Another process came first while this one waited for the lock.
                    case .alreadyThere, .differs, .versionDoesNotFollow: throw refusal(store)
                    }
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
