import RefoldCore
import RefoldStores

/// What a run may use. None of it changes a byte of the result.
public struct FoldOptions: Sendable {
    /// The bytes that folded rows may take before they are spilled in temporary files.
    public var memory: Int
    /// Threads in all: one reads, the others fold. 1 does everything in turn. From 4 on, a store on a server may be read by half as many
    /// connections at once, each with a thread that mostly waits for the server.
    public var workers: Int
    /// Events a batch.
    public var batchEvents: Int
    /// Where temporary files go; they have no name and vanish with the process.
    public var temporaryFolder: String

    /// How often, while events are read, state and position are made durable; zero means after every batch.
    public var saveEvery: Duration
    /// Where a rebuild keeps what a later run goes on with; nil if an interrupted rebuild begins from nothing.
    public var resume: ResumeOptions?
    /// How a run waits for transactions that keep events out of it; nil for not at all.
    public var waits: WaitPolicy?
    /// Whether a first generation is served although events that can be seen are left out of it.
    public var servesBehind: Bool

    public init(
        memory: Int = 1 << 30, workers: Int = 2, batchEvents: Int = 8192, temporaryFolder: String, saveEvery: Duration = .seconds(30),
        resume: ResumeOptions? = nil, waits: WaitPolicy? = nil, servesBehind: Bool = false
    ) {
        self.memory = memory
        self.workers = max(1, workers)
        self.batchEvents = max(1, batchEvents)
        self.temporaryFolder = temporaryFolder
        self.saveEvery = saveEvery
        self.resume = resume
        self.waits = waits
        self.servesBehind = servesBehind
    }
}

/// How far a run has come.
public struct FoldProgress: Sendable {
    public enum Phase: Sendable {
        case reading
        case writing
    }

    public var phase: Phase
    /// Positions passed, or rows written.
    public var done: Int64
    /// Positions to pass, or rows to write.
    public var total: Int64

    public init(phase: Phase, done: Int64, total: Int64) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}

/// What a run did for one projection.
public struct FoldOutcome: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable {
        /// A new generation was built and, unless asked otherwise, is served.
        case rebuilt
        /// The served generation was brought forward.
        case caughtUp
        /// There was nothing to read.
        case upToDate
    }

    public var projection: String
    public var version: Int
    public var action: Action
    public var generation: Int64
    public var isServed: Bool
    /// The checkpoint.
    public var position: Position
    /// Events folded by this run, and by the interrupted one that it went on with.
    public var events: Int64
    /// Rows written or deleted by this run.
    public var rows: Int64
    /// Rows of the generation that was served before this run switched to its own; nil if it did not switch, or nothing was served.
    public var rowsBefore: Int64?
    /// The position that an interrupted run had come to and this one went on from; nil if it began as usual.
    public var resumedFrom: Position?
    /// Events that the projection reads and that could be seen at the start, but are left out, since others may still appear below them.
    public var behind: Int64 = 0
    /// What the events and rows held of what the projection expects; of a catch-up, those that it read and changed.
    public var matches: Matches
}
