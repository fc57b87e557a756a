import Foundation
import RefoldValues

/// Threads for calls that block, so that async code can wait for them without holding a thread of the cooperative pool.
///
/// Everything in these libraries blocks: a query waits for its database, an append for the disk, a rebuild for hours. A service creates one
/// `BlockingThreads` and passes it to each ``Async`` value.
public final class BlockingThreads: Sendable {
    private let queue: OperationQueue

    /// - Parameter count: how many calls run concurrently; further calls wait. Each running query has its own connection, so more threads
    ///   mean more connections to a server.
    public init(count: Int = 8) {
        queue = OperationQueue()
        queue.name = "refold.blocking"
        queue.maxConcurrentOperationCount = max(1, count)
    }

    /// Runs a call that blocks.
    ///
    /// - Throws: what the call throws; `.incomplete` if the task was cancelled before the call began. A running call is not interrupted.
    public func run<Result: Sendable>(_ call: @escaping @Sendable () throws(RefoldError) -> Result) async throws(RefoldError) -> Result {
        guard !Task.isCancelled else {
            throw RefoldError(.incomplete, "the task was cancelled before the call began", remedy: "ask again")
        }
        let result: Swift.Result<Result, RefoldError> = await withCheckedContinuation { continuation in
            queue.addOperation { continuation.resume(returning: Swift.Result { () throws(RefoldError) in try call() }) }
        }
        return try result.get()
    }
}
