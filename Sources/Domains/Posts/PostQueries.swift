import RefoldQueries
import RefoldStores
import RefoldValues

/// What can be asked about posts. Lists give headers: the bodies are neither read nor sent.
public protocol PostQueries: Sendable {
    /// One post, its body with it; nil if there is none of this id, or if it was deleted.
    func post(_ id: String) throws(RefoldError) -> Answer<PostRecord?>

    /// The posts published last.
    func last(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>

    /// The posts of the highest score, among equals the one published last first.
    func top(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>

    /// The posts of a user, the one published last first.
    func posts(by user: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>>
}

/// What a list shows of a post.
public struct PostHeader: Hashable, Sendable {
    public var id: String
    public var title: String
    public var publishedAt: Timestamp
    /// Votes up less votes down.
    public var score: Int64

    public init(id: String, title: String, publishedAt: Timestamp, score: Int64) {
        self.id = id
        self.title = title
        self.publishedAt = publishedAt
        self.score = score
    }
}

/// A whole post as the read model `posts` has it.
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
