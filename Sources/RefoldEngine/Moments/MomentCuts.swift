import RefoldCore
import RefoldValues
import Synchronization

/// Finds the positions at which the events of the moments end while events are read, for moments that come one after the other.
///
/// If events were recorded in the order of their positions, the events of each moment are the first ones of the next. An event that was
/// recorded before one with a lower position belongs to moments whose rows may have been given already: those are ``late``.
final class MomentCuts: Sendable {
    private let moments: [Moment]
    private struct State {
        var cuts: [Position] = []
        var late: Set<Int> = []
        var last: Position = 0
    }
    private let state = Mutex(State())

    /// - Parameter moments: each with at least the events of the one before.
    init(_ moments: [Moment]) { self.moments = moments }

    /// Takes note of a batch before lanes fold it.
    ///
    /// - Parameter visit: called for each event in order with the first moment for which it counts, as far as these are not late; their number
    ///   for none.
    func add(_ batch: EventBatch, _ visit: (Int) -> Void) {
        state.withLock { state in
            for index in 0..<batch.count {
                let head = batch[index]
                while state.cuts.count < moments.count, !moments[state.cuts.count].contains(head) { state.cuts.append(state.last) }
                let first = state.cuts.count
                if first > 0, moments[first - 1].contains(head) {
                    for moment in 0..<first where moments[moment].contains(head) { state.late.insert(moment) }
                }
                state.last = head.position
                visit(first)
            }
        }
    }

    /// The moments whose last event is known so far and lies before a position, from one of them on.
    func known(from first: Int, before position: Position) -> ArraySlice<Position> {
        state.withLock { state in
            guard first < state.cuts.count else { return [] }
            return state.cuts[first...].prefix { $0 < position }
        }
    }

    /// Ends all moments that have not ended yet, after the last event.
    func finish() {
        state.withLock { state in
            while state.cuts.count < moments.count { state.cuts.append(state.last) }
        }
    }

    /// The last positions of all moments, after ``finish()``.
    var all: [Position] { state.withLock { $0.cuts } }

    /// The moments that events were recorded for after their rows may have been given.
    var late: Set<Int> { state.withLock { $0.late } }
}
