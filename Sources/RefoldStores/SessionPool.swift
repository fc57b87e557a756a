import Synchronization

/// Idle sessions of one database, kept for the next query. A taken session belongs to its taker.
public final class SessionPool<Session: AnyObject & Sendable>: Sendable {
    private let idle = Mutex<[Session]>([])
    private let capacity: Int

    /// - Parameter capacity: the maximum number of idle sessions kept open.
    public init(capacity: Int = 8) { self.capacity = capacity }

    /// Takes the session returned last that is still usable; closes unusable ones.
    public func take(where isFit: (Session) -> Bool = { _ in true }) -> Session? {
        while let session = idle.withLock({ $0.popLast() }) {
            if isFit(session) { return session }
        }
        return nil
    }

    /// Keeps a session for the next query, or closes it if enough are kept.
    public func giveBack(_ session: Session) {
        idle.withLock { idle in if idle.count < capacity { idle.append(session) } }
    }

    /// Closes all that are not in use.
    public func removeAll() { idle.withLock { $0.removeAll() } }
}
