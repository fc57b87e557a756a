import RefoldCore
import RefoldJSON
import RefoldValues

/// What a store holds of an event that is to be appended.
public enum EventMatch: Hashable, Sendable {
    /// No event has its id. `last` is the last version of its stream, 0 where it has none.
    case new(last: Int64)
    /// An event of this id and content.
    case alreadyThere
    /// An event of this id, with other content.
    case differs(storedAt: Position)
}

extension EventStore {
    /// Asks for one event after the other, each in a snapshot of its own: for stores that have no quicker way.
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
    /// Whether an event that is to be appended is this one: the same stream, type, time and payload, and the same version and time of
    /// recording where they count. Texts are the same where their bytes are.
    public func hasContent(of head: EventHead, in batch: EventBatch, comparingRecordedAt: Bool) -> Bool {
        batch.withBytes(head.stream) { stream.utf8.span.isEqual(to: $0) }
            && ExactText(event.type) == ExactText(batch.typeNames[Int(head.type)]) && event.occurredAt == head.occurredAt
            && (head.version == 0 || head.version == version) && (!comparingRecordedAt || event.recordedAt == head.recordedAt)
            && batch.withBytes(head.data) { JSONCanonical.isEqual(event.data.utf8.span, $0) }
            && batch.withBytes(head.metadata) { JSONCanonical.isEqual(event.metadata.utf8.span, $0) }
    }
}
