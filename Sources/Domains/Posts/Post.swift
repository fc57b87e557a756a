import RefoldCommands
import RefoldCore
import RefoldValues

/// The aggregate: the state of a post from its own events, and the rules for what may happen next. Pure.
///
/// It keeps the users who have voted, so its memory grows with the votes of one post.
public struct Post: Hashable, Sendable {
    /// What a post is at the moment.
    public enum Status: Hashable, Sendable {
        case published, deleted
    }

    /// Nil until the post is published.
    public private(set) var status: Status?
    private var voters: Set<ExactText> = []

    /// A post without events.
    public init() {}

    /// The stream of a post.
    public static func stream(of post: String) -> String { streamPrefix + post }

    /// The post of a stream; nil if the stream is not a post's.
    public static func post(ofStream stream: String) -> String? { stream.remainder(after: streamPrefix) }

    static let streamPrefix = "post-"

    /// Whether a user has voted on the post, up or down.
    public func hasVote(of user: String) -> Bool { voters.contains(ExactText(user)) }

    /// Applies an event of the post's stream; ignores other types.
    ///
    /// - Throws: `.failed` if the event's data cannot be read.
    public mutating func apply(_ stored: StoredEvent) throws(RefoldError) {
        switch stored.event.type {
        case PostEvent.TypeName.published: status = .published
        case PostEvent.TypeName.deleted: status = .deleted
        case PostEvent.TypeName.votedUp, PostEvent.TypeName.votedDown:
            if let user = try stored.text("by") { voters.insert(ExactText(user)) }
        default: return
        }
    }

    /// The event that a command causes.
    public func decide(_ command: PostCommand, post: String) throws(PostRefusal) -> PostEvent {
        switch command {
        case .publish(let title, let body, let by):
            switch status {
            case nil: return PostEvent(.published(title: title, body: body), post: post, by: by)
            case .published: throw .postIsAlreadyPublished
            case .deleted: throw .postIsDeleted
            }
        case .edit(let title, let body, let by):
            try requirePublished()
            return PostEvent(.edited(title: title, body: body), post: post, by: by)
        case .voteUp(let by): return try vote(.votedUp, on: post, by: by)
        case .voteDown(let by): return try vote(.votedDown, on: post, by: by)
        case .delete(let by):
            try requirePublished()
            return PostEvent(.deleted, post: post, by: by)
        }
    }

    private func vote(_ change: PostEvent.Change, on post: String, by user: String) throws(PostRefusal) -> PostEvent {
        try requirePublished()
        guard !hasVote(of: user) else { throw .userHasAlreadyVoted }
        return PostEvent(change, post: post, by: user)
    }

    private func requirePublished() throws(PostRefusal) {
        switch status {
        case .published: return
        case nil: throw .postNotFound
        case .deleted: throw .postIsDeleted
        }
    }
}
