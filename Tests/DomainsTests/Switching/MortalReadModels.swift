import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// Read models of a process that is killed at one of its steps: from then on nothing that it does reaches the store.
///
/// A step is a read or a transaction; the process may end before it, or after it without knowing that it was done.
final class MortalReadModels: ForwardingReadModels {
    let store: any ReadModelStore
    private let stepsLeft: Mutex<Int>

    /// - Parameter steps: how many are done.
    init(_ store: any ReadModelStore, steps: Int) {
        self.store = store
        stepsLeft = Mutex(steps)
    }

    private static let killed = RefoldError(.failed, "the process was killed")

    /// Whether the process has come to its last step.
    var isDead: Bool { stepsLeft.withLock { $0 <= 0 } }

    fileprivate func live() throws(RefoldError) {
        let isAlive = stepsLeft.withLock { steps in
            steps -= 1
            return steps >= 0
        }
        if !isAlive { throw Self.killed }
    }

    fileprivate func step<Result>(_ body: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try live()
        let result = try body()
        try live()
        return result
    }

    func generations() throws(RefoldError) -> [Generation] { try step { () throws(RefoldError) in try store.generations() } }
    func knownTypes() throws(RefoldError) -> KnownTypes? { nil }
    func note(_ types: KnownTypes) throws(RefoldError) {}
    func note(_ ends: [RunEnd]) throws(RefoldError) { try step { () throws(RefoldError) in try store.note(ends) } }
    func setAside(_ generation: Generation) throws(RefoldError) -> Generation { try step { () throws(RefoldError) in try store.setAside(generation) } }
    func discard(_ generation: Generation) throws(RefoldError) { try step { () throws(RefoldError) in try store.discard(generation) } }
    func drop(_ projection: String) throws(RefoldError) -> [Generation] { try step { () throws(RefoldError) in try store.drop(projection) } }

    func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        try store.snapshots(of: projections, choosing: choose).map { $0.map { Snapshot($0, of: self) } }
    }

    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try step { () throws(RefoldError) in try store.serve(generation, after: before, turn) }
    }

    func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        let builder = try step { () throws(RefoldError) in
            try store.build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: origin)
        }
        return Builder(builder, of: self)
    }

    func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        Updater(try step { () throws(RefoldError) in try store.update(generation) }, of: self)
    }

    func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder {
        Builder(try step { () throws(RefoldError) in try store.resume(unfinished) }, of: self)
    }

    private final class Builder: ForwardingBuilder {
        let builder: any GenerationBuilder
        private let models: MortalReadModels

        init(_ builder: any GenerationBuilder, of models: MortalReadModels) { (self.builder, self.models) = (builder, models) }

        func write(_ rows: RowBlock) throws(RefoldError) { try models.step { () throws(RefoldError) in try builder.write(rows) } }
        func finish(
            at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
        ) throws(RefoldError) -> Generation {
            try models.step { () throws(RefoldError) in try builder.finish(at: position, store: store, as: state, effort: effort) }
        }
        func promote(keeping count: Int) throws(RefoldError) { try models.step { () throws(RefoldError) in try builder.promote(keeping: count) } }
    }

    private final class Updater: ForwardingUpdater {
        let updater: any GenerationUpdater
        private let models: MortalReadModels

        init(_ updater: any GenerationUpdater, of models: MortalReadModels) { (self.updater, self.models) = (updater, models) }

        func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
            try models.step { () throws(RefoldError) in try updater.apply(rows, position: position, store: store) }
        }
    }

    private final class Snapshot: ReadModelSnapshot {
        private let snapshot: any ReadModelSnapshot
        private let models: MortalReadModels

        init(_ snapshot: any ReadModelSnapshot, of models: MortalReadModels) { (self.snapshot, self.models) = (snapshot, models) }

        var generation: Generation { snapshot.generation }
        func parked() throws(RefoldError) -> [ParkedEvent] { try snapshot.parked() }
        func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { try snapshot.load(keys: keys, into: rows) }
        func rows(
            columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
        ) throws(RefoldError) {
            try snapshot.rows(columns: columns, where: range, inKeyOrder: inKeyOrder) { block throws(RefoldError) in
                try models.live()
                try visit(block)
            }
        }
    }
}
