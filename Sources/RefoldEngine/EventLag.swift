import RefoldCore
import RefoldStores
import RefoldValues

/// How many events of a store lie past a checkpoint. For one look: it sees the store as it is at the first question.
public final class EventLag {
    private let events: any EventStore
    private var newest: Position?
    private var counts: [Position: EventCounts] = [:]

    /// How many positions are looked at, at most.
    private static let window: Int64 = 1_000_000

    public init(of events: any EventStore) { self.events = events }

    /// How many events of some types there are after a position.
    ///
    /// Exact over the first million positions. Each position past them counts as one event, so that the answer takes no longer than that.
    ///
    /// - Parameter types: nil for all.
    public func lag(after position: Position, types: [String]?) throws(RefoldError) -> Int64 {
        let newest = try lookUpNewest()
        guard newest > position else { return 0 }
        let (end, tooFar) = position.addingReportingOverflow(Self.window)
        let through = tooFar ? newest : min(newest, end)
        let found: EventCounts
        if let known = counts[position] { found = known } else { found = try events.eventCounts(after: position, through: through) }
        counts[position] = found
        return found.count(of: types) + newest - through
    }

    private func lookUpNewest() throws(RefoldError) -> Position {
        if let newest { return newest }
        let found = try events.samples(upTo: [.max]).first??.position ?? 0
        newest = found
        return found
    }
}
