import Synchronization

/// Open sessions of one database that wait for the next question. A session belongs to whoever has taken it.
public final class SessionPool<Session: AnyObject & Sendable>: Sendable {
    private let idle = Mutex<[Session]>([])
    private let capacity: Int

    /// - Parameter capacity: how many idle sessions are kept open at most.
    public init(capacity: Int = 8) { self.capacity = capacity }

    /// Takes the session given back last that is still fit; unfit ones are closed on the way.
    public func take(where isFit: (Session) -> Bool = { _ in true }) -> Session? {
        while let session = idle.withLock({ $0.popLast() }) {
            if isFit(session) { return session }
        }
        return nil
    }

    /// Keeps a session for the next question, or lets it go where enough are kept.
    public func giveBack(_ session: Session) {
        idle.withLock { idle in if idle.count < capacity { idle.append(session) } }
    }

    /// Closes all that are not in use.
    public func removeAll() { idle.withLock { $0.removeAll() } }
}
