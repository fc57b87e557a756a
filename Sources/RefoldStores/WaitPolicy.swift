/// How a writer waits for a lock that someone else holds: how long, whom to notify, and what ends the wait early.
///
/// For interactive programs. A store opened without one waits as its database does.
public struct WaitPolicy: Sendable {
    /// The longest wait of one statement; after that it fails as busy, and its transaction is rolled back.
    public var limit: Duration
    /// Called several times a second while a statement waits; if true, the statement ends as incomplete, and its transaction is rolled
    /// back.
    public var isCancelled: @Sendable () -> Bool
    /// Called once for each wait that has lasted a second.
    public var notice: @Sendable (WriteWait) -> Void

    public init(limit: Duration, isCancelled: @escaping @Sendable () -> Bool, notice: @escaping @Sendable (WriteWait) -> Void) {
        self.limit = limit
        self.isCancelled = isCancelled
        self.notice = notice
    }
}

/// A wait for another writer of the same store.
public struct WriteWait: Hashable, Sendable {
    /// The database, without secrets.
    public var database: String
    /// The holders of the lock, as far as the database reports them.
    public var holders: [BoundHolder]
    /// How long the wait may last.
    public var limit: Duration

    public init(database: String, holders: [BoundHolder], limit: Duration) {
        self.database = database
        self.holders = holders
        self.limit = limit
    }

    /// `: server process 71 (user ana, …)`; empty if no holder is known.
    public var names: String { holders.isEmpty ? "" : ": " + holders.map(\.description).joined(separator: ", ") }
}
