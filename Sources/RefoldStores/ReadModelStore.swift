import RefoldCore
import RefoldValues

/// The store of read models: a catalog of generations, their tables, and one view per projection over the served generation.
///
/// A lock keeps runs apart. If the lock fails, a second check holds: every writing transaction compares the catalog with what the run
/// expects there. If another run has changed the projection, it ends with `.failed` (``Generation/overtaken(_:cannot:in:expected:)``) and
/// changes nothing. The number of a generation is never used twice.
public protocol ReadModelStore: Sendable {
    /// The store's name for messages, without secrets.
    var name: String { get }

    /// Every generation of every projection that the catalog knows, by projection and number. Empty if the store does not exist.
    func generations() throws(RefoldError) -> [Generation]

    /// Which event types occur in the event store, as ``note(_:)`` kept it last.
    ///
    /// - Returns: nil if nothing is kept, if it is not what a run wrote, or if this role may not read it.
    func knownTypes() throws(RefoldError) -> KnownTypes?

    /// Keeps which event types occur in the event store, in the place of what was kept before. Needs no lock.
    ///
    /// - Throws: `.failed` if this role may not write it.
    func note(_ types: KnownTypes) throws(RefoldError)

    /// The generations, and how the last run for each projection ended, as ``note(_:)`` kept it. Writes nothing.
    func overview() throws(RefoldError) -> ReadModelOverview

    /// Whether there are read models that this role may not use at all. Only ``overview()`` works then, and is empty.
    func isHidden() throws(RefoldError) -> Bool

    /// Keeps how a run ended, one line per projection in the place of the one before. Needs no lock; in a run the caller holds those of the
    /// projections.
    ///
    /// - Throws: `.failed` if this role may not write it.
    func note(_ ends: [RunEnd]) throws(RefoldError)

    /// The history of runs, as ``note(_:)`` kept it, the last one first. Writes nothing.
    ///
    /// - Returns: as it was written: a run that was killed since is still running.
    /// - Throws: `.failed` if it cannot be read, also if this role may not.
    func runs() throws(RefoldError) -> [RunRecord]

    /// Keeps lines of the history of runs in the place of those with the same ids, and removes what is over the bounds of ``RunHistory``.
    /// Needs no lock.
    ///
    /// - Parameter makes: whether the store of read models is made if there is none; if not, nothing is kept then.
    /// - Throws: `.failed` if this role may not write it.
    func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError)

    /// The parked events of a generation, by position.
    ///
    /// - Throws: `.failed` if they cannot be read, also if this role may not.
    func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent]

    /// The ranges of the events that a generation was made from, by number; none if the program that made it, or that brought it forward last,
    /// kept none.
    ///
    /// - Parameters:
    ///   - first: the number of the first one wanted.
    ///   - limit: how many at most.
    ///   - lists: whether their lists are wanted, of some 40 KB each.
    /// - Throws: `.failed` if they cannot be read, also if this role may not.
    func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange]

    /// The last of the ranges of a generation, with its list; nil if there are none.
    ///
    /// - Throws: as ``ranges(of:from:limit:lists:)``.
    func lastRange(of generation: Generation) throws(RefoldError) -> EventRange?

    /// The events that projections leave out for good, by projection and position.
    ///
    /// - Throws: `.failed` if they cannot be read, also if this role may not.
    func dropped() throws(RefoldError) -> [DroppedEvent]

    /// Every seal, lifted ones too, by number, without their files.
    ///
    /// - Throws: `.failed` if they cannot be read, also if this role may not.
    func seals() throws(RefoldError) -> [Seal]

    /// The files of a seal.
    ///
    /// - Throws: `.refused` if they are not as they were written, `.failed` if they cannot be read.
    func files(of seal: Seal) throws(RefoldError) -> SealedFiles

    /// Keeps a seal in one transaction. Needs no lock: of two at once for the same report and days, one is kept.
    ///
    /// - Returns: the seal with its number.
    /// - Throws: `.refused` if one of the same report and days holds.
    func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal

    /// Lifts a seal that holds: it stays in the list with the reason.
    ///
    /// - Throws: `.refused` if it does not hold any more.
    func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError)

    /// Takes the lock of a projection or a job; it goes with the returned object, or with the process.
    ///
    /// - Throws: `.busy` with the holder if another run has it.
    func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock

    /// Takes the lock of a projection or a job if nobody has it or waits for it. For those who come again soon, and stand back for others.
    ///
    /// - Returns: nil if another run has it or waits for it.
    func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)?

    /// The same store for a run that comes again and again: it keeps its sessions on a server open in between.
    func keepingSessions() -> any ReadModelStore

    /// Begins a new generation beside the served one, after removing what a killed run left, and any candidate. The caller holds the lock.
    ///
    /// - Parameters:
    ///   - zones: kept with it; see ``Generation/zones``.
    ///   - origin: kept with it.
    func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder

    /// What was written of a projection's new generation before it was complete. Writes nothing.
    ///
    /// - Returns: nil if there is no row of it, or if its rows are gone.
    func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration?

    /// Goes on with the rows that an interrupted run wrote of a generation. The caller holds the lock.
    ///
    /// - Parameter unfinished: as the caller read it.
    /// - Returns: a builder that takes the rows after those.
    func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder

    /// Refuses, before anything is built, a shape to which readers cannot be switched over.
    ///
    /// - Throws: `.refused` with what depends on columns that change.
    func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError)

    /// Opens a complete generation, served or not, for a catch-up. The caller holds the lock. If the view of the served one was dropped, it
    /// is created again.
    ///
    /// - Throws: `.failed` if the generation's rows are gone; `.refused` if an object not made by Refold has the view's name.
    func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater

    /// Reads complete generations of some projections, rows and checkpoints, all as of one moment.
    ///
    /// - Parameters:
    ///   - projections: each once.
    ///   - choose: picks from all generations of a projection that the catalog lists.
    /// - Returns: for each projection, in the order in which they were picked. Each may be read by a thread of its own; all must be kept until
    ///   the last one is read.
    /// - Throws: `.refused` for one whose catalog entry was changed by hand, `.failed` if rows are gone.
    func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]]

    /// Switches readers over to a complete generation in one transaction, without reading or writing rows. The caller holds the lock.
    ///
    /// - Parameters:
    ///   - generation: a candidate or an earlier one, as the caller read it.
    ///   - before: what was served then; nil if nothing was.
    ///   - turn: what becomes of the others.
    /// - Returns: the generation as served.
    /// - Throws: as ``GenerationBuilder/promote(keeping:)``; `.failed` if its rows are gone; `.refused` if its catalog entry was changed by hand.
    @discardableResult
    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation

    /// How many bytes the rows of a generation take in the database, with their indexes; nil if that cannot be told.
    func diskBytes(of generation: Generation) throws(RefoldError) -> Int64?

    /// Makes an undecided generation one that waits, in one transaction. The caller holds the lock.
    ///
    /// - Returns: the generation as it is then.
    func setAside(_ generation: Generation) throws(RefoldError) -> Generation

    /// Removes a complete generation that waits or is undecided, and nothing else. The caller holds the lock.
    func discard(_ generation: Generation) throws(RefoldError)

    /// Removes a read model in one transaction: its view, its generations, and what the catalog says of them. The caller holds the lock. The
    /// numbers of its generations are not used again.
    ///
    /// - Returns: the generations that it had.
    /// - Throws: `.refused` with what depends on its view, or if an object not made by Refold has the view's name; `.busy` if it is being read.
    @discardableResult
    func drop(_ projection: String) throws(RefoldError) -> [Generation]
}

