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
    init(_ samples: [EventSample?]) {
        let words = samples.map { sample in sample.map { "\($0.stableHash)" } ?? "-" }
        value = Array(words.joined(separator: " ").utf8).span.stableHash
    }

    static func places(at position: Position) -> [Position] { [position, position / 4 * 3, position / 2, position / 4] }
}

extension EventStore {
    /// The fingerprint of the events up to a position; nil for position 0, since no events are the same in every store.
    ///
    /// - Parameter position: not above the bound, so that the sampled events cannot change.
    /// - Complexity: four lookups by position; one round trip on a server.
    public func fingerprint(at position: Position) throws(RefoldError) -> StoreFingerprint? {
        position > 0 ? StoreFingerprint(try samples(upTo: StoreFingerprint.places(at: position))) : nil
    }
}
