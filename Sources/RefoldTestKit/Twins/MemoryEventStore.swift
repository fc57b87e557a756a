import RefoldCore
import Synchronization

/// An event store in memory, for tests: the plain twin of the adapters.
///
/// Positions may have holes. Not durable, not fast.
public final class MemoryEventStore: EventStore {
    private let stored: Mutex<[StoredEvent]>

    /// - Parameter events: in position order, versions following in each stream.
    public init(_ events: [StoredEvent] = []) { stored = Mutex(events) }

    public var name: String { "memory" }

    public func bound() throws(RefoldError) -> Position { stored.withLock { $0.last?.position ?? 0 } }

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        let wanted = stored.withLock { events in
            events.filter { $0.position > query.after && $0.position <= query.through && query.types?.contains($0.event.type) ?? true }
        }
        return Scan(wanted, through: query.through)
    }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        let found = stored.withLock { $0.filter { $0.stream == stream && $0.version >= version } }
        return Array(found.prefix(limit ?? found.count))
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { stored.withLock { $0.first { $0.event.id == id } } }

    public func version(of stream: String) throws(RefoldError) -> Int64 { stored.withLock { Self.version(of: stream, in: $0) } }

    public func occurring(types: [String]) throws(RefoldError) -> Set<String> {
        Set(stored.withLock { $0.map(\.event.type) }).intersection(types)
    }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        stored.withLock { stored in
            for event in events {
                if let known = stored.first(where: { $0.event.id == event.id }) { return .duplicate(of: known) }
            }
            var version = Self.version(of: stream, in: stored)
            if case .exactly(let expected) = expecting, expected != version { return .conflict(actual: version) }
            for event in events {
                version += 1
                stored.append(StoredEvent(position: (stored.last?.position ?? 0) + 1, stream: stream, version: version, event: event))
            }
            return .appended(version: version, position: stored.last?.position ?? 0)
        }
    }

    public func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) {
        let bulk = Bulk(stored.withLock { $0 })
        try body(bulk)
        stored.withLock { $0 = bulk.events }
    }

    fileprivate static func version(of stream: String, in events: [StoredEvent]) -> Int64 {
        events.last { $0.stream == stream }?.version ?? 0
    }

    private final class Scan: EventScan {
        private let events: [StoredEvent]
        private let through: Position
        private var next = 0
        private var names: [String] = []

        init(_ events: [StoredEvent], through: Position) {
            self.events = events
            self.through = through
        }

        func next(into batch: EventBatch) throws(RefoldError) -> Bool {
            batch.removeAll()
            while next < events.count, !batch.isFull(for: events[next].event.data.utf8.count + 256) {
                batch.append(events[next], names: &names)
                next += 1
            }
            batch.typeNames = names
            batch.through = next < events.count ? events[next - 1].position : through
            return next < events.count
        }
    }

    private final class Bulk: BulkAppend {
        var events: [StoredEvent]

        init(_ events: [StoredEvent]) { self.events = events }

        func append(_ event: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome {
            let head = batch[event]
            let (stream, id) = (batch.text(head.stream), batch.text(head.id))
            let new = NewEvent(
                id: id, type: batch.typeNames[Int(head.type)], data: batch.text(head.data), metadata: batch.text(head.metadata),
                occurredAt: head.occurredAt, recordedAt: head.recordedAt)
            if let known = events.first(where: { $0.event.id == id }) {
                return known.stream == stream && known.event.type == new.type && known.event.occurredAt == new.occurredAt
                    && (head.version == 0 || head.version == known.version)
                    && (!comparingRecordedAt || known.event.recordedAt == new.recordedAt)
                    && JSONCanonical.isEqual(Array(known.event.data.utf8).span, Array(new.data.utf8).span)
                    && JSONCanonical.isEqual(Array(known.event.metadata.utf8).span, Array(new.metadata.utf8).span)
                    ? .alreadyThere : .differs(storedAt: known.position)
            }
            let last = MemoryEventStore.version(of: stream, in: events)
            guard head.version == 0 || head.version == last + 1 else { return .versionDoesNotFollow(last: last) }
            events.append(StoredEvent(position: (events.last?.position ?? 0) + 1, stream: stream, version: last + 1, event: new))
            return .appended
        }
    }
}
