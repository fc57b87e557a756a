/// How much a cache of answers keeps, and for how long.
public struct CacheBounds: Hashable, Sendable {
    /// At most so many answers for each kind of question; what was used longest ago goes first. With 0 nothing is kept.
    public var entries: Int
    /// At most so many bytes for each kind of question: answers, questions and what keeping them takes, roughly counted (see
    /// ``QueryCache/overhead``). So it holds for questions that are answered with nothing too. An answer above it is not kept.
    public var bytes: Int
    /// How long an answer is kept; nil for as long as it is true and there is room. Needed only if rows are changed by others than Refold,
    /// which its revisions do not show.
    public var timeToLive: Duration?
    /// How long a look at the read model's revision may serve further questions; nil to look each time. Answers may then be as much behind
    /// what the read model says, and no more.
    public var maximumStaleness: Duration?

    public init(entries: Int = 10_000, bytes: Int = 64 << 20, timeToLive: Duration? = .seconds(60), maximumStaleness: Duration? = nil) {
        self.entries = entries
        self.bytes = bytes
        self.timeToLive = timeToLive
        self.maximumStaleness = maximumStaleness
    }
}

/// What a cache of answers did so far.
public struct CacheCounts: Hashable, Sendable {
    /// Questions answered from what was kept.
    public var hits = 0
    /// Questions asked of the store.
    public var queries = 0
    /// Questions answered with what another thread was asking for at that moment.
    public var shared = 0
    /// How many answers are kept now.
    public var entries = 0

    public init(hits: Int = 0, queries: Int = 0, shared: Int = 0, entries: Int = 0) {
        self.hits = hits
        self.queries = queries
        self.shared = shared
        self.entries = entries
    }
}
