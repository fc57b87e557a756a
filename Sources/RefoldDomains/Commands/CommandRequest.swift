/// A command with what belongs to its handling.
public struct CommandRequest: Hashable, Sendable {
    /// The command's own id, by which a repeated one is known.
    public var id: String
    /// The version that the sender saw; nil where it does not matter.
    public var expectedVersion: Int64?
    public var command: DomainCommand

    public init(id: String, expectedVersion: Int64? = nil, _ command: DomainCommand) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.command = command
    }
}

/// A command of any domain, with what it concerns.
public enum DomainCommand: Hashable, Sendable {
    case payment(PaymentRequest)
    case access(UserAccessRequest)
    case post(PostRequest)
}
