import RefoldCommands
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of users' accesses with a cache. It knows nothing of the store except the revision of its read model.
///
/// Answers are correct without the bus: a catch-up changes the revision of the read model. A caller's own write is visible once a catch-up
/// has brought it into the read model, or up to ``CacheBounds/maximumStaleness`` later.
///
/// Events of the bus drop the access that they change, and the list of suspended ones.
public final class CachedUserAccessQueries: UserAccessQueries {
    private let queries: any UserAccessQueries
    private let records: QueryCache<RowKey, UserAccessRecord?>
    private let lists: QueryCache<ListKey, Page<UserAccessRecord>>
    private let subscription: Subscription?

    /// - Parameters:
    ///   - queries: called for answers that are not kept.
    ///   - bounds: per type of query.
    ///   - clock: see ``ModelProbe``.
    ///   - revision: looks up the revision of a read model in the store that `queries` reads.
    public init(
        _ queries: any UserAccessQueries, bounds: CacheBounds = CacheBounds(), bus: EventBus? = nil,
        clock: @escaping @Sendable () -> Duration = ModelProbe.monotonicClock,
        revision: @escaping @Sendable (String) throws(RefoldError) -> ReadModelRevision?
    ) {
        self.queries = queries
        let accesses = ModelProbe("user_access", maximumStaleness: bounds.maximumStaleness, clock: clock, look: revision)
        let records = QueryCache<RowKey, UserAccessRecord?>(accesses, bounds: bounds) { $0?.roughBytes ?? 0 }
        let lists = QueryCache<ListKey, Page<UserAccessRecord>>(accesses, bounds: bounds) { $0.roughBytes(\.roughBytes) }
        (self.records, self.lists) = (records, lists)
        subscription = bus?.subscribe("cached accesses", to: UserAccessEvent.Kind.allCases.map(\.rawValue)) { event in
            if let user = UserAccess.user(ofStream: event.stream) { records.drop(.text(user)) } else { records.dropAll() }
            lists.dropAll()
        }
    }

    /// The counters of the caches of single accesses and of lists.
    public var counts: (records: CacheCounts, lists: CacheCounts) { (records.counts, lists.counts) }

    public func access(of user: String) throws(RefoldError) -> Answer<UserAccessRecord?> {
        try records.answer(to: RowKey(user)) { () throws(RefoldError) in try queries.access(of: user) }
    }

    public func suspended(_ page: PageRequest) throws(RefoldError) -> Answer<Page<UserAccessRecord>> {
        try lists.answer(to: ListKey("suspended", page)) { () throws(RefoldError) in try queries.suspended(page) }
    }
}

extension UserAccessRecord {
    /// An estimate of its memory: the fixed size and the texts.
    fileprivate var roughBytes: Int {
        MemoryLayout<Self>.size + user.utf8.count + grantedBy.utf8.count + [suspendedBy, suspensionReason].roughBytes
    }
}
