import RefoldValues

/// Watches the lock waits of one connection for a ``WaitPolicy``. For authors of adapters.
public final class LockWatch {
    /// Why a wait was ended.
    public enum End: Hashable, Sendable {
        case cancelled(database: String)
        /// It lasted too long; with the last known holders.
        case overdue(WriteWait)

        /// The error of the ended statement.
        ///
        /// - Parameter operation: what could not be done, as a verb phrase: `append events`.
        public func error(operation: String) -> RefoldError {
            switch self {
            case .cancelled(let database):
                return RefoldError(
                    .incomplete, "interrupted before it could \(operation); nothing of the transaction is there", at: .named(database),
                    remedy: "run the command again")
            case .overdue(let wait):
                return RefoldError(
                    .busy, "cannot \(operation): somebody else holds what it needs\(wait.names)", at: .named(wait.database),
                    expected: "an end of that within \(wait.limit.components.seconds) s",
                    remedy: "wait until that is done, or end it, then run the command again")
            }
        }
    }

    private let waits: WaitPolicy
    private let database: String
    private let endsOnlyWaits: Bool
    private var began = ContinuousClock.now
    /// How long the wait will have lasted when the holders are next queried.
    private var nextLook = Duration.zero
    private var isTold = false
    private var end: End?
    /// Whom the present statement waited for when that was last asked; empty if it did not wait, or nobody knows.
    public private(set) var holders: [BoundHolder] = []

    /// How long a wait lasts before it is reported, and the interval between queries for the holders.
    private static let interval = Duration.seconds(1)

    /// - Parameters:
    ///   - database: its name for messages, without secrets.
    ///   - endsOnlyWaits: if true, a cancelled run ends only statements that wait for a lock; others finish, and the run ends after them.
    public init(_ waits: WaitPolicy, of database: String, endsOnlyWaits: Bool = false) {
        self.waits = waits
        self.database = database
        self.endsOnlyWaits = endsOnlyWaits
    }

    /// Call before a statement that may wait.
    public func begin() {
        began = .now
        nextLook = min(Self.interval, waits.limit)
        (isTold, end, self.holders) = (false, nil, [])
    }

    /// Whether the statement was ended and the reason has not been taken yet.
    public var isEnded: Bool { end != nil }

    /// Returns the reason why a wait was ended, once.
    public func takeEnd() -> End? {
        defer { end = nil }
        return end
    }

    /// Called every few milliseconds while a statement runs.
    ///
    /// - Parameter holders: queries who is waited for; nil if the statement is slow but waits for nobody. Called once a second.
    /// - Returns: false if the statement must be ended.
    public func mayGoOn(holders: () -> [BoundHolder]?) -> Bool {
        guard end == nil else { return false }
        if waits.isCancelled() {
            if endsOnlyWaits, holders() == nil { return true }
            end = .cancelled(database: database)
            return false
        }
        let lasted = began.duration(to: .now)
        guard lasted >= nextLook else { return true }
        guard let holders = holders() else {
            // Slow, but not waiting: a wait may still come.
            begin()
            return true
        }
        let wait = WriteWait(database: database, holders: holders, limit: waits.limit)
        (nextLook, self.holders) = (lasted + Self.interval, holders)
        if lasted >= waits.limit {
            end = .overdue(wait)
            return false
        }
        if !isTold { waits.notice(wait) }
        isTold = true
        return true
    }
}
