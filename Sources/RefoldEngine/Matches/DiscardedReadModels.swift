import RefoldCore
import RefoldStores
import RefoldValues

/// A store of read models that keeps nothing: for a run that only tells whether, and how, a rebuild would go.
public struct DiscardedReadModels: ReadModelStore {
    public let name = "nowhere"

    public init() {}

    public func generations() throws(RefoldError) -> [Generation] { [] }

    public func knownTypes() throws(RefoldError) -> KnownTypes? { nil }

    public func note(_ types: KnownTypes) throws(RefoldError) {}

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock { NoLock() }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        Discarding(
            Generation(
                number: 1, state: .building, version: version, fingerprint: fingerprint, position: 0, rows: 0, schema: schema, updatedAt: .first))
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        throw RefoldError(.failed, "there is nothing to bring forward", at: .named(name))
    }

    public func snapshots(
        of projection: String, choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] { [] }

    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation { generation }

    public func drop(_ projection: String) throws(RefoldError) -> [Generation] { [] }

    private final class NoLock: RunLock {}

    private final class Discarding: GenerationBuilder {
        private var generation: Generation

        init(_ generation: Generation) { self.generation = generation }

        func write(_ rows: RowBlock) throws(RefoldError) { generation.rows += Int64(rows.count) }

        func finish(at position: Position, store: StoreFingerprint?) throws(RefoldError) -> Generation {
            (generation.position, generation.store, generation.state) = (position, store, .built)
            return generation
        }

        func promote(keeping count: Int) throws(RefoldError) {}
    }
}
