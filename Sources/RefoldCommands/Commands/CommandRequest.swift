/// A command with its id, the version that its sender expects, and what its sender says beside it.
public struct CommandRequest: Sendable {
    /// The command's own id, by which a repeated command is recognized.
    public var id: String
    /// The version of the stream that the sender saw; nil if it does not matter.
    public var expectedVersion: Int64?
    /// Kept in every event that the command leads to.
    public var metadata: CommandMetadata
    /// What is to be done.
    public var command: any Command

    public init(id: String, expectedVersion: Int64? = nil, metadata: CommandMetadata = .none, _ command: any Command) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.metadata = metadata
        self.command = command
    }
}

extension CommandRequest: Hashable {
    public static func == (a: CommandRequest, b: CommandRequest) -> Bool {
        a.id == b.id && a.expectedVersion == b.expectedVersion && a.metadata == b.metadata
            && AnyHashable(a.command) == AnyHashable(b.command)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(expectedVersion)
        hasher.combine(metadata)
        hasher.combine(AnyHashable(command))
    }
}
