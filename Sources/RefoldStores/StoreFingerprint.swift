import RefoldCore
import RefoldValues

/// A number made from the events of a store up to a position, so that another store under the same name is noticed.
///
/// It hashes the identity and content of four events spread over them, including the last one. That detects a store that was exchanged, and
/// one that was restored and has grown since. It does not prove that all other events are the same.
public struct StoreFingerprint: Hashable, Sendable {
    public let value: UInt64

    /// A stored fingerprint.
    public init(value: UInt64) { self.value = value }

    /// - Parameter samples: in the order of ``places(at:)``; nil if no event is at or below the place.
    init(_ samples: [EventSample?]) { self.init(samples, withoutPayloadsOf: []) }

    /// - Parameter parked: sampled events at their positions count without their payloads.
    init(_ samples: [EventSample?], withoutPayloadsOf parked: [ParkedEvent]) {
        let sampled = Set(samples.compactMap { $0?.position })
        let bare = Set(parked.lazy.map(\.position).filter(sampled.contains))
        let words = samples.map { sample in sample.map { "\(bare.contains($0.position) ? $0.bareHash : $0.stableHash)" } ?? "-" }
        value = Array(words.joined(separator: " ").utf8).span.stableHash
    }

    /// That of the same events read by a layout: by another one they are others.
    ///
    /// - Parameter layout: ``StoreTraits/digest``.
    func read(by layout: UInt64) -> StoreFingerprint {
        layout == 0 ? self : StoreFingerprint(value: Array("\(value) \(layout)".utf8).span.stableHash)
    }

    static func places(at position: Position) -> [Position] { [position, position / 4 * 3, position / 2, position / 4] }
}

extension EventStore {
    /// The fingerprint of the events up to a position; nil for position 0, since no events are the same in every store, and for a store
    /// whose positions change.
    ///
    /// - Parameter position: not above the bound, so that the sampled events cannot change.
    /// - Complexity: four lookups by position; one round trip on a server.
    public func fingerprint(at position: Position) throws(RefoldError) -> StoreFingerprint? {
        try StoreSamples(of: self, at: position).fingerprint
    }
}

/// The sampled events of a store up to a position.
public struct StoreSamples {
    /// As ``EventStore/fingerprint(at:)``.
    public let fingerprint: StoreFingerprint?
    private let samples: [EventSample?]

    /// - Complexity: as ``EventStore/fingerprint(at:)``.
    public init(of events: any EventStore, at position: Position) throws(RefoldError) {
        // Where positions change there is nothing that stays at a place.
        samples = position > 0 && events.traits.isStable ? try events.samples(upTo: StoreFingerprint.places(at: position)) : []
        fingerprint = samples.isEmpty ? nil : StoreFingerprint(samples).read(by: events.traits.digest)
    }

    /// What a generation with this checkpoint records of its parked events.
    public func record(of parked: [ParkedEvent]) -> ParkedRecord { ParkedRecord(of: parked, samples) }
}
