import RefoldCore
import RefoldValues

/// How a later run can resume an interrupted rebuild: the folder in which state and position are saved while it reads.
public struct ResumeOptions: Sendable {
    /// The folder of one read-model store; each projection has its own folder below it. Made when there is something to save.
    public var folder: String
    /// A hash of the program: state saved by another program is not resumed, since reducers may be compiled in.
    public var program: @Sendable () -> UInt64
    /// The time that is recorded with a saved state.
    public var now: @Sendable () -> Timestamp
    /// Whether the saved state of an interrupted run is ignored.
    public var startsAgain: Bool
    /// Whether the state is saved after all events were read, however quick that was: for a run that may be ended while it writes.
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

/// A notice about interrupted rebuilds for a person; it changes nothing in what is built.
public enum FoldNotice: Sendable {
    /// The rebuild resumes at a position instead of starting over.
    case goesOn(projection: String, from: Position, bound: Position, savedAt: Timestamp)
    /// An interrupted rebuild was found but cannot be resumed.
    case startsAgain(projection: String, because: Reason)
    /// A catch-up builds anew what was built by other rules of its time zones.
    case newZones(projection: String)
    /// A catch-up builds anew what was built with other added currencies.
    case newCurrencies(projection: String)
    /// The served generation keeps numbers with fewer digits than they have now, and is built anew.
    case newDigits(projection: String)
    /// What is built reads events again that what is served leaves out, since their drops are no longer listed.
    case lostDrops(projection: String, count: Int)
    /// The state could not be made durable; the run continues without it. Reported once per projection.
    case cannotSave(projection: String, RefoldError)
    /// The rebuild goes on after rows that the interrupted one wrote.
    case goesOnWriting(projection: String, generation: Int64, rows: Int64, savedAt: Timestamp)
    /// The rebuild goes on with a complete generation that the interrupted one had not come to compare or serve.
    case goesOnDeciding(projection: String, generation: Int64, rows: Int64)
    /// The run ends while it writes, and the next one goes on after these rows. All events up to the bound are in them.
    case savedRows(projection: String, rows: Int64, bound: Position)
    /// The run ends, and the next one resumes here.
    case saved(projection: String, at: Position, bound: Position)
    /// What is served was made by another definition than the present one, which waits beside it, and goes on by its own.
    case goesOnAsKept(projection: String, version: Int, generation: Int64)
    /// A generation that is built and not served lies beside what is served, as far as that.
    case candidateWaits(projection: String, version: Int, generation: Int64, at: Position)
    /// Rows were mended under which events had changed; if the number of rows is nil, all of them are built anew.
    case repairs(projection: String, events: Int64, rows: Int64?)
    /// Nothing is kept of the events from which what is served was made: it cannot be told whether they changed.
    case withoutProof(projection: String)
    /// It cannot be brought forward with what is served.
    case candidateStays(projection: String, generation: Int64, at: Position, RefoldError)

    /// Why an interrupted rebuild is not resumed.
    public enum Reason: Sendable {
        case definitionChanged
        /// The rules of its time zones.
        case zonesChanged
        /// The added currencies in which it may have amounts.
        case currenciesChanged
        case programChanged
        /// The store's events up to the position are not the ones that were folded, or the store ends before the bound.
        case otherStore
        /// It was to end at another position.
        case otherBound
        /// It parked events and this run may not, or other events are left out by now.
        case otherParking
        /// Files are missing or have changed.
        case damaged
    }
}
