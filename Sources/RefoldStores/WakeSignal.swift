import Dispatch
import Synchronization

/// Ends the wait of one thread from any other. Any number of calls while it does something else end its next wait once.
public final class WakeSignal: Sendable {
    private let isPending = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    public init() {}

    /// Ends the present wait, or the next one at once. Costs next to nothing and never waits.
    public func wake() {
        if !isPending.exchange(true, ordering: .sequentiallyConsistent) { semaphore.signal() }
    }

    /// Waits; only one thread may.
    ///
    /// What happened before a call of ``wake()`` is seen by the thread whose wait it ended.
    ///
    /// - Returns: whether it was woken; false if the moment came first.
    public func wait(until moment: ContinuousClock.Instant) -> Bool {
        let left = max(.zero, ContinuousClock.now.duration(to: moment))
        let nanoseconds = left >= .seconds(Self.longest) ? Self.longest * 1_000_000_000 : Int(left / .nanoseconds(1))
        guard semaphore.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return false }
        // Before the woken thread looks: who wakes it from now on is heard by its next wait.
        isPending.store(false, ordering: .sequentiallyConsistent)
        return true
    }

    /// In seconds: a year, after which the caller waits again.
    private static let longest = 31_536_000
}
