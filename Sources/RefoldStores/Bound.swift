import RefoldCore
import RefoldValues

/// How far a run may read, and who holds back the events after that.
public struct Bound: Hashable, Sendable {
    /// The last position below which no event can still appear; 0 for an empty store.
    public var position: Position
    /// The last visible position. Higher than ``position`` if someone may still add events below it.
    public var newest: Position
    /// Who may still add events below ``newest``; empty if the two positions are equal, or if only a gap holds it back.
    public var holders: [BoundHolder]
    /// A gap that may still be filled though nobody holds a lock; nil if there is none.
    public var gap: Gap?

    /// A position that no event has, below younger ones.
    public struct Gap: Hashable, Sendable {
        public var position: Position
        /// How long it is waited for, from the event above it on.
        public var seconds: Int

        public init(position: Position, seconds: Int) {
            self.position = position
            self.seconds = seconds
        }
    }

    public init(position: Position, newest: Position, holders: [BoundHolder] = []) {
        self.position = position
        self.newest = newest
        self.holders = holders
    }
}

/// An open transaction that has written events, or may have.
public struct BoundHolder: Hashable, Sendable {
    /// Which transaction keeps a bound back.
    public enum Transaction: Hashable, Sendable {
        /// The transaction of a session, with its server process.
        case session(process: Int32)
        /// A prepared transaction, to be committed later, with its name.
        case prepared(name: String)
        /// The transaction of a process on this machine.
        case process(Int32)
    }

    /// Which transaction it is.
    public var transaction: Transaction
    /// Nil if this role may not see it; so for all properties below.
    public var user: String?
    /// The name that the application gave its session; nil if it gave none.
    public var application: String?
    /// When the transaction began.
    public var since: Timestamp?
    /// The state of the session: `active`, `idle in transaction`.
    public var state: String?

    public init(_ transaction: Transaction, user: String? = nil, application: String? = nil, since: Timestamp? = nil, state: String? = nil) {
        self.transaction = transaction
        self.user = user
        self.application = application
        self.since = since
        self.state = state
    }
}

extension BoundHolder: CustomStringConvertible {
    /// `server process 71 (user ana, application billing, idle in transaction, since 2024-05-01T10:00:00Z)`. Never the statement, which may
    /// contain payload values.
    public var description: String {
        let name =
            switch transaction {
            case .session(let process): "server process \(process)"
            case .prepared(let name): "the prepared transaction \"\(name)\""
            case .process(let process): "process \(process)"
            }
        let known = [
            user.map { "user \($0)" }, application.map { "application \($0)" }, state, since.map { "since \($0)" },
        ].compactMap { $0 }
        return known.isEmpty ? name : "\(name) (\(known.joined(separator: ", ")))"
    }
}
