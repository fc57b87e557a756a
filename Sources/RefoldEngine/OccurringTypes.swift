import RefoldCore
import RefoldStores
import RefoldValues

/// Which event types occur in a store: what earlier runs found, and a look at the events since then.
///
/// A store has no index by type, so that a type that never occurs would be looked for to its end each time.
public struct OccurringTypes: Sendable {
    /// The position of the first event of each type that was looked for; 0 if none occurs up to ``newest``.
    private let first: [ExactText: Position]
    /// The last position of the store, when it was looked at.
    private let newest: Position
    /// The bound that the store had before it was looked at. Above it an event may still appear below ``newest``, so nothing is known there
    /// of what does not occur.
    let settled: Position
    /// What earlier runs found, if it is of this store.
    private let known: KnownTypes?

    /// Looks for types among the events that no run has looked at.
    ///
    /// - Parameter known: what a read-model store keeps; it counts only if the store holds the events that it was found in.
    /// - Complexity: a few look-ups by position, and the events after ``KnownTypes/position``; those before it for types that are new.
    public init(of types: [String], in events: any EventStore, known: KnownTypes?) throws(RefoldError) {
        let end = try events.samples(upTo: [.max]).first??.position ?? 0
        if let known, known.position <= end, try events.fingerprint(at: known.position) == known.store {
            self.known = known
        } else {
            self.known = nil
        }
        let bound = try events.bound(remembered: self.known?.position ?? 0)
        (settled, newest) = (bound.position, bound.newest)
        var first = self.known?.first ?? [:]
        let start = self.known?.position ?? 0
        let new = types.filter { first[ExactText($0)] == nil }
        if start > 0, !new.isEmpty { first.merge(try events.firstPositions(of: new, after: 0, through: start)) { old, _ in old } }
        for type in new where first[ExactText(type)] == nil { first[ExactText(type)] = 0 }
        let missing = first.filter { $0.value == 0 }.map(\.key.text)
        if start < newest, !missing.isEmpty { first.merge(try events.firstPositions(of: missing, after: start, through: newest)) { _, found in found } }
        self.first = first
    }

    /// Whether a projection reads every type or one that occurs. Every projection if the store is empty.
    public func concerns(_ projection: Projection) -> Bool {
        newest == 0 || projection.eventTypes?.contains { first[ExactText($0), default: 0] > 0 } ?? true
    }

    /// A position that was a bound of the store before; 0 if none is known.
    var bound: Position { known?.position ?? 0 }

    /// The last position after `position` up to which no event has one of these types, else `position`.
    func last(without types: [String]?, after position: Position) -> Position {
        guard let types else { return position }
        var end = settled
        for type in types {
            guard let first = first[ExactText(type)] else { return position }
            if first > 0 { end = min(end, first - 1) }
        }
        return max(position, end)
    }

    /// Keeps for later runs what was found up to a bound. It only spares work: if it cannot be kept (a role that may only read), the next
    /// run looks again.
    func note(upTo bound: Position, _ fingerprints: StoreFingerprints, in readModels: any ReadModelStore) throws(RefoldError) {
        let position = min(max(bound, self.bound), settled)
        guard let store = try fingerprints.fingerprint(at: position) else { return }
        let types = KnownTypes(first, upTo: position, of: store)
        if types != known { try? readModels.note(types) }
    }
}
