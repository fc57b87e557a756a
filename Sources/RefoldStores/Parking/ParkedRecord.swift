import RefoldCore
import RefoldValues

/// What a generation's own record says of its parked events, so that a list that was lost, and a store that was exchanged, are noticed.
public struct ParkedRecord: Hashable, Sendable {
    /// Stands for the parked events and the rows that wait for them; 0 for none. Reasons and numbers of held events do not count.
    public var list: UInt64
    /// The fingerprint of the store in which sampled events that are parked count without their payloads, since these may be corrected; nil if
    /// none is parked, and at position 0.
    public var outline: StoreFingerprint?

    /// A stored record.
    public init(list: UInt64, outline: StoreFingerprint?) {
        self.list = list
        self.outline = outline
    }

    /// - Parameters:
    ///   - parked: all parked events of the generation.
    ///   - samples: those of the store at its checkpoint, in the order of ``StoreFingerprint/places(at:)``; none at position 0.
    init(of parked: [ParkedEvent], _ samples: [EventSample?]) {
        list = Self.hash(of: parked)
        outline = parked.isEmpty || samples.isEmpty ? nil : StoreFingerprint(samples, withoutPayloadsOf: parked)
    }

    /// The same for the same places in any order.
    static func hash(of parked: [ParkedEvent]) -> UInt64 {
        var sum: UInt64 = 0
        for event in parked {
            let key = event.key.map { "\($0.span.stableHash)" } ?? "-"
            sum &+= Array("\(event.position) \(key)".utf8).span.stableHash
        }
        return parked.isEmpty ? 0 : max(sum, 1)
    }
}

extension Generation {
    /// Whether these are the parked events that a run wrote. Of a generation that an earlier program wrote it is not known, and taken for so.
    public func lists(_ parked: [ParkedEvent]) -> Bool { self.parked.map { $0.list == ParkedRecord.hash(of: parked) } ?? true }

    /// The parked events that a catalog lists.
    ///
    /// - Throws: `.refused` if a run wrote another list: later events of rows that wait would be folded.
    public func checked(_ parked: [ParkedEvent], in database: String) throws(RefoldError) -> [ParkedEvent] {
        if lists(parked) { return parked }
        throw RefoldError(
            .refused, "the list of parked events of generation \(number) of \"\(projection)\" is not as a run wrote it: it was changed by hand",
            at: .named(database), expected: "the events that its rows wait for",
            remedy: "run refold rebuild \(projection) --park, which reads all events again and parks anew")
    }

    /// How many events its rows leave out as dropped that the projection no longer leaves out; 0 if it is not known.
    ///
    /// - Parameter dropped: the positions of the events that the projection leaves out now.
    public func lostDrops(_ dropped: Set<Position>) -> Int {
        if let own = origin.leftOut { return own.subtracting(dropped).count }
        return max((origin.leftOutCount ?? 0) - dropped.count, 0)
    }

    /// Refuses rows without events that the projection no longer leaves out: later runs, and sums above all, would go by other events than these
    /// rows.
    ///
    /// - Parameter dropped: the positions of the events that the projection leaves out now.
    /// - Throws: `.refused`.
    public func requireDrops(_ dropped: Set<Position>, in database: String) throws(RefoldError) {
        let lost = lostDrops(dropped)
        guard lost > 0, let own = origin.leftOut?.count ?? origin.leftOutCount else { return }
        throw RefoldError(
            .refused, "the rows of \"\(projection)\" leave out \(own) dropped \(own == 1 ? "event" : "events"), and \(own - lost) of these drops are listed",
            at: .named(database), expected: "all drops that its rows were made by",
            remedy: "bring refold_dropped back, or run refold rebuild \(projection), which reads all events but those that are listed")
    }
}
