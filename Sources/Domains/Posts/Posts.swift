import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldQueries

/// Posts: published, edited, voted on, deleted. The stream of a post is `post-ID`.
public struct Posts: Domain {
    public let name = "posts"
    public let streamPrefix: String? = Post.streamPrefix

    public init() {}

    public var projections: [Projection] { [.posts] }

    public var commands: [CommandForm] { [.publishPost, .editPost, .votePostUp, .votePostDown, .deletePost] }

    public var queries: [QueryForm] { [.post, .lastPosts, .topPosts, .postsByUser] }
}
