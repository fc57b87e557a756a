import RefoldStores
import Synchronization

/// A wait policy for tests: notes what it is told, and ends waits when it is asked to.
public final class RecordedWaits: Sendable {
    private let state = Mutex((waits: [WriteWait](), isCancelled: false))
    private let endsOnNotice: Bool

    /// - Parameter endsOnNotice: whether a wait is cancelled as soon as it is told of.
    public init(endsOnNotice: Bool = false) { self.endsOnNotice = endsOnNotice }

    /// What was told so far.
    public var waits: [WriteWait] { state.withLock { $0.waits } }

    /// Has waits be cancelled from now on, or no longer.
    public func cancel(_ isCancelled: Bool = true) { state.withLock { $0.isCancelled = isCancelled } }

    /// The wait policy that tells this object.
    public func policy(_ limit: Duration) -> WaitPolicy {
        WaitPolicy(limit: limit, isCancelled: { self.state.withLock { $0.isCancelled } }) { wait in
            self.state.withLock { state in
                state.waits.append(wait)
                if self.endsOnNotice { state.isCancelled = true }
            }
        }
    }
}
