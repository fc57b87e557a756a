import RefoldCore
import RefoldStores
import RefoldValues

/// Read models that are those of another store: the base of test doubles, which write out only what they do differently.
///
/// Everything is forwarded, also what ``ReadModelStore`` has defaults for, but ``ReadModelStore/keepingSessions()``: that would be another store.
public protocol ForwardingReadModels: ReadModelStore {
    /// What everything is forwarded to.
    var store: any ReadModelStore { get }
}

extension ForwardingReadModels {
    public var name: String { store.name }
    public func generations() throws(RefoldError) -> [Generation] { try store.generations() }
    public func knownTypes() throws(RefoldError) -> KnownTypes? { try store.knownTypes() }
    public func note(_ types: KnownTypes) throws(RefoldError) { try store.note(types) }
    public func overview() throws(RefoldError) -> ReadModelOverview { try store.overview() }
    public func isHidden() throws(RefoldError) -> Bool { try store.isHidden() }
    public func note(_ ends: [RunEnd]) throws(RefoldError) { try store.note(ends) }
    public func runs() throws(RefoldError) -> [RunRecord] { try store.runs() }
    public func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) { try store.note(runs, makes: makes) }
    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] { try store.parked(in: generation) }
    public func dropped() throws(RefoldError) -> [DroppedEvent] { try store.dropped() }
    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        try store.ranges(of: generation, from: first, limit: limit, lists: lists)
    }
    public func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? { try store.lastRange(of: generation) }
    public func seals() throws(RefoldError) -> [Seal] { try store.seals() }
    public func files(of seal: Seal) throws(RefoldError) -> SealedFiles { try store.files(of: seal) }
    public func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal { try store.keep(seal, files) }
    public func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) { try store.lift(seal, lifting) }
    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock { try store.lock(subject) }
    public func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? { try store.lockIfFree(subject) }
    public func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) { try store.requireSwitchable(to: schema) }
    public func diskBytes(of generation: Generation) throws(RefoldError) -> Int64? { try store.diskBytes(of: generation) }
    public func setAside(_ generation: Generation) throws(RefoldError) -> Generation { try store.setAside(generation) }
    public func discard(_ generation: Generation) throws(RefoldError) { try store.discard(generation) }
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] { try store.drop(projection) }
    public func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration? { try store.unfinished(of: projection) }
    public func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder { try store.resume(unfinished) }
    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater { try store.update(generation) }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        try store.build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: origin)
    }

    public func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        try store.snapshots(of: projections, choosing: choose)
    }

    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try store.serve(generation, after: before, turn)
    }
}

/// What writes a generation through another builder; see ``ForwardingReadModels``.
public protocol ForwardingBuilder: GenerationBuilder {
    /// What everything is forwarded to.
    var builder: any GenerationBuilder { get }
}

extension ForwardingBuilder {
    public func mark(_ make: @escaping () throws(RefoldError) -> String) { builder.mark(make) }
    public func write(_ rows: RowBlock) throws(RefoldError) { try builder.write(rows) }
    public func keep() throws(RefoldError) { try builder.keep() }
    public func park(_ changes: ParkedChanges) throws(RefoldError) { try builder.park(changes) }
    public func prove(_ ranges: any EventRanges) throws(RefoldError) { try builder.prove(ranges) }
    public func promote(keeping count: Int) throws(RefoldError) { try builder.promote(keeping: count) }

    public func finish(
        at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
    ) throws(RefoldError) -> Generation {
        try builder.finish(at: position, store: store, as: state, effort: effort)
    }
}

/// What brings a generation forward through another updater; see ``ForwardingReadModels``.
public protocol ForwardingUpdater: GenerationUpdater {
    /// What everything is forwarded to.
    var updater: any GenerationUpdater { get }
}

extension ForwardingUpdater {
    public func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { try updater.load(keys: keys, into: rows) }
    public func park(_ changes: ParkedChanges) throws(RefoldError) { try updater.park(changes) }
    public func prove(_ ranges: any EventRanges) throws(RefoldError) { try updater.prove(ranges) }
    public func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
        try updater.apply(rows, position: position, store: store)
    }
}
