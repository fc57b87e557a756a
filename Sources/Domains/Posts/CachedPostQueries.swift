import RefoldCommands
import RefoldQueries
import RefoldStores
import RefoldValues

/// Posts, asked of a cache first. Knows nothing of what it stands before but the revision of its read model.
///
/// Answers are as true without the bus: the read model moves with catch-up, and its revision with it. One's own write shows as soon as a
/// catch-up has brought it into the read model; with ``CacheBounds/maximumStaleness`` at the latest that much later.
///
/// Events of the bus drop the post that they touch, and all lists: any list may show it.
public final class CachedPostQueries: PostQueries {
    private let queries: any PostQueries
    private let records: QueryCache<RowKey, PostRecord?>
    private let lists: QueryCache<ListKey, Page<PostHeader>>
    private let subscription: Subscription?

    /// - Parameters:
    ///   - queries: asked for what is not kept.
    ///   - bounds: for each kind of question.
    ///   - clock: see ``ModelProbe``.
    ///   - revision: looks up the revision of a read model where `queries` asks.
    public init(
        _ queries: any PostQueries, bounds: CacheBounds = CacheBounds(), bus: EventBus? = nil,
        clock: @escaping @Sendable () -> Duration = ModelProbe.monotonicClock,
        revision: @escaping @Sendable (String) throws(RefoldError) -> ReadModelRevision?
    ) {
        self.queries = queries
        let posts = ModelProbe("posts", maximumStaleness: bounds.maximumStaleness, clock: clock, look: revision)
        let records = QueryCache<RowKey, PostRecord?>(posts, bounds: bounds) { $0?.roughBytes ?? 0 }
        let lists = QueryCache<ListKey, Page<PostHeader>>(posts, bounds: bounds) { $0.roughBytes(\.roughBytes) }
        (self.records, self.lists) = (records, lists)
        subscription = bus?.subscribe("cached posts", to: PostEvent.TypeName.all) { event in
            if let post = Post.post(ofStream: event.stream) { records.drop(.text(post)) } else { records.dropAll() }
            lists.dropAll()
        }
    }

    /// What the caches of single posts and of lists did so far.
    public var counts: (records: CacheCounts, lists: CacheCounts) { (records.counts, lists.counts) }

    public func post(_ id: String) throws(RefoldError) -> Answer<PostRecord?> {
        try records.answer(to: RowKey(id)) { () throws(RefoldError) in try queries.post(id) }
    }

    public func last(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try lists.answer(to: ListKey("last", page)) { () throws(RefoldError) in try queries.last(page) }
    }

    public func top(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try lists.answer(to: ListKey("top", page)) { () throws(RefoldError) in try queries.top(page) }
    }

    public func posts(by user: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try lists.answer(to: ListKey("by user", of: user, page)) { () throws(RefoldError) in try queries.posts(by: user, page) }
    }
}

extension PostHeader {
    /// How much memory it takes, roughly: what is fixed, and its texts.
    fileprivate var roughBytes: Int { MemoryLayout<Self>.size + id.utf8.count + title.utf8.count }
}

extension PostRecord {
    fileprivate var roughBytes: Int { MemoryLayout<Self>.size + header.roughBytes + user.utf8.count + body.utf8.count }
}
