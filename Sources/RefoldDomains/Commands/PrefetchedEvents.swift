import RefoldCore

/// A transaction whose first look at some streams was taken for all of them at once: on a server that saves a round trip a command.
///
/// What others append after that look is found by the append that rests on it: it meets a conflict, and the stream is loaded anew.
final class PrefetchedEvents: EventTransaction {
    private let transaction: any EventTransaction
    /// The events of a stream, those that this transaction appended among them.
    private var streams: [ExactText: [StoredEvent]] = [:]

    init(_ transaction: any EventTransaction, of names: [String]) throws(RefoldError) {
        self.transaction = transaction
        for name in names { streams[ExactText(name)] = [] }
        for stored in try transaction.events(inEach: streams.keys.map(\.text)) { streams[ExactText(stored.stream)]?.append(stored) }
    }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        if version == 1, limit == nil, let known = streams[ExactText(stream)] { return known }
        return try transaction.events(in: stream, from: version, limit: limit)
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? { try transaction.event(id: id) }

    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        let outcome = try transaction.append(events, to: stream, expecting: expecting)
        switch outcome {
        case .appended(let version, let position) where events.count == 1:
            streams[ExactText(stream)]?.append(StoredEvent(position: position, stream: stream, version: version, event: events[0]))
        // Where several lie, and what others appended, is not known here.
        case .appended, .conflict: streams[ExactText(stream)] = nil
        case .duplicate: break
        }
        return outcome
    }
}
