import RefoldCore
import RefoldStores
import RefoldValues

/// A store of read models that keeps nothing: for a run that only tells whether, and how, a rebuild would go.
public struct DiscardedReadModels: ReadModelStore {
    public let name = "nowhere"

    private let drops: [DroppedEvent]

    /// - Parameter dropped: what projections leave out by a person's decision.
    public init(dropped: [DroppedEvent] = []) { drops = dropped }

    public func generations() throws(RefoldError) -> [Generation] { [] }

    public func knownTypes() throws(RefoldError) -> KnownTypes? { nil }

    public func note(_ types: KnownTypes) throws(RefoldError) {}

    public func overview() throws(RefoldError) -> ReadModelOverview { ReadModelOverview(generations: [], lastRuns: []) }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {}

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] { [] }

    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] { [] }

    public func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? { nil }

    public func dropped() throws(RefoldError) -> [DroppedEvent] { drops }

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock { NoLock() }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        Discarding(
            Generation(
                number: 1, state: .building, version: version, fingerprint: fingerprint, zones: zones, position: 0, rows: 0, schema: schema, updatedAt: .first))
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        throw RefoldError(.failed, "there is nothing to bring forward", at: .named(name))
    }

    public func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] { projections.map { _ in [] } }

    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation { generation }

    public func setAside(_ generation: Generation) throws(RefoldError) -> Generation { generation }

    public func discard(_ generation: Generation) throws(RefoldError) {}

    public func drop(_ projection: String) throws(RefoldError) -> [Generation] { [] }

    private final class NoLock: RunLock {}

    private final class Discarding: GenerationBuilder {
        private var generation: Generation

        init(_ generation: Generation) { self.generation = generation }

        func write(_ rows: RowBlock) throws(RefoldError) { generation.rows += Int64(rows.count) }

        func park(_ changes: ParkedChanges) throws(RefoldError) {}

        func prove(_ ranges: any EventRanges) throws(RefoldError) {}

        func finish(
            at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
        ) throws(RefoldError) -> Generation {
            (generation.position, generation.store, generation.state) = (position, store, state)
            return generation
        }

        func promote(keeping count: Int) throws(RefoldError) {}
    }
}
