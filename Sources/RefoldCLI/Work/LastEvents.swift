import RefoldCore
import RefoldEngine

/// Keeps the last events of a stream with the states after them.
struct LastEvents {
    typealias Entry = (stored: StoredEvent, state: StreamHistory.State)

    private let limit: Int
    private var entries: [Entry] = []

    /// - Parameter limit: the number of events to keep; at least 1.
    init(_ limit: Int) { self.limit = limit }

    mutating func add(_ stored: StoredEvent, _ state: StreamHistory.State) {
        entries.append((stored, state))
        // Removed in large steps, so that each event is moved only a few times; one extra event is kept for the state before the first.
        if entries.count / 2 > limit { entries.removeFirst(entries.count - limit - 1) }
    }

    var kept: ArraySlice<Entry> { entries.suffix(limit) }

    /// The state before the first of the kept events.
    var stateBefore: StreamHistory.State { entries.dropLast(limit).last?.state ?? .none }
}
