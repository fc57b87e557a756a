import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Folds the events of one row by two definitions side by side, and finds the first event after which the row differs.
///
/// Compared are the columns that both have. Reads the events and no read model.
public struct RowBisection {
    /// A definition, and what it leaves out.
    public struct Side: Sendable {
        public var projection: Projection
        /// The positions of dropped events that are not in its rows.
        public var leftOut: Set<Position>

        public init(_ projection: Projection, leavingOut leftOut: Set<Position> = []) {
            (self.projection, self.leftOut) = (projection, leftOut)
        }
    }

    /// What a definition makes of the row up to an event.
    public enum State: Hashable, Sendable {
        /// All columns without the key, values as an export writes them.
        case row([JSONField])
        /// There is no row: not yet, or it was deleted.
        case none
        /// The definition cannot take an event of the row, for this reason; it has no value of the payload.
        case refused(String)
    }

    /// The first event after which the two differ.
    public struct Parting: Hashable, Sendable {
        public var position: Position
        public var id: String
        /// Counts the events that touch the row, from 1.
        public var number: Int64
        /// Before the event, in the columns of each.
        public var before: (from: State, to: State) { (fromBefore, toBefore) }
        public var from: State
        public var to: State
        var fromBefore: State
        var toBefore: State
        /// The columns that differ; none if one of the two has no row.
        public var columns: [String]
    }

    public struct Result: Hashable, Sendable {
        /// How many events touch the row, by one definition or by both.
        public var events: Int64 = 0
        /// Nil if the row never differs.
        public var parting: Parting?
        /// Whether the rows are equal after the last event.
        public var isEqualAtEnd = true
    }

    private let from: Side
    private let to: Side
    private let events: any EventStore
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - from: keyed as `to` is; both without a rollup.
    ///   - isCancelled: asked between batches.
    public init(from: Side, to: Side, in events: any EventStore, isCancelled: @escaping () -> Bool = { false }) {
        (self.from, self.to, self.events, self.isCancelled) = (from, to, events, isCancelled)
    }

    /// - Parameters:
    ///   - key: encoded as ``KeyEncoding`` does.
    ///   - through: the last position that is read.
    /// - Throws: `.incomplete` if cancelled; what the store throws.
    public func run(_ key: [UInt8], through: Position) throws(RefoldError) -> Result {
        let (one, other) = (FollowedRows(from, [key]), FollowedRows(to, [key]))
        let columns = SharedColumns(from.projection.schema, to.projection.schema)
        var result = Result()
        let reading = RowEvents(
            of: [key], by: [from.projection, to.projection], in: events, through: through, columns: .id, isCancelled: isCancelled)
        try reading.forEach { (batch, _) throws(RefoldError) in
            let before = (one.state(of: key), other.state(of: key))
            one.fold(batch, of: key)
            other.fold(batch, of: key)
            result.events += 1
            let differing = columns.differing(one.content(of: key), other.content(of: key))
            result.isEqualAtEnd = differing == nil
            guard let differing, result.parting == nil else { return }
            result.parting = Parting(
                position: batch[0].position, id: batch.text(batch[0].id), number: result.events, from: one.state(of: key), to: other.state(of: key),
                fromBefore: before.0, toBefore: before.1, columns: differing)
        }
        return result
    }
}
