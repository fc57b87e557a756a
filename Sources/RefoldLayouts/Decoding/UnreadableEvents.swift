import RefoldCore
import Synchronization

/// The events that were left out because their payload is no JSON object, counted scan by scan: several scans of a run meet the same ones.
public final class UnreadableEvents: Sendable {
    /// What one scan, or the one that met the most, left out.
    public struct Count: Hashable, Sendable {
        public var events: Int64 = 0
        /// The position of the first.
        public var first: Position = 0
        /// What the first was: `YAML`.
        public var reason = ""

        public init() {}

        /// Counts another one. Scans of several readers meet them in any order.
        mutating func add(_ position: Position, _ reason: String) {
            events += 1
            if first == 0 || position < first { (first, self.reason) = (position, reason) }
        }
    }

    private struct State {
        var scans = 0
        var counts: [Int: Count] = [:]
        /// The positions that were met by looks at single events, which come again and again.
        var positions: Set<Position> = []
    }

    private let state = Mutex(State())

    public init() {}

    /// The scan that met the most.
    public var most: Count { state.withLock { $0.counts.values.max { $0.events < $1.events } } ?? Count() }

    /// The number that stands for all looks at single events and streams.
    public static let single = 0

    /// The number of another scan.
    public func beginScan() -> Int {
        state.withLock { state in
            state.scans += 1
            return state.scans
        }
    }

    /// Counts an event of a scan.
    func add(_ position: Position, _ reason: String, to scan: Int) {
        state.withLock { state in
            guard scan != Self.single || state.positions.insert(position).inserted else { return }
            state.counts[scan, default: Count()].add(position, reason)
        }
    }
}
