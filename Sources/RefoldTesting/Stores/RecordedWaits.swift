import RefoldStores
import Synchronization

/// A wait policy for tests: records notices, and ends waits on request.
public final class RecordedWaits: Sendable {
    private let state = Mutex((waits: [WriteWait](), isCancelled: false))
    private let endsOnNotice: Bool

    /// - Parameter endsOnNotice: whether a wait is cancelled as soon as it is reported.
    public init(endsOnNotice: Bool = false) { self.endsOnNotice = endsOnNotice }

    /// The waits reported so far.
    public var waits: [WriteWait] { state.withLock { $0.waits } }

    /// Cancels waits from now on, or stops doing so.
    public func cancel(_ isCancelled: Bool = true) { state.withLock { $0.isCancelled = isCancelled } }

    /// A wait policy that reports to this object.
    public func policy(_ limit: Duration) -> WaitPolicy {
        WaitPolicy(limit: limit, isCancelled: { self.state.withLock { $0.isCancelled } }) { wait in
            self.state.withLock { state in
                state.waits.append(wait)
                if self.endsOnNotice { state.isCancelled = true }
            }
        }
    }
}
