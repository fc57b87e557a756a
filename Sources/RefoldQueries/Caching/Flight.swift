import Dispatch
import Foundation
import RefoldStores
import RefoldValues
import Synchronization

/// A question under way: one thread asks it, others wait for what it gets.
final class Flight<Value: Sendable>: Sendable {
    /// The thread that asks.
    let leader = pthread_self()
    private let outcome = Mutex<Result<Answer<Value>, RefoldError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func land(_ result: Result<Answer<Value>, RefoldError>) {
        outcome.withLock { $0 = result }
        done.signal()
    }

    /// Waits for the answer. Any number of threads may.
    func wait() throws(RefoldError) -> Answer<Value> {
        done.wait()
        // Wakes the next one that waits.
        done.signal()
        guard let result = outcome.withLock({ $0 }) else { throw RefoldError(.failed, "a question ended without an answer") }
        return try result.get()
    }
}
