import RefoldCore
import RefoldEngine

/// The last events of a stream with the states after them, as they come by.
struct LastEvents {
    typealias Entry = (stored: StoredEvent, state: StreamHistory.State)

    private let limit: Int
    private var entries: [Entry] = []

    /// - Parameter limit: how many events are kept; at least 1.
    init(_ limit: Int) { self.limit = limit }

    mutating func add(_ stored: StoredEvent, _ state: StreamHistory.State) {
        entries.append((stored, state))
        // In steps, so that each event is moved a few times at most; one more than is wanted, for the state before the first.
        if entries.count / 2 > limit { entries.removeFirst(entries.count - limit - 1) }
    }

    var kept: ArraySlice<Entry> { entries.suffix(limit) }

    /// The state that the first of the kept events met.
    var stateBefore: StreamHistory.State { entries.dropLast(limit).last?.state ?? .none }
}
