import RefoldCommands

/// A request to change a post.
public enum PostCommand: Hashable, Sendable {
    case publish(title: String, body: String, by: String)
    /// Nil leaves a field unchanged; at least one is given.
    case edit(title: String?, body: String?, by: String)
    case voteUp(by: String)
    case voteDown(by: String)
    case delete(by: String)
}

/// The reason for which a post's command is refused. Nothing is written then.
public enum PostRefusal: String, DomainRefusal, CaseIterable {
    case postIsAlreadyPublished = "PostIsAlreadyPublished"
    case postNotFound = "PostNotFound"
    case postIsDeleted = "PostIsDeleted"
    case userHasAlreadyVoted = "UserHasAlreadyVoted"

    public var fact: String {
        switch self {
        case .postIsAlreadyPublished: "a post of this id has been published before"
        case .postNotFound: "no post of this id has been published"
        case .postIsDeleted: "the post has been deleted; its id is not given again"
        case .userHasAlreadyVoted: "the user has voted on the post before; a user has one vote a post"
        }
    }
}
