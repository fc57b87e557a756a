import RefoldCore
import RefoldStores
import RefoldValues

/// Looks for the types of projections of which no event occurred so far, among the events that were not looked at before.
struct DormantTypes {
    /// Up to here nothing new can appear, and none of the types occurs.
    private var after: Position

    init(after position: Position) { after = position }

    /// - Parameter bound: how far the store may be read, if a run has just found it.
    /// - Returns: the indices of the dormant ones of which an event occurs.
    mutating func occurring(among followed: [FollowedProjection], in events: any EventStore, _ bound: Bound?) throws(RefoldError) -> [Int] {
        let bound = if let bound { bound } else { try events.bound(remembered: after) }
        guard bound.newest > after else { return [] }
        let dormant = followed.indices.filter { followed[$0].isDormant }
        let found = try events.firstPositions(
            of: dormant.flatMap { followed[$0].projection.eventTypes ?? [] }.sortedOnce, after: after, through: bound.newest)
        after = max(after, bound.position)
        return dormant.filter { followed[$0].projection.eventTypes?.contains { found[ExactText($0)] != nil } ?? true }
    }
}
