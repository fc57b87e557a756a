import RefoldCore
import RefoldJSON
import RefoldValues

/// What a store already holds for an event that is to be appended.
public enum EventMatch: Hashable, Sendable {
    /// No event has its id. `last` is the last version of its stream; 0 if the stream has none.
    case new(last: Int64)
    /// An event with this id and content exists.
    case alreadyThere
    /// An event with this id exists, with other content.
    case differs(storedAt: Position)
}

extension EventStore {
    /// Looks up one event after the other, each in its own snapshot: for stores without a faster way.
    public func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        var matches: [EventMatch] = []
        for event in 0..<batch.count {
            let head = batch[event]
            if let stored = try self.event(id: batch.text(head.id)) {
                let isSame = stored.hasContent(of: head, in: batch, comparingRecordedAt: comparingRecordedAt[event])
                matches.append(isSame ? .alreadyThere : .differs(storedAt: stored.position))
            } else {
                matches.append(.new(last: try version(of: batch.text(head.stream))))
            }
        }
        return matches
    }
}

extension StoredEvent {
    /// Whether this event has the content of one that is to be appended: stream, type, time, payload and, if they count, version and time
    /// of recording. Texts are compared by their bytes.
    public func hasContent(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) -> Bool {
        batch.withBytes(head.stream) { stream.utf8.span.isEqual(to: $0) }
            && ExactText(event.type) == ExactText(batch.typeNames[Int(head.type)]) && event.occurredAt == head.occurredAt
            && (head.version == 0 || head.version == version) && (!comparingRecordedAt || event.recordedAt == head.recordedAt)
            && batch.withBytes(head.data) { JSONCanonical.isEqual(event.data.utf8.span, $0) }
            && batch.withBytes(head.metadata) { JSONCanonical.isEqual(event.metadata.utf8.span, $0) }
    }
}
