import RefoldCore
import RefoldValues

/// One open transaction on an event store: reads streams and appends to them, and sees its own appends.
///
/// Valid only during the call of ``EventStore/transact(_:_:)`` that passes it, on the thread of that call.
public protocol EventTransaction: AnyObject {
    /// The events of a stream from a version (1 is the first), in version order, at most `limit`.
    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent]

    /// All events of several streams, by stream in any order and then by version. Each name is given once.
    ///
    /// One round trip on a server; for short streams.
    func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent]

    /// The event with an id; nil if there is none.
    func event(id: String) throws(RefoldError) -> StoredEvent?

    /// Appends events to one stream. A wrong version and an id that exists are outcomes, not errors, and write nothing.
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome

    /// A table that a domain keeps beside the events; nil from a store without such tables, whose domains read the events instead.
    ///
    /// Creates it if it does not exist. Concurrent calls that create it run one after the other.
    /// - Parameter fill: called for a new table, to write the rows of the existing events.
    /// - Throws: `.failed` if something else has its name, or if creating it is not permitted.
    func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)?
}

extension EventTransaction {
    /// One stream after the other: sufficient if a lookup costs no round trip.
    public func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] {
        var found: [StoredEvent] = []
        for stream in streams { found += try events(in: stream, from: 1, limit: nil) }
        return found
    }

    /// This store keeps no tables.
    public func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)? {
        nil
    }
}
