import RefoldCore
import RefoldValues

/// A store of recorded events: append-only, one global order.
///
/// All reading goes through ``scan(_:)`` or ``events(in:from:limit:)``; nothing else knows where events are stored.
public protocol EventStore: WriteSide {
    /// The store's name for messages, without secrets: `sqlite:events.db`.
    var name: String { get }

    /// What is particular of its events.
    var traits: StoreTraits { get }

    /// How far a run may read. A run asks once, at its start.
    ///
    /// - Parameter remembered: an earlier bound of this store; 0 if none is known. The result is never below it.
    /// - Throws: `.refused` if the store gives no position below which nothing can appear.
    func bound(remembered: Position) throws(RefoldError) -> Bound

    /// As ``bound(remembered:)``, and first waits for those who hold it back at the first look: not for whoever comes later.
    ///
    /// - Parameter waits: how long, who is told, and what ends the wait; nil for none.
    /// - Throws: `.incomplete` if the wait was cancelled; else as ``bound(remembered:)``.
    func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound

    /// Who has an open transaction that may add events; they need not hold a bound back.
    ///
    /// - Throws: as ``bound(remembered:)``.
    func writers() throws(RefoldError) -> [BoundHolder]

    /// How many events of each type can be seen after a position, up to another.
    ///
    /// - Complexity: looks at every event between the two.
    func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts

    /// Begins to read the events of a query in position order.
    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan

    /// The events of a stream from a version (1 is the first), in version order, at most `limit`. Later versions have later positions.
    ///
    /// For aggregates and audit trails; not for whole stores.
    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent]

    /// The events of a stream after one of them, or all, in their order, at most `limit`: for streams whose versions may be missing.
    func events(in stream: String, after last: StoredEvent?, limit: Int?) throws(RefoldError) -> [StoredEvent]

    /// The event with an id; nil if there is none.
    func event(id: String) throws(RefoldError) -> StoredEvent?

    /// For each position, the last event at or below it; nil if there is none. See ``fingerprint(at:)``.
    ///
    /// - Complexity: one lookup per position, however far apart they are; one round trip on a server.
    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?]

    /// Appends events to one stream in one transaction, all or none.
    ///
    /// Waits for other appenders and never fails because of one. Durable when it returns.
    ///
    /// - Throws: `.failed` if the database fails. A wrong version and an id that exists are outcomes, not errors.
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome

    /// The version of the last event of a stream; 0 if it has none.
    func version(of stream: String) throws(RefoldError) -> Int64

    /// The position of the first event of each of these types after a position and up to another; types without one are left out.
    ///
    /// - Complexity: looks at all events of the range if one of the types is not among them, else at those up to about the last one found.
    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position]

    /// Looks up every event of a batch in the store, in one short snapshot: appenders neither wait for it nor are waited for.
    ///
    /// The answer may be out of date when the events are appended; ``BulkAppend`` checks again.
    ///
    /// - Parameters:
    ///   - batch: holds ids, metadata and times of recording. Version 0 means the next one of the stream.
    ///   - comparingRecordedAt: for each event, whether the time of recording is part of the compared content.
    /// - Returns: one answer per event. Events of the batch itself do not count.
    func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch]

    /// Appends many events of many streams in one transaction, all or none, through the store's bulk path.
    ///
    /// - Parameter body: appends the events. Whatever it throws rolls everything back and is rethrown. A store may roll back and call it
    ///   again; it then starts from the first event.
    func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError)

    /// Begins to watch for new events.
    ///
    /// - Parameter signal: woken from any thread if events were appended, as far as the store hears of it.
    func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch
}

extension EventStore {
    /// The last position below which no event can still appear; 0 for an empty store.
    public func bound() throws(RefoldError) -> Position { try bound(remembered: 0).position }

    /// For a store in Refold's own layout.
    public var traits: StoreTraits { .own }

    /// For a store in which every event of a stream has a version.
    public func events(in stream: String, after last: StoredEvent?, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try events(in: stream, from: (last?.version ?? 0) + 1, limit: limit)
    }

    /// For a store that nobody can hold back.
    public func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound { try bound(remembered: remembered) }

    /// For a store in which nobody writes unseen.
    public func writers() throws(RefoldError) -> [BoundHolder] { [] }

    /// For a store that has no quicker way than to read them.
    public func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        var counts = EventCounts()
        let scan = try scan(EventQuery(after: after, through: through, types: nil))
        let batch = EventBatch(events: 1024)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count { counts.add(1, of: batch.typeNames[Int(batch[index].type)]) }
        }
        return counts
    }
}

/// A scan in progress: a cursor that fills one batch at a time, each in its own short read transaction.
///
/// Belongs to one thread at a time.
public protocol EventScan: AnyObject {
    /// Replaces the batch's contents by the next events.
    ///
    /// - Returns: whether there are more events; `batch.through` is the position that the scan has reached.
    func next(into batch: EventBatch) throws(RefoldError) -> Bool
}
