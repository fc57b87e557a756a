import RefoldCommands

/// An event of a post.
public struct PostEvent: DomainEvent {
    /// What happened to a post.
    public enum Change: Hashable, Sendable {
        case published(title: String, body: String)
        /// Nil for a field that did not change.
        case edited(title: String?, body: String?)
        case votedUp
        case votedDown
        case deleted
    }

    /// The names of the types in stored events.
    public enum TypeName {
        public static let published = "PostPublished"
        public static let edited = "PostEdited"
        public static let votedUp = "PostVotedUp"
        public static let votedDown = "PostVotedDown"
        public static let deleted = "PostDeleted"
        public static let all = [published, edited, votedUp, votedDown, deleted]
    }

    public var change: Change
    public var post: String
    public var by: String

    public init(_ change: Change, post: String, by: String) {
        self.change = change
        self.post = post
        self.by = by
    }

    public var type: String {
        switch change {
        case .published: TypeName.published
        case .edited: TypeName.edited
        case .votedUp: TypeName.votedUp
        case .votedDown: TypeName.votedDown
        case .deleted: TypeName.deleted
        }
    }

    public var stream: String { Post.stream(of: post) }

    public var data: String {
        EventJSON.object { json in
            json.add("post_id", post)
            switch change {
            case .published(let title, let body):
                json.add("title", title)
                json.add("body", body)
            case .edited(let title, let body):
                if let title { json.add("title", title) }
                if let body { json.add("body", body) }
            case .votedUp, .votedDown, .deleted: break
            }
            json.add("by", by)
        }
    }
}
