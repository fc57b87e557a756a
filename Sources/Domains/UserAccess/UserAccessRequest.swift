import RefoldCommands
import RefoldValues

/// A command with the user whose access it concerns.
public struct UserAccessRequest: Command {
    /// The user's id.
    public var user: String
    public var command: UserAccessCommand

    public init(user: String, command: UserAccessCommand) {
        self.user = user
        self.command = command
    }
}

extension UserAccessRequest {
    public var stream: String { UserAccess.stream(of: user) }

    public func decide(on state: UserAccess, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        var access = state
        do throws(UserAccessRefusal) {
            try access.handle(command, at: time)
        } catch {
            throw Refused(error)
        }
        return access.pending
    }
}
