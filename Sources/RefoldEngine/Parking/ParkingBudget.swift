import RefoldCore
import RefoldValues
import Synchronization

/// How many events a projection may park, counted over all its lanes. Events that are held do not count.
final class ParkingBudget: Sendable {
    /// Nil if no further event is parked: the first that cannot be taken stops the projection.
    let limit: Int?
    private let count: Atomic<Int>

    /// - Parameter parked: how many are parked already.
    init(limit: Int?, parked: Int) {
        self.limit = limit
        count = Atomic(parked)
    }

    /// Counts one more.
    ///
    /// - Returns: whether that is too many.
    func isOverspentByOne() -> Bool { count.add(1, ordering: .relaxed).newValue > limit ?? 0 }

    /// Whether more events were parked by this run than may be.
    var isOverspent: Bool { overspent.load(ordering: .relaxed) }

    func noteOverspent() { overspent.store(true, ordering: .relaxed) }

    private let overspent = Atomic(false)
}
