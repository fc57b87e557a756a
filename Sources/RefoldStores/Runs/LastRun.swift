import RefoldValues

/// When the last run for a projection ended, and how: what a read-model store keeps of it, one line per projection.
public struct LastRun: Hashable, Sendable {
    /// The name of the projection.
    public var projection: String
    /// When it ended.
    public var at: Timestamp
    /// The exit status that it would have given for this projection alone; 0 if it came to its end, whether it found events or not.
    public var status: Int
    /// What stopped it; nil if nothing did, and if this role may not know.
    public var message: String?
    /// When the last run ended that brought what is served up to the last event; nil if none is known.
    public var completeAt: Timestamp?

    public init(projection: String, at: Timestamp, status: Int, message: String?, completeAt: Timestamp?) {
        self.projection = projection
        self.at = at
        self.status = status
        self.message = message
        self.completeAt = completeAt
    }
}

/// How a run ended for a projection, at the moment of its end.
public struct RunEnd: Hashable, Sendable {
    /// The name of the projection.
    public var projection: String
    /// What stopped it; nil if it came to its end.
    public var failure: RefoldError?
    /// How many events are parked, so that the run ended with 4 if nothing stopped it.
    public var parked: Int64
    /// Whether what is served is complete by it.
    public var isComplete: Bool

    public init(projection: String, failure: RefoldError?, parked: Int64 = 0, isComplete: Bool) {
        self.projection = projection
        self.failure = failure
        self.parked = parked
        self.isComplete = isComplete
    }

    /// What to keep of it.
    ///
    /// - Parameter before: what was kept of earlier runs.
    public func lastRun(at time: Timestamp, after before: LastRun? = nil) -> LastRun {
        LastRun(
            projection: projection, at: time, status: Int(failure?.status.rawValue ?? (parked > 0 ? 4 : 0)),
            message: (failure?.description).map(RunRecord.kept), completeAt: isComplete ? time : before?.completeAt)
    }
}

/// What a read-model store says of itself, in one state.
public struct ReadModelOverview: Hashable, Sendable {
    /// By projection and number.
    public var generations: [Generation]
    /// By projection; none for those that no run has written of.
    public var lastRuns: [LastRun]
    /// What is written of generations that are not complete, by projection.
    public var unfinished: [UnfinishedGeneration]
    /// Whether it is about all projections; if not, it is about those whose views this role may read, and of them about what is served.
    public var isWhole: Bool
    /// Whether there are read models that this role may not use at all; then nothing else is known.
    public var isHidden: Bool

    public init(
        generations: [Generation], lastRuns: [LastRun], unfinished: [UnfinishedGeneration] = [], isWhole: Bool = true, isHidden: Bool = false
    ) {
        self.generations = generations
        self.lastRuns = lastRuns
        self.unfinished = unfinished
        self.isWhole = isWhole
        self.isHidden = isHidden
    }
}
