import RefoldCommands
import RefoldValues

/// A command with the post that it concerns.
public struct PostRequest: Command {
    /// The post's id.
    public var post: String
    public var command: PostCommand

    public init(post: String, command: PostCommand) {
        self.post = post
        self.command = command
    }
}

extension PostRequest {
    public var stream: String { Post.stream(of: post) }

    public func decide(on state: Post, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        do throws(PostRefusal) {
            return [try state.decide(command, post: post)]
        } catch {
            throw Refused(error)
        }
    }
}

extension Post: CommandState {
    public init(stream: String) { self.init() }
}
