import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// Read models whose connection is cut now and then, before a transaction or after it.
final class UnsteadyReadModels: ReadModelStore {
    let store: any ReadModelStore
    private let random: Mutex<SeededNumbers>
    /// Of how many writes one fails, before it and after it.
    private let chance: Int

    init(_ store: any ReadModelStore, chance: Int, seed: UInt64) {
        self.store = store
        self.chance = chance
        random = Mutex(SeededNumbers(seed))
    }

    private static let cut = RefoldError(.failed, "the connection was cut")

    /// Whether an error says that, as the failure of one projection, too.
    static func isCut(_ error: RefoldError) -> Bool { error.faults.allSatisfy { $0.what.hasSuffix(cut.faults[0].what) } }

    private func mayBeCut() throws(RefoldError) {
        let chance = chance
        if random.withLock({ Int.random(in: 0..<chance, using: &$0) }) == 0 { throw Self.cut }
    }

    private func unsteadily<Result>(_ body: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try mayBeCut()
        let result = try body()
        try mayBeCut()
        return result
    }

    var name: String { store.name }
    func generations() throws(RefoldError) -> [Generation] { try store.generations() }
    func knownTypes() throws(RefoldError) -> KnownTypes? { try store.knownTypes() }
    func note(_ types: KnownTypes) throws(RefoldError) { try store.note(types) }
    func overview() throws(RefoldError) -> ReadModelOverview { try store.overview() }
    func note(_ ends: [RunEnd]) throws(RefoldError) { try store.note(ends) }
    func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] { try store.parked(in: generation) }
    func dropped() throws(RefoldError) -> [DroppedEvent] { try store.dropped() }
    func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        try store.ranges(of: generation, from: first, limit: limit, lists: lists)
    }
    func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? { try store.lastRange(of: generation) }
    func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock { try store.lock(subject) }
    func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) { try store.requireSwitchable(to: schema) }
    func setAside(_ generation: Generation) throws(RefoldError) -> Generation { try store.setAside(generation) }
    func discard(_ generation: Generation) throws(RefoldError) { try store.discard(generation) }
    func drop(_ projection: String) throws(RefoldError) -> [Generation] { try store.drop(projection) }

    func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        try store.snapshots(of: projections, choosing: choose)
    }

    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try unsteadily { () throws(RefoldError) in try store.serve(generation, after: before, turn) }
    }

    func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        Builder(try store.build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: origin), of: self)
    }

    func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater { Updater(try store.update(generation), of: self) }

    private final class Builder: GenerationBuilder {
        private let builder: any GenerationBuilder
        private let models: UnsteadyReadModels

        init(_ builder: any GenerationBuilder, of models: UnsteadyReadModels) { (self.builder, self.models) = (builder, models) }

        func write(_ rows: RowBlock) throws(RefoldError) { try builder.write(rows) }
        func park(_ changes: ParkedChanges) throws(RefoldError) { try builder.park(changes) }
        func prove(_ ranges: any EventRanges) throws(RefoldError) { try builder.prove(ranges) }
        func finish(
            at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
        ) throws(RefoldError) -> Generation {
            try models.unsteadily { () throws(RefoldError) in try builder.finish(at: position, store: store, as: state, effort: effort) }
        }
        func promote(keeping count: Int) throws(RefoldError) {
            try models.unsteadily { () throws(RefoldError) in try builder.promote(keeping: count) }
        }
    }

    private final class Updater: GenerationUpdater {
        private let updater: any GenerationUpdater
        private let models: UnsteadyReadModels

        init(_ updater: any GenerationUpdater, of models: UnsteadyReadModels) { (self.updater, self.models) = (updater, models) }

        func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { try updater.load(keys: keys, into: rows) }
        func park(_ changes: ParkedChanges) throws(RefoldError) { try updater.park(changes) }
        func prove(_ ranges: any EventRanges) throws(RefoldError) { try updater.prove(ranges) }
        func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
            try models.unsteadily { () throws(RefoldError) in try updater.apply(rows, position: position, store: store) }
        }
    }
}
