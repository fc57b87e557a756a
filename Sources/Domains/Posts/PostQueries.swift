import RefoldQueries
import RefoldStores
import RefoldValues

/// The queries of posts. Lists return headers: bodies are neither read nor sent.
public protocol PostQueries: Sendable {
    /// One post with its body; nil if none has this id, or if it was deleted.
    func post(_ id: String) throws(RefoldError) -> Answer<PostRecord?>

    /// Posts, most recently published first.
    func last(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>

    /// Posts, highest score first; among equals the most recently published first.
    func top(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>

    /// The posts of a user, most recently published first.
    func posts(by user: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>
}

/// A post in a list.
public struct PostHeader: Hashable, Sendable {
    public var id: String
    public var title: String
    public var publishedAt: Timestamp
    /// Up-votes minus down-votes.
    public var score: Int64

    public init(id: String, title: String, publishedAt: Timestamp, score: Int64) {
        self.id = id
        self.title = title
        self.publishedAt = publishedAt
        self.score = score
    }
}

/// A complete post as in the read model `posts`.
public struct PostRecord: Hashable, Sendable {
    public var header: PostHeader
    /// The id of the user who published it.
    public var user: String
    public var body: String
    public var votesUp: Int64
    public var votesDown: Int64
    /// Nil until it is edited.
    public var editedAt: Timestamp?

    public init(header: PostHeader, user: String, body: String, votesUp: Int64, votesDown: Int64) {
        self.header = header
        self.user = user
        self.body = body
        self.votesUp = votesUp
        self.votesDown = votesDown
    }
}
