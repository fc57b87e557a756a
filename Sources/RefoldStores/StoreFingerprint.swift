import RefoldCore
import RefoldValues

/// A number that stands for the events of a store up to a position, so that another store under the same name is noticed.
///
/// Four events spread over them are looked at, the last one among them: identity and content. That finds a store that was exchanged, and one
/// that was restored and has grown anew. No proof that all other events are the same.
public struct StoreFingerprint: Hashable, Sendable {
    public let value: UInt64

    /// A fingerprint that was kept.
    public init(value: UInt64) { self.value = value }

    /// - Parameter samples: in the order of ``places(at:)``; nil if no event lies at or below the place.
    init(_ samples: [EventSample?]) {
        let words = samples.map { sample in sample.map { "\($0.stableHash)" } ?? "-" }
        value = Array(words.joined(separator: " ").utf8).span.stableHash
    }

    static func places(at position: Position) -> [Position] { [position, position / 4 * 3, position / 2, position / 4] }
}

extension EventStore {
    /// The fingerprint of the events up to a position, nil for position 0: no events are the same in every store.
    ///
    /// - Parameter position: not above the bound, so that what was looked at stays as it is.
    /// - Complexity: four look-ups by position, one round trip where there is a server.
    public func fingerprint(at position: Position) throws(RefoldError) -> StoreFingerprint? {
        position > 0 ? StoreFingerprint(try samples(upTo: StoreFingerprint.places(at: position))) : nil
    }
}
