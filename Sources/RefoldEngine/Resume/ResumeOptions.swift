import RefoldCore
import RefoldValues

/// What lets a later run go on with an interrupted rebuild: a folder in which state and position are kept while it reads.
public struct ResumeOptions: Sendable {
    /// The folder of one read-model store; a projection has one of its own below it. Made when there is something to keep.
    public var folder: String
    /// Stands for the program: what another one folded is not gone on with, since reducers may be compiled in.
    public var program: @Sendable () -> UInt64
    /// The time that a kept state is noted with.
    public var now: @Sendable () -> Timestamp
    /// Whether what an interrupted run left is ignored.
    public var startsAgain: Bool
    /// Whether the state is kept when all events have been read, however quick that was: for a run that may be ended while it writes.
    public var savesBeforeWriting: Bool

    public init(
        folder: String, program: @escaping @Sendable () -> UInt64, now: @escaping @Sendable () -> Timestamp, startsAgain: Bool = false,
        savesBeforeWriting: Bool = false
    ) {
        self.folder = folder
        self.program = program
        self.now = now
        self.startsAgain = startsAgain
        self.savesBeforeWriting = savesBeforeWriting
    }
}

/// What a person should know about interrupted rebuilds; none of it changes what is built.
public enum FoldNotice: Sendable {
    /// The rebuild goes on from a position instead of from nothing.
    case goesOn(projection: String, from: Position, bound: Position, savedAt: Timestamp)
    /// There was an interrupted rebuild that cannot be gone on with.
    case startsAgain(projection: String, because: Reason)
    /// The state could not be made durable; the run goes on without. Said once a projection.
    case cannotSave(projection: String, RefoldError)
    /// The run is ended, and the next one goes on from here.
    case saved(projection: String, at: Position, bound: Position)

    /// Why an interrupted rebuild is not gone on with.
    public enum Reason: Sendable {
        case definitionChanged
        case programChanged
        /// The events up to the position are not those that were folded, or the store ends before the bound.
        case otherStore
        /// It was to end at another position.
        case otherBound
        /// Files are missing or not as they were written.
        case damaged
    }
}
