import Foundation
import Synchronization

/// Runs a closure on several threads concurrently.
public enum Concurrently {
    /// Runs `body` with the numbers from 0, each on its own thread. Returns the results in order; throws one of the errors.
    @discardableResult
    public static func run<Result: Sendable>(
        _ threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
        // Not threads of a queue: there are only as many as cores, and other tests wait for them.
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
