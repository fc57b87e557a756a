import Foundation
import Synchronization

/// Runs a piece of work on several threads at once.
public enum Concurrently {
    /// Runs `body` with the numbers from 0, each on a thread of its own, and gives the results in their order; throws one of the errors.
    @discardableResult
    public static func run<Result: Sendable>(
        _ threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
        // Not a queue's threads: those are as few as the machine has cores, and other tests wait for them.
        let done = DispatchSemaphore(value: 0)
        let finish: @Sendable (Int) -> Void = { thread in
            let result = Swift.Result { try body(thread) }
            results.withLock { $0[thread] = result }
            done.signal()
        }
        for thread in 0..<threads { Thread { finish(thread) }.start() }
        for _ in 0..<threads { done.wait() }
        return try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
}
