/// How a store is followed. None of these options changes a byte of the rows.
public struct FollowOptions: Sendable {
    /// How often a store is looked at that does not announce every append, and definitions, locks and pauses in any case.
    public var interval = Duration.seconds(1)
    /// After how long a projection that failed is tried again; each further time after twice as long, up to ``longestRetry``.
    public var firstRetry = Duration.seconds(5)
    /// The longest pause before a projection that failed is tried again.
    public var longestRetry = Duration.seconds(600)
    /// After how long stores that cannot be reached are tried again; each further time after twice as long, up to ``longestOutage``.
    public var firstOutage = Duration.seconds(1)
    /// The longest pause before a store that cannot be reached is tried again.
    public var longestOutage = Duration.seconds(60)
    /// How long another run may have a projection's lock before it is told.
    public var patience = Duration.seconds(2)
    /// How long events may be held back before it is told.
    public var patienceWithHolders = Duration.seconds(30)
    /// How often, while nothing happens, a pass is made all the same: it keeps that the rows are complete, and finds what nobody announced.
    public var longestIdle = Duration.seconds(60)
    /// Whether only those projections are followed that read a type that occurs; the others from the moment at which one does.
    public var choosesByType = false

    public init() {}
}

/// A wait that doubles each time, up to a limit.
struct GrowingPause {
    private(set) var next: Duration
    let longest: Duration

    init(from first: Duration, to longest: Duration) { (next, self.longest) = (first, longest) }

    mutating func take() -> Duration {
        defer { next = min(next * 2, longest) }
        return min(next, longest)
    }
}
