import Dispatch
import Synchronization

/// Processes a few large pieces concurrently.
enum ConcurrentMap {
    /// The results of `transform`, in the order of the pieces.
    static func map<Piece: Sendable, Result>(_ pieces: [Piece], _ transform: @Sendable (Piece) -> Result) -> [Result] {
        guard pieces.count > 1 else { return pieces.map(transform) }
        let results = Mutex<[(Int, UncheckedSendable<Result>)]>([])
        DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
            let result = UncheckedSendable(value: transform(pieces[index]))
            results.withLock { $0.append((index, result)) }
        }
        return results.withLock { $0 }.sorted { $0.0 < $1.0 }.map(\.1.value)
    }
}

/// Passes a result from the thread that made it to the thread that waits for it.
struct UncheckedSendable<Value>: @unchecked Sendable {
    let value: Value
}
