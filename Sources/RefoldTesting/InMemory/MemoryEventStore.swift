import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// An event store in memory, for tests that need no database. Passes ``EventStoreContract``.
///
/// Positions may have gaps. Neither durable nor fast.
public final class MemoryEventStore: EventStore {
    public let name = "memory"
    private let events: Mutex<[StoredEvent]>

    /// - Parameter events: in position order, with consecutive versions in each stream.
    public init(_ events: [StoredEvent] = []) { self.events = Mutex(events) }

    /// Everything in the store, in position order.
    public var all: [StoredEvent] { events.withLock { $0 } }

    public func bound(remembered: Position) throws(RefoldError) -> Bound {
        let last = all.last?.position ?? 0
        return Bound(position: last, newest: last)
    }

    public func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        MemoryScan(query, all.filter { $0.position > query.after && $0.position <= query.through })
    }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        let found = all.filter { isEqual($0.stream, stream) && $0.version >= version }.sorted { $0.version < $1.version }
        return limit.map { Array(found.prefix($0)) } ?? found
    }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { all.first { isEqual($0.event.id, id) } }

    public func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        let all = all
        return positions.map { position in all.last { $0.position <= position }.map(EventSample.init) }
    }

    public func version(of stream: String) throws(RefoldError) -> Int64 { all.last { isEqual($0.stream, stream) }?.version ?? 0 }

    public func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        let wanted = Set(types.map { ExactText($0) })
        let found = all.filter { $0.position > after && $0.position <= through && wanted.contains(ExactText($0.event.type)) }
        return Dictionary(found.map { (ExactText($0.event.type), $0.position) }) { first, _ in first }
    }

    public func append(_ new: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try transact { transaction throws(RefoldError) in try transaction.append(new, to: stream, expecting: expecting) }
    }

    /// Runs transactions one after the other, whatever their extent.
    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try events.withLock { events throws(RefoldError) in
            let transaction = MemoryTransaction(events)
            let result = try body(transaction)
            events = transaction.all
            return result
        }
    }

    public func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        let bulk = MemoryBulkAppend(all)
        return (0..<batch.count).map { bulk.match(of: $0, in: batch, comparingRecordedAt: comparingRecordedAt[$0]) }
    }

    public func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) {
        try events.withLock { events throws(RefoldError) in
            let bulk = MemoryBulkAppend(events)
            try body(bulk)
            events = bulk.events
        }
    }
}

/// Compares texts as stores do.
private func isEqual(_ a: String, _ b: String) -> Bool { ExactText(a) == ExactText(b) }

private final class MemoryTransaction: EventTransaction {
    private(set) var all: [StoredEvent]

    init(_ events: [StoredEvent]) { all = events }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        let found = all.filter { isEqual($0.stream, stream) && $0.version >= version }
        return limit.map { Array(found.prefix($0)) } ?? found
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? { all.first { isEqual($0.event.id, id) } }

    func append(_ new: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        for event in new {
            if let first = try self.event(id: event.id) { return .duplicate(of: first) }
        }
        var version = all.last { isEqual($0.stream, stream) }?.version ?? 0
        if case .exactly(let expected) = expecting, expected != version { return .conflict(actual: version) }
        for event in new {
            version += 1
            all.append(StoredEvent(position: (all.last?.position ?? 0) + 1, stream: stream, version: version, event: event))
        }
        return .appended(version: version, position: all.last?.position ?? 0)
    }
}

private final class MemoryBulkAppend: BulkAppend {
    var events: [StoredEvent]
    private var versions: [ExactText: Int64] = [:]
    private var places: [ExactText: Int] = [:]

    init(_ events: [StoredEvent]) {
        self.events = events
        for (place, stored) in events.enumerated() {
            versions[ExactText(stored.stream)] = stored.version
            places[ExactText(stored.event.id)] = place
        }
    }

    func append(_ index: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome {
        let last: Int64
        switch match(of: index, in: batch, comparingRecordedAt: comparingRecordedAt) {
        case .alreadyThere: return .alreadyThere
        case .differs(let position): return .differs(storedAt: position)
        case .new(let version): last = version
        }
        let new = batch.storedEvent(index)
        guard new.version == 0 || new.version == last + 1 else { return .versionDoesNotFollow(last: last) }
        versions[ExactText(new.stream)] = last + 1
        places[ExactText(new.event.id)] = events.count
        events.append(StoredEvent(position: (events.last?.position ?? 0) + 1, stream: new.stream, version: last + 1, event: new.event))
        return .appended
    }

    func match(of index: Int, in batch: EventBatch, comparingRecordedAt: Bool) -> EventMatch {
        let head = batch[index]
        guard let place = places[ExactText(batch.text(head.id))] else { return .new(last: versions[ExactText(batch.text(head.stream))] ?? 0) }
        let isSame = events[place].hasContent(of: head, in: batch, comparingRecordedAt: comparingRecordedAt)
        return isSame ? .alreadyThere : .differs(storedAt: events[place].position)
    }
}

private final class MemoryScan: EventScan {
    private let query: EventQuery
    private let events: [StoredEvent]
    private var next = 0
    private var typeNames: [String] = []

    init(_ query: EventQuery, _ events: [StoredEvent]) {
        self.query = query
        self.events = events.filter { query.types?.containsExactly($0.event.type) ?? true }
    }

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        batch.typeNames = typeNames
        while next < events.count {
            var stored = events[next]
            if !query.columns.contains(.id) { stored.event.id = "" }
            if !query.columns.contains(.metadata) { stored.event.metadata = "" }
            if !query.columns.contains(.recordedAt) { stored.event.recordedAt = .first }
            if batch.isFull(for: stored.byteCount) { break }
            batch.append(stored)
            next += 1
        }
        typeNames = batch.typeNames
        batch.through = next < events.count ? events[next - 1].position : query.through
        return next < events.count
    }
}
