import Dispatch
import Synchronization

/// Runs a piece of work on several threads at once.
public enum Concurrently {
    /// Runs `body` with the numbers from 0 and gives the results in their order; throws one of the errors, if any.
    @discardableResult
    public static func run<Result: Sendable>(
        _ threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let result = Swift.Result { try body(thread) }
            results.withLock { $0[thread] = result }
        }
        return try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
}
