import RefoldCore

/// Handles commands one at a time, without a transaction around the look and the append.
struct SingleCommands: Sendable {
    let bus: EventBus
    let now: @Sendable () -> Timestamp

    /// Handles a command that needs nothing but its stream.
    ///
    /// What others append between the look and the append is found by the append, which names the version that the decision rests on. The
    /// store is locked for the append alone; commands that are handled with the same bus follow one another all the same.
    func handle<Command: StreamCommand>(
        _ command: Command, id: String, expecting expected: Int64?, in store: any EventStore
    ) throws(RefoldError) -> CommandOutcome {
        try bus.publishing { () throws(RefoldError) in
            var loaded = LoadedStreams<Command.Aggregate>(OneByOne(store))
            let handled = try command.handle(EventStamp(command: id, time: now()), expecting: expected, in: &loaded)
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
