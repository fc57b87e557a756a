import RefoldCore
import RefoldStores
import RefoldValues

/// How served rows match an event store.
public enum StoreMatch: String, Hashable, Sendable {
    /// The sampled events are those from which the rows were made; or the rows were made from no events.
    case same
    /// The program that wrote the rows did not record the store's fingerprint.
    case unknown
    /// The store ends before the checkpoint of the rows.
    case shorter
    /// Up to the checkpoint of the rows, the store holds other events.
    case other
    /// The catalog's entry for the rows was changed after a run wrote it.
    case altered

    /// Whether the rows are known not to be those of the store's events up to their checkpoint.
    public var isOfOtherEvents: Bool { [.shorter, .other, .altered].contains(self) }
}

/// Compares served generations with the store that is to catch them up, and finds how far that store may be read.
public struct StoreComparison: Sendable {
    /// How far the store may be read. Uses the checkpoints only of generations that were made from this store.
    public let bound: Bound
    /// The last position that was read from this store before, as far as the compared generations tell; 0 if none was.
    let remembered: Position
    private let others: Set<String>

    /// - Parameter served: at most one generation per projection.
    /// - Throws: as the store does if it cannot be read or gives no bound.
    public init(of served: [Generation], with events: any EventStore) throws(RefoldError) {
        try self.init(of: served, StoreFingerprints(of: events))
    }

    /// - Parameter remembered: a position that was a bound of this store before.
    init(of served: [Generation], _ fingerprints: StoreFingerprints, remembered: Position = 0) throws(RefoldError) {
        var others: Set<String> = []
        for generation in served where generation.position > 0 {
            if let fingerprint = generation.store, try fingerprints.fingerprint(at: generation.position) != fingerprint { others.insert(generation.projection) }
        }
        self.others = others
        let reached = served.filter { !others.contains($0.projection) }.map(\.position).max() ?? 0
        self.remembered = max(reached, remembered)
        bound = try fingerprints.events.bound(remembered: self.remembered)
    }

    /// How one of the compared generations matches the store.
    public func match(of generation: Generation) -> StoreMatch {
        if generation.isAltered { return .altered }
        if generation.position == 0 { return .same }
        if generation.position > bound.newest { return .shorter }
        if others.contains(generation.projection) { return .other }
        return generation.store == nil ? .unknown : .same
    }

    /// Why a projection cannot be brought forward from this store: its rows were made from another one, and this store's events up to their
    /// checkpoint would be skipped; or it is not built yet, and all rows beside it were made from another one.
    ///
    /// - Parameters:
    ///   - served: what is served of all projections of the run.
    ///   - readModels: the name of the read-model store.
    ///   - store: the name of the event store.
    /// - Returns: nil if it can.
    func objection(to projection: String, _ served: [Generation], in readModels: String, as store: String) -> RefoldError? {
        let what: String, expected: String
        if let own = served.first(where: { $0.projection == projection }) {
            switch match(of: own) {
            // The read-model store refuses to update an altered one, with its own message.
            case .same, .unknown, .altered: return nil
            case .shorter: what = "rest on position \(own.position), and \(store) ends at \(bound.newest)"
            case .other: what = "were not made from \(store): up to position \(own.position) it holds other events"
            }
            expected = "the store that they were made from"
        } else {
            let matches = served.filter { $0.position > 0 }.map(match)
            guard matches.contains(where: { $0 == .shorter || $0 == .other }), !matches.contains(.same) else { return nil }
            what = "of the other projections were not made from \(store)"
            expected = "one store for all of them"
        }
        return RefoldError(
            .refused, "the served rows in \(readModels) \(what)", at: .named("projection \"\(projection)\""), expected: expected,
            remedy: "check --store and --read-models; if the store was replaced or restored, run refold rebuild \(projection)")
    }
}

/// The fingerprints of one store, each looked up once. For one run and one thread: a store may be exchanged between two runs.
final class StoreFingerprints {
    let events: any EventStore
    private var known: [Position: StoreSamples] = [:]
    private var counts: [Position: EventCounts] = [:]

    init(of events: any EventStore) { self.events = events }

    func fingerprint(at position: Position) throws(RefoldError) -> StoreFingerprint? { try samples(at: position).fingerprint }

    /// What a generation at a position records of its parked events.
    func record(of parked: [ParkedEvent], at position: Position) throws(RefoldError) -> ParkedRecord {
        try samples(at: position).record(of: parked)
    }

    /// Whether the store has as many events of a projection up to a position as were read of it. A fingerprint is of four events alone, and
    /// seldom tells that another one was added or removed.
    ///
    /// - Parameters:
    ///   - read: how many were read.
    ///   - isCancelled: asked after each million positions, or each thousandth of them if they are more.
    /// - Returns: true where the store cannot tell.
    /// - Throws: ``FoldPoints/interrupted``; what the store throws.
    /// - Complexity: the store counts all events up to there, once for each position.
    func hasAsMany(_ read: Int64, of projection: Projection, upTo position: Position, isCancelled: () -> Bool) throws(RefoldError) -> Bool {
        guard !events.traits.countsUnreadable else { return true }
        var found = EventCounts()
        if let known = counts[position] {
            found = known
        } else {
            // Positions may lie far apart.
            let window = max(Self.window, position / Self.mostWindows)
            for after in stride(from: 0, to: position, by: Int(window)) {
                if isCancelled() { throw FoldPoints.interrupted }
                found.add(try events.eventCounts(after: after, through: after + min(window, position - after)))
            }
            counts[position] = found
        }
        return found.count(of: projection.eventTypes) == read
    }

    private static let (window, mostWindows): (Position, Position) = (1_000_000, 1000)

    private func samples(at position: Position) throws(RefoldError) -> StoreSamples {
        if let samples = known[position] { return samples }
        let samples = try StoreSamples(of: events, at: position)
        known[position] = samples
        return samples
    }
}
