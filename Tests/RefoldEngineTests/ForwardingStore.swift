import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues

/// A store for tests that answers as one in memory does, except where it says otherwise.
protocol ForwardingStore: EventStore {
    var store: MemoryEventStore { get }
}

extension ForwardingStore {
    var name: String { store.name }
    func bound(remembered: Position) throws(RefoldError) -> Bound { try store.bound(remembered: remembered) }
    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan { try store.scan(query) }
    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try store.events(in: stream, from: version, limit: limit)
    }
    func event(id: String) throws(RefoldError) -> StoredEvent? { try store.event(id: id) }
    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] { try store.samples(upTo: positions) }
    func version(of stream: String) throws(RefoldError) -> Int64 { try store.version(of: stream) }
    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        try store.firstPositions(of: types, after: after, through: through)
    }
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try store.append(events, to: stream, expecting: expecting)
    }
    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try store.transact(extent, body)
    }
    func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) { try store.appendInBulk(body) }
}
