import RefoldCore
import RefoldValues

/// The inside of one transaction on an event store: reads streams and appends to them, seeing its own appends.
///
/// Valid only inside the call of ``EventStore/transact(_:_:)`` that lends it, on the thread of that call.
public protocol EventTransaction: AnyObject {
    /// The events of a stream from a version (1 is the first) on, in version order, at most `limit`.
    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent]

    /// All events of several streams, by stream in any order and then by version. Each name is given once.
    ///
    /// One round trip where there is a server; for streams that are short.
    func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent]

    /// The event of an id, nil if there is none.
    func event(id: String) throws(RefoldError) -> StoredEvent?

    /// Appends events to one stream. A version that does not match and an id that is taken are outcomes, not errors, and write nothing.
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome

    /// A table that a domain keeps beside the events; nil from a store that keeps none, whose domains read the events instead.
    ///
    /// It is made if there is none yet. Several that do so at once follow one another.
    /// - Parameter fill: called for a table that was made just now, to write the rows of the events there are.
    /// - Throws: `.failed` if something else has its name, or it may not be made.
    func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)?
}

extension EventTransaction {
    /// One stream after the other: good enough where a look costs no round trip.
    public func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] {
        var found: [StoredEvent] = []
        for stream in streams { found += try events(in: stream, from: 1, limit: nil) }
        return found
    }

    /// No tables are kept.
    public func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)? {
        nil
    }
}
