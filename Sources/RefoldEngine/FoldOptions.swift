import RefoldCore
import RefoldStores
import RefoldValues

/// The resources that a run may use. None of these options changes a byte of the result.
public struct FoldOptions: Sendable {
    /// The bytes that folded rows may take before they are spilled to temporary files.
    public var memory: Int
    /// All threads together: one reads, the others fold. If 1, everything runs in turn. If 4 or more, a store on a server may be read by
    /// half as many connections at once; each has a thread that mostly waits for the server.
    public var workers: Int
    /// Events per batch.
    public var batchEvents: Int
    /// The folder of temporary files. They are unlinked, and vanish with the process.
    public var temporaryFolder: String

    /// How often state and position are made durable while events are read; zero means after every batch.
    public var saveEvery: Duration
    /// Where a rebuild saves its state for a later run; nil if an interrupted rebuild starts over.
    public var resume: ResumeOptions?
    /// How a run waits for transactions that keep events out of it; nil for not at all.
    public var waits: WaitPolicy?
    /// Whether a first generation is served although events that can be seen are left out of it.
    public var servesBehind: Bool
    /// How many events that a reducer cannot take may be set aside per projection; nil for none: the first one stops its projection.
    public var park: Int?
    /// What is kept with each checkpoint of the events that it rests on.
    public var digests: DigestScope
    /// Of how many of the last ranges of events a catch-up looks again whether the store still holds the same; see ``EventRange``.
    public var recheckedRanges = 4
    /// Whether a catch-up mends rows under which events were added, changed or removed; if not, it leaves them and fails.
    public var repairs = false
    /// Stands for the program and its rules, and is kept with what it makes; nil if nobody is to know.
    public var program: @Sendable () -> String?
    /// What must hold before a new generation is served in the place of another one.
    public var switching: SwitchOptions
    /// How many bytes of rows are handed to a store at a time.
    var blockBytes = 1 << 20

    public init(
        memory: Int = 1 << 30, workers: Int = 2, batchEvents: Int = 8192, temporaryFolder: String, saveEvery: Duration = .seconds(30),
        resume: ResumeOptions? = nil, waits: WaitPolicy? = nil, servesBehind: Bool = false, park: Int? = nil,
        digests: DigestScope = .events, program: @escaping @Sendable () -> String? = { nil }, switching: SwitchOptions = SwitchOptions()
    ) {
        self.memory = memory
        self.workers = max(1, workers)
        self.batchEvents = max(1, batchEvents)
        self.temporaryFolder = temporaryFolder
        self.saveEvery = saveEvery
        self.resume = resume
        self.waits = waits
        self.servesBehind = servesBehind
        self.park = park
        self.digests = digests
        self.program = program
        self.switching = switching
    }
}

/// The progress of a run.
public struct FoldProgress: Sendable {
    /// What a run is doing.
    public enum Phase: Sendable {
        case reading
        case writing
    }

    /// What the run is doing now.
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

/// The result of a run for one projection.
public struct FoldOutcome: Hashable, Sendable {
    /// What a run did with a projection.
    public enum Action: String, Hashable, Sendable {
        /// A new generation was built and, unless asked otherwise, is served.
        case rebuilt
        /// The served generation was caught up.
        case caughtUp
        /// There were no new events.
        case upToDate
        /// Nothing was done: see ``FoldOutcome/failure``. What was served still is.
        case failed
    }

    /// The name of the projection.
    public var projection: String
    /// The version of its definition.
    public var version: Int
    /// What was done.
    public var action: Action
    /// The number of the generation that was written, or that is served.
    public var generation: Int64
    /// Whether that generation is served.
    public var isServed: Bool
    /// The checkpoint.
    public var position: Position
    /// Events folded by this run and by the interrupted run that it resumed.
    public var events: Int64
    /// Rows written or deleted by this run.
    public var rows: Int64
    /// Rows of the generation that was served before this run switched to its own; nil if it did not switch, or if nothing was served.
    public var rowsBefore: Int64?
    /// The position at which this run resumed an interrupted one; nil if it did not resume.
    public var resumedFrom: Position?
    /// Events that the projection reads and that could be seen at the start, but are left out, since others may still appear below them.
    public var behind: Int64 = 0
    /// How many events are parked in the generation.
    public var parked: Int64 = 0
    /// What the events and rows held of what the projection expects; of a catch-up, those that it read and changed.
    public var matches: Matches
    /// How what was built stands to what was served; nil if nothing was built or served, or if it was not to be served.
    public var review: SwitchReview?
    /// What stopped the work on this projection, or why readers stay with what was served before; nil if it came to its end. If a rebuild was
    /// resumed, was served, and could then not be caught up, ``action`` says what was done before.
    public var failure: RefoldError?
}

extension FoldOutcome {
    /// The outcome for a projection of which nothing was done.
    init(_ projection: Projection, failed failure: RefoldError) {
        self.init(
            projection: projection.name, version: projection.version, action: .failed, generation: 0, isServed: false, position: 0, events: 0, rows: 0,
            matches: Matches(projection), failure: failure)
    }
}
