import RefoldCore
import RefoldStores
import RefoldValues

/// Follows rows of a read model through the events that made them. Reads the events, once.
///
/// The rows may be groups of a rollup. Then all rows that are added up are kept in memory while the events are read.
public struct RowTrails {
    /// An event that touches a row.
    public struct Step {
        public var position: Position
        public var type: String
        public var occurredAt: Timestamp
        /// The item of a list of the event that touches it; nil for the event as a whole.
        public var item: ListItem?
        public var outcome: Outcome
        /// The row after it.
        public var content: RowContent
    }

    /// What became of an event.
    public enum Outcome: String, Sendable {
        case folded
        /// A person left it out: the row is as before it.
        case dropped
        /// It could not be taken, and waits: the row is as before it.
        case parked
        /// It waits, since one before it is parked.
        case held
    }

    private let side: RowBisection.Side
    /// The parked event of a row, by its key; of a rollup, of a row that is added up.
    private let parked: [[UInt8]: Position]
    private let events: any EventStore
    private let isCancelled: () -> Bool
    private let progress: (Position) -> Void

    /// - Parameters:
    ///   - side: the definition that made the rows, and what they leave out.
    ///   - parked: the parked events of the read model.
    ///   - isCancelled: asked between batches.
    ///   - progress: told after each batch up to which position the events were read.
    public init(
        of side: RowBisection.Side, parked: [ParkedEvent], in events: any EventStore, isCancelled: @escaping () -> Bool = { false },
        progress: @escaping (Position) -> Void = { _ in }
    ) {
        (self.side, self.events, self.isCancelled, self.progress) = (side, events, isCancelled, progress)
        self.parked = Dictionary(parked.compactMap { event in event.key.map { ($0, event.position) } }) { min($0, $1) }
    }

    /// - Parameters:
    ///   - keys: encoded as ``KeyEncoding`` does, each once.
    ///   - through: the last position that is read.
    ///   - visit: told of the number of a row's key, and of an event that touches it, once for each item that does; for each row in order of
    ///     position. Of a group only those events are told that change a number of it.
    /// - Throws: `.incomplete` if cancelled; what the store and `visit` throw.
    public func run(_ keys: [[UInt8]], through: Position, _ visit: (Int, Step) throws(RefoldError) -> Void) throws(RefoldError) {
        guard side.projection.rollup == nil else {
            let trails = GroupTrails(side, parked: parked, events, isCancelled, progress)
            return try trails.run(keys, through: through, visit)
        }
        let numbers = Dictionary(keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let rows = FollowedRows(side, keys)
        let reading = RowEvents(of: keys, by: [side.projection], in: events, through: through, isCancelled: isCancelled, progress: progress)
        try reading.forEach { (batch, key) throws(RefoldError) in
            guard let number = numbers[key] else { return }
            let head = batch[0]
            let outcome = outcome(of: head.position, key)
            var next = 0
            for (touch, item) in outcome == .folded ? rows.items(of: batch, key) : [(.max, nil)] {
                if outcome == .folded { rows.fold(batch, of: key, next...touch) }
                next = touch &+ 1
                try visit(
                    number,
                    Step(
                        position: head.position, type: batch.typeNames[Int(head.type)], occurredAt: head.occurredAt, item: item, outcome: outcome,
                        content: rows.content(of: key)))
            }
        }
    }

    private func outcome(of position: Position, _ key: [UInt8]) -> Outcome {
        if side.leftOut.contains(position) { return .dropped }
        guard let first = parked[key], position >= first else { return .folded }
        return position == first ? .parked : .held
    }
}
