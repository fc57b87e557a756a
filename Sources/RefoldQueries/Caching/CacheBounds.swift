/// How much a cache of answers keeps, and for how long.
public struct CacheBounds: Hashable, Sendable {
    /// The maximum number of answers per type of query; the least recently used is removed first. With 0 nothing is kept.
    public var entries: Int
    /// The maximum number of bytes per type of query: answers, keys and overhead, as an estimate (see ``QueryCache/overhead``). Empty
    /// answers count too, for their key and overhead. An answer larger than this is not kept.
    public var bytes: Int
    /// How long an answer is kept; nil for as long as it is current and there is space. Needed only if something other than Refold changes
    /// rows, because revisions do not show such changes.
    public var timeToLive: Duration?
    /// How long a revision that was looked up may be used for further queries; nil to look it up each time. An answer may then be out of
    /// date by this much, and no more.
    public var maximumStaleness: Duration?

    public init(entries: Int = 10_000, bytes: Int = 64 << 20, timeToLive: Duration? = .seconds(60), maximumStaleness: Duration? = nil) {
        self.entries = entries
        self.bytes = bytes
        self.timeToLive = timeToLive
        self.maximumStaleness = maximumStaleness
    }
}

/// The counters of a cache.
public struct CacheCounts: Hashable, Sendable {
    /// Queries answered from the cache.
    public var hits = 0
    /// Queries sent to the store.
    public var queries = 0
    /// Queries answered with the result that another thread was just fetching.
    public var shared = 0
    /// The present number of answers.
    public var entries = 0

    public init(hits: Int = 0, queries: Int = 0, shared: Int = 0, entries: Int = 0) {
        self.hits = hits
        self.queries = queries
        self.shared = shared
        self.entries = entries
    }
}
