import RefoldCore
import RefoldStores

/// Notices that events are held back at the same position for long.
struct HoldingWatch {
    private var place: (position: Position, since: ContinuousClock.Instant, isTold: Bool)?

    /// Whether it is to be told now.
    mutating func isLong(_ limits: FoldLimits, _ options: FollowOptions) -> Bool {
        guard limits.behind > 0 else {
            place = nil
            return false
        }
        guard let known = place, known.position == limits.bound.position else {
            place = (limits.bound.position, .now, false)
            return false
        }
        guard !known.isTold, known.since.duration(to: .now) >= options.patienceWithHolders else { return false }
        place?.isTold = true
        return true
    }
}
