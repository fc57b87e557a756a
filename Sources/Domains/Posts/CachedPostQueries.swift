import RefoldCommands
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of posts with a cache. It knows nothing of the store except the revision of its read model.
///
/// Answers are correct without the bus: a catch-up changes the revision of the read model. A caller's own write is visible once a catch-up
/// has brought it into the read model, or up to ``CacheBounds/maximumStaleness`` later.
///
/// Events of the bus drop the post that they change, and all lists, because any list may show it.
public final class CachedPostQueries: PostQueries {
    private let queries: any PostQueries
    private let records: QueryCache<RowKey, PostRecord?>
    private let lists: QueryCache<ListKey, Page<PostHeader>>
    private let subscription: Subscription?

    /// - Parameters:
    ///   - queries: called for answers that are not kept.
    ///   - bounds: per type of query.
    ///   - clock: see ``ModelProbe``.
    ///   - revision: looks up the revision of a read model in the store that `queries` reads.
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

    /// The counters of the caches of single posts and of lists.
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
    /// An estimate of its memory: the fixed size and the texts.
    fileprivate var roughBytes: Int { MemoryLayout<Self>.size + id.utf8.count + title.utf8.count }
}

extension PostRecord {
    fileprivate var roughBytes: Int { MemoryLayout<Self>.size + header.roughBytes + user.utf8.count + body.utf8.count }
}
