import Dispatch
import RefoldValues
import Synchronization

/// Threads for calls that block, so that async code can wait for them without holding a thread of the cooperative pool.
///
/// Everything in these libraries blocks: a query waits for its database, an append for the disk, a rebuild for hours. A service creates one
/// `BlockingThreads` and passes it to each ``Async`` value.
public final class BlockingThreads: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        /// How many of these, from the first on, have begun.
        var taken = 0
        var threads = 0
    }

    private let most: Int
    private let state = Mutex(State())

    /// - Parameter count: how many calls run concurrently; further calls wait. Each running query has its own connection, so more threads
    ///   mean more connections to a server.
    public init(count: Int = 8) { most = max(1, count) }

    /// Runs a call that blocks.
    ///
    /// - Throws: what the call throws; `.incomplete` if the task was cancelled before the call began. A running call is not interrupted.
    public func run<Result: Sendable>(_ call: @escaping @Sendable () throws(RefoldError) -> Result) async throws(RefoldError) -> Result {
        guard !Task.isCancelled else {
            throw RefoldError(.incomplete, "the task was cancelled before the call began", remedy: "ask again")
        }
        let result: Swift.Result<Result, RefoldError> = await withCheckedContinuation { continuation in
            add { continuation.resume(returning: Swift.Result { () throws(RefoldError) in try call() }) }
        }
        return try result.get()
    }

    private func add(_ call: @escaping @Sendable () -> Void) {
        let isNew = state.withLock { state in
            state.waiting.append(call)
            guard state.threads < most else { return false }
            state.threads += 1
            return true
        }
        // A serial queue has a thread of its own while it works.
        if isNew { DispatchQueue(label: "refold.blocking").async { [self] in while let call = next() { call() } } }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard state.taken < state.waiting.count else {
                (state.waiting, state.taken) = ([], 0)
                state.threads -= 1
                return nil
            }
            let call = state.waiting[state.taken]
            state.taken += 1
            // Rarely, so that a long queue is not moved for each call.
            if state.taken > 64, state.taken * 2 > state.waiting.count {
                state.waiting.removeFirst(state.taken)
                state.taken = 0
            }
            return call
        }
    }
}
