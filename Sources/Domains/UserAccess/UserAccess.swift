import RefoldCommands
import RefoldCore
import RefoldValues

/// The aggregate: the access of one user. It collects its new events until they are appended.
///
/// Pure: the time of a decision is a parameter. Its state can be read from events or from the row kept beside them; both give the same
/// aggregate.
public struct UserAccess: Hashable, Sendable {
    /// The user's id.
    public let user: String
    /// Nil if no access was granted; so is ``grantedBy``.
    public private(set) var grantedAt: Timestamp?
    public private(set) var grantedBy: String?
    /// Nil while the access is not suspended; so are ``suspendedBy`` and ``suspensionReason``.
    public private(set) var suspendedAt: Timestamp?
    public private(set) var suspendedBy: String?
    public private(set) var suspensionReason: String?
    /// The version of the last event that changed the access; 0 if none did. Events in ``pending`` do not count.
    public private(set) var version: Int64
    /// The events decided since then, in order. After they are appended, the aggregate is not used again.
    public private(set) var pending: [UserAccessEvent] = []

    /// The access of a user without events.
    public init(user: String) {
        self.user = user
        version = 0
    }

    /// The access from its row, which is as new as the stream.
    public init(
        user: String, grantedAt: Timestamp?, grantedBy: String?, suspendedAt: Timestamp?, suspendedBy: String?, suspensionReason: String?,
        version: Int64
    ) {
        self.user = user
        self.grantedAt = grantedAt
        self.grantedBy = grantedBy
        self.suspendedAt = suspendedAt
        self.suspendedBy = suspendedBy
        self.suspensionReason = suspensionReason
        self.version = version
    }

    /// The stream of a user's access.
    public static func stream(of user: String) -> String { streamPrefix + user }

    /// The user of a stream; nil if the stream is not an access. For the bare prefix it is the empty text, as in the read model.
    public static func user(ofStream stream: String) -> String? { stream.remainder(after: streamPrefix) }

    static let streamPrefix = "access-"

    /// Applies an event of the user's stream; ignores other types.
    ///
    /// - Throws: `.failed` if the event's data cannot be read.
    public mutating func apply(_ stored: StoredEvent) throws(RefoldError) {
        guard let kind = UserAccessEvent.Kind(rawValue: stored.event.type) else { return }
        let by = kind == .reactivated ? nil : try stored.text("by")
        let reason = kind == .suspended ? try stored.text("reason") : nil
        version = stored.version
        change(kind, at: stored.event.occurredAt, by: by, reason: reason)
    }

    /// Grants the access.
    ///
    /// - Parameter time: the time that the event will be stamped with.
    public mutating func grant(by: String, at time: Timestamp) throws(UserAccessRefusal) {
        guard !user.isEmpty else { throw .userIsNotNamed }
        guard grantedAt == nil else { throw .userAccessIsAlreadyGranted }
        decide(.granted, at: time, by: by, reason: nil)
    }

    /// Suspends the access until it is reactivated.
    ///
    /// - Parameter time: the time that the event will be stamped with.
    public mutating func suspend(reason: String, by: String, at time: Timestamp) throws(UserAccessRefusal) {
        guard grantedAt != nil else { throw .userAccessNotFound }
        guard suspendedAt == nil else { throw .userAccessIsAlreadySuspended }
        decide(.suspended, at: time, by: by, reason: reason)
    }

    /// Ends the suspension.
    ///
    /// - Parameter time: the time that the event will be stamped with.
    public mutating func reactivate(by: String, at time: Timestamp) throws(UserAccessRefusal) {
        guard grantedAt != nil else { throw .userAccessNotFound }
        guard suspendedAt != nil else { throw .userAccessIsNotSuspended }
        decide(.reactivated, at: time, by: by, reason: nil)
    }

    /// Executes a command.
    ///
    /// - Parameter time: the time that the event will be stamped with.
    public mutating func handle(_ command: UserAccessCommand, at time: Timestamp) throws(UserAccessRefusal) {
        switch command {
        case .grant(let by): try grant(by: by, at: time)
        case .suspend(let reason, let by): try suspend(reason: reason, by: by, at: time)
        case .reactivate(let by): try reactivate(by: by, at: time)
        }
    }

    private mutating func decide(_ kind: UserAccessEvent.Kind, at time: Timestamp, by: String, reason: String?) {
        pending.append(UserAccessEvent(kind, user: user, reason: reason, by: by))
        change(kind, at: time, by: by, reason: reason)
    }

    private mutating func change(_ kind: UserAccessEvent.Kind, at time: Timestamp, by: String?, reason: String?) {
        switch kind {
        case .granted: (grantedAt, grantedBy) = (time, by)
        case .suspended: (suspendedAt, suspendedBy, suspensionReason) = (time, by, reason)
        case .reactivated: (suspendedAt, suspendedBy, suspensionReason) = (nil, nil, nil)
        }
    }
}
