import RefoldCore
import RefoldValues

/// How far a run may read, and what it leaves for the next.
public struct Bound: Hashable, Sendable {
    /// The last position below which no event can still appear; 0 for an empty store.
    public var position: Position
    /// The last position that can be seen. Higher than ``position`` where somebody may still add events below it.
    public var newest: Position
    /// Who may still add events below ``newest``; empty if the two positions are one.
    public var holders: [BoundHolder]

    public init(position: Position, newest: Position, holders: [BoundHolder] = []) {
        self.position = position
        self.newest = newest
        self.holders = holders
    }
}

/// A transaction that has written to the events, or may have, and has not ended.
public struct BoundHolder: Hashable, Sendable {
    public enum Transaction: Hashable, Sendable {
        /// Of a session; its server process.
        case session(process: Int32)
        /// Prepared to be committed later, under this name.
        case prepared(name: String)
        /// Of a process of this machine.
        case process(Int32)
    }

    public var transaction: Transaction
    /// Nil if this role may not see it, as everything below.
    public var user: String?
    public var application: String?
    /// When the transaction began.
    public var since: Timestamp?
    /// What the session is at: `active`, `idle in transaction`.
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
    /// `server process 71 (user ana, application billing, idle in transaction, since 2024-05-01T10:00:00Z)`. Never its statement, which
    /// may hold what events hold.
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
