import RefoldCore
import RefoldJSON
import RefoldValues

/// Which event types occur in a store, as far as runs have looked: what a read-model store keeps of it from one run to the next.
///
/// It holds the types that projections ask for, not those of the store, and so stays small whatever the store holds.
public struct KnownTypes: Hashable, Sendable {
    /// The store was looked through up to here.
    public let position: Position
    /// Stands for the events that were looked through; another store makes this worthless.
    public let store: StoreFingerprint
    /// The position of the first event of each type that was looked for; 0 if none occurs up to ``position``.
    public let first: [ExactText: Position]

    /// The bytes that names of types may take in all; of more, those that come first in the order of their bytes are kept.
    public static let maximumBytes = 1 << 20

    /// - Parameter first: for each type that was looked for, as ``first``. Events above `position` do not count.
    public init(_ first: [ExactText: Position], upTo position: Position, of store: StoreFingerprint) {
        self.position = position
        self.store = store
        var left = Self.maximumBytes
        let kept = first.sorted { $0.key < $1.key }.prefix { type, _ in
            left -= type.text.utf8.count
            return left >= 0
        }
        self.first = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value > position ? 0 : $0.value) })
    }

    // MARK: In a catalog

    /// The types and their first positions as a JSON object, in the order of their bytes: `{"PaymentInitiated":1,"PaymentLost":0}`.
    public var types: String {
        "{" + first.sorted { $0.key < $1.key }.map { "\(JSONWriter.string($0.key.text)):\($0.value)" }.joined(separator: ",") + "}"
    }

    /// Stands for all of it, so that a change by hand is noticed.
    public var seal: UInt64 { Array("\(position) \(store.value) \(types)".utf8).span.stableHash }

    /// What a catalog kept.
    ///
    /// - Parameters:
    ///   - types: as ``types`` gave it.
    ///   - seal: as ``seal`` gave it.
    /// - Returns: nil if it is not what a run wrote.
    public init?(types: String, upTo position: Position, of store: StoreFingerprint, sealed seal: UInt64) {
        let bytes = Array(types.utf8)
        var first: [ExactText: Position] = [:]
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes.span) { key, value in
                first[ExactText(key.text(in: bytes.span))] = Position(value.text(in: bytes.span)) ?? -1
            }
        } catch {
            return nil
        }
        guard position > 0, first.values.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init(first, upTo: position, of: store)
        guard self.seal == seal else { return nil }
    }
}
