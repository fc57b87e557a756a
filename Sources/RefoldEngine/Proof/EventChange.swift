import RefoldCore
import RefoldValues

/// An event at or below a checkpoint that is not as it was when the rows were made, or a range of events in which there is one.
struct EventChange: Hashable {
    enum Kind {
        case late, changed, missing
    }

    var kind: Kind
    /// Nil if only a range is known.
    var position: Position?
    /// The event as the store holds it now, or where it was.
    var place: Place
    /// Whether an event that changed still is of the stream that it was of; true for one that was added.
    var isOfSameStream = true
    /// The digest that the proof has; nil for an event that was added, and for a range.
    var before: UInt64?

    /// What is wrong, as a clause about the place.
    var clause: String {
        switch kind {
        case .late: "was added at or below the checkpoint"
        case .changed: "is not as it was"
        case .missing: "is gone"
        }
    }
}

/// All that changed under one generation, the first of it by name.
struct EventChanges {
    /// The first of them.
    private(set) var listed: [EventChange] = []
    private(set) var count: Int64 = 0
    /// How many are listed at most.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ change: EventChange) {
        count += 1
        if listed.count < limit { listed.append(change) }
    }

    /// Whether each of them is listed.
    var isWhole: Bool { count == Int64(listed.count) }

    /// Why the rows of a projection are not brought forward; nil if nothing changed.
    func refusal(of projection: String, at position: Position) -> RefoldError? {
        guard let first = listed.first else { return nil }
        let more = count == 1 ? "" : "; \(count - 1) more \(count == 2 ? "has" : "have") changed"
        return RefoldError(
            .refused, "projection \"\(projection)\": the event \(first.clause), and the rows up to position \(position) rest on the events as they were\(more)",
            at: first.place, expected: "a store that is only added to",
            remedy: "find out who changed the store; refold catch-up \(projection) --repair brings the rows in line with it")
    }
}
