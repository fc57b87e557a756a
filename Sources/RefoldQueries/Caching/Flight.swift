import Dispatch
import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues
import Synchronization

/// A query in progress: one thread runs it, others wait for its result.
final class Flight<Value: Sendable>: Sendable {
    /// The thread that runs the query.
    let leader = pthread_self()
    private let outcome = Mutex<Result<Answer<Value>, RefoldError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func land(_ result: Result<Answer<Value>, RefoldError>) {
        outcome.withLock { $0 = result }
        done.signal()
    }

    /// Waits for the answer. Any number of threads may wait.
    func wait() throws(RefoldError) -> Answer<Value> {
        done.wait()
        // Wakes the next waiting thread.
        done.signal()
        guard let result = outcome.withLock({ $0 }) else { throw RefoldError(.failed, "a question ended without an answer") }
        return try result.get()
    }
}