extension ReadModelStore {
    /// As ``build(_:version:fingerprint:zones:origin:)``, with nothing known of the definition, and of rows that go by no time zone.
    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64? = nil
    ) throws(RefoldError) -> any GenerationBuilder {
        try build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: GenerationOrigin())
    }

    /// For a store that hides nothing from anybody.
    public func isHidden() throws(RefoldError) -> Bool { false }

    /// For a store that takes no disk.
    public func diskBytes(of generation: Generation) throws(RefoldError) -> Int64? { nil }

    /// For a store that keeps no history.
    public func runs() throws(RefoldError) -> [RunRecord] { [] }

    /// For a store that keeps no history.
    public func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) {}

    /// For a store that keeps no seals.
    public func seals() throws(RefoldError) -> [Seal] { [] }

    /// For a store that keeps no seals.
    public func files(of seal: Seal) throws(RefoldError) -> SealedFiles { throw Seal.unsupported(by: name) }

    /// For a store that keeps no seals.
    public func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal { throw Seal.unsupported(by: name) }

    /// For a store that keeps no seals.
    public func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) { throw Seal.unsupported(by: name) }

    /// For a store that keeps nothing of an interrupted run.
    public func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration? { nil }

    /// For a store that keeps nothing of an interrupted run.
    public func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder {
        throw RefoldError(
            .failed, "nothing is kept of generation \(unfinished.generation.number) of \"\(unfinished.projection)\"", at: .named(name))
    }

    /// For a store in which nothing stands on a view.
    public func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) {}

    /// Reads complete generations of one projection; as ``snapshots(of:choosing:)`` of several.
    public func snapshots(
        of projection: String, choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        try snapshots(of: [projection], choosing: choose).flatMap { $0 }
    }

    /// Reads the served generations of some projections, all as of one moment.
    ///
    /// - Returns: in the order of the projections; nil for one that is not served.
    public func servedSnapshots(of projections: [String]) throws(RefoldError) -> [(any ReadModelSnapshot)?] {
        try snapshots(of: projections) { $0.filter { $0.state == .served } }.map(\.first)
    }

    /// Reads the served generation, rows and checkpoint in one snapshot.
    ///
    /// - Returns: nil if the projection is not served.
    public func snapshot(of projection: String) throws(RefoldError) -> (any ReadModelSnapshot)? {
        try snapshots(of: projection) { $0.filter { $0.state == .served } }.first
    }
}

extension ReadModelStore {
    /// For a store that nobody waits for.
    public func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? {
        do throws(RefoldError) {
            return try lock(subject)
        } catch {
            guard error.status == .busy else { throw error }
            return nil
        }
    }

    /// For a store without sessions.
    public func keepingSessions() -> any ReadModelStore { self }
}

/// A held lock; released when this object is released.
public protocol RunLock: AnyObject, Sendable {
    /// Whether it is held still: a lock in a session goes with the session. For the thread that took it.
    func isHeld() -> Bool
}

extension RunLock {
    /// A lock of this process stays until it is released.
    public func isHeld() -> Bool { true }
}
