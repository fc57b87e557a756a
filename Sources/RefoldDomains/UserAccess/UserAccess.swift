import RefoldCore

/// The aggregate: the access of one user. It collects the events it decided until a repository saves them.
public struct UserAccess: Hashable, Sendable {
    public let user: String
}
