import RefoldCore

/// Handles commands one at a time, each in transactions of its own.
struct SingleCommands: Sendable {
    let bus: EventBus
    let now: @Sendable () -> Timestamp

    /// Handles a command that needs nothing but its stream.
    ///
    /// Without a transaction around it: the append by itself holds whatever came between, and loading need not wait for a commit.
    func handle(
        _ command: some StreamCommand, id: String, expecting expected: Int64?, in store: any EventStore
    ) throws(RefoldError) -> CommandOutcome {
        try bus.publishing { () throws(RefoldError) in
            let handled = try command.handle(EventStamp(command: id, time: now()), expecting: expected, in: OneByOne(store))
            return (handled.outcome, handled.events)
        }
    }
}

/// Each call is a transaction of its own.
private final class OneByOne: EventTransaction {
    private let store: any EventStore

    init(_ store: any EventStore) { self.store = store }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try store.events(in: stream, from: version, limit: limit)
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? { try store.event(id: id) }

    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try store.append(events, to: stream, expecting: expecting)
    }
}
