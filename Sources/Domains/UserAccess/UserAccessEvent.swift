import RefoldCommands

/// An event of a user's access.
public struct UserAccessEvent: DomainEvent {
    /// The types, with their names.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case granted = "UserAccessGranted"
        case suspended = "UserAccessSuspended"
        case reactivated = "UserAccessReactivated"
    }

    public var kind: Kind
    public var user: String
    /// Why the access was suspended; nil for the other kinds.
    public var reason: String?
    public var by: String

    public init(_ kind: Kind, user: String, reason: String? = nil, by: String) {
        self.kind = kind
        self.user = user
        self.reason = reason
        self.by = by
    }

    public var type: String { kind.rawValue }

    public var stream: String { UserAccess.stream(of: user) }

    public var data: String {
        EventJSON.object { json in
            json.add("user_id", user)
            if let reason { json.add("reason", reason) }
            json.add("by", by)
        }
    }
}
