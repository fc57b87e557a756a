import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// Read models whose connection is cut now and then, before a transaction or after it.
final class UnsteadyReadModels: ForwardingReadModels {
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

    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try unsteadily { () throws(RefoldError) in try store.serve(generation, after: before, turn) }
    }

    func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        Builder(try store.build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: origin), of: self)
    }

    func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater { Updater(try store.update(generation), of: self) }

    func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder { Builder(try store.resume(unfinished), of: self) }

    private final class Builder: ForwardingBuilder {
        let builder: any GenerationBuilder
        private let models: UnsteadyReadModels

        init(_ builder: any GenerationBuilder, of models: UnsteadyReadModels) { (self.builder, self.models) = (builder, models) }

        func finish(
            at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
        ) throws(RefoldError) -> Generation {
            try models.unsteadily { () throws(RefoldError) in try builder.finish(at: position, store: store, as: state, effort: effort) }
        }

        func promote(keeping count: Int) throws(RefoldError) {
            try models.unsteadily { () throws(RefoldError) in try builder.promote(keeping: count) }
        }
    }

    private final class Updater: ForwardingUpdater {
        let updater: any GenerationUpdater
        private let models: UnsteadyReadModels

        init(_ updater: any GenerationUpdater, of models: UnsteadyReadModels) { (self.updater, self.models) = (updater, models) }

        func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
            try models.unsteadily { () throws(RefoldError) in try updater.apply(rows, position: position, store: store) }
        }
    }
}
