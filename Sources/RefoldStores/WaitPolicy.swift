/// How a writer waits where somebody else holds what it needs: how long, who is told of it, and what ends it sooner.
///
/// For programs in which a person waits. A store that was opened without one waits as its database does.
public struct WaitPolicy: Sendable {
    /// The longest that one statement waits for others; then it ends as busy, and nothing of its transaction is there.
    public var limit: Duration
    /// Asked several times a second while a statement waits: whether to end at once, as incomplete, with nothing of its transaction there.
    public var isCancelled: @Sendable () -> Bool
    /// Told once of each wait that has lasted a second.
    public var notice: @Sendable (WriteWait) -> Void

    public init(limit: Duration, isCancelled: @escaping @Sendable () -> Bool, notice: @escaping @Sendable (WriteWait) -> Void) {
        self.limit = limit
        self.isCancelled = isCancelled
        self.notice = notice
    }
}

/// A wait for somebody who writes to the same store.
public struct WriteWait: Hashable, Sendable {
    /// The database, without secrets.
    public var database: String
    /// Who is waited for, as far as the database says.
    public var holders: [BoundHolder]
    /// How long the wait may last.
    public var limit: Duration

    public init(database: String, holders: [BoundHolder], limit: Duration) {
        self.database = database
        self.holders = holders
        self.limit = limit
    }

    /// `: server process 71 (user ana, …)`, or nothing where nobody is known.
    public var names: String { holders.isEmpty ? "" : ": " + holders.map(\.description).joined(separator: ", ") }
}
