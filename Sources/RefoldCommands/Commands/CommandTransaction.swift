import RefoldCore
import RefoldStores
import RefoldValues

/// The state of one open transaction of a ``CommandBus``.
struct CommandTransaction {
    private let events: any EventTransaction
    private let now: @Sendable () -> Timestamp
    /// One per type of state on which commands were decided.
    private var loaded: [LoadedStreams] = []
    /// The events appended so far, in order.
    private(set) var happened: [StoredEvent] = []

    init(_ events: any EventTransaction, _ now: @escaping @Sendable () -> Timestamp) {
        self.events = events
        self.now = now
    }

    /// Reads the streams of those commands whose state types have short streams.
    mutating func prefetch(_ requests: [CommandRequest]) throws(RefoldError) {
        var wanted: [(type: any CommandState.Type, streams: [String])] = []
        for request in requests {
            let type = request.command.stateType
            guard type.hasShortStreams else { continue }
            if let place = wanted.firstIndex(where: { $0.type == type }) {
                wanted[place].streams.append(request.command.stream)
            } else {
                wanted.append((type, [request.command.stream]))
            }
        }
        for (type, streams) in wanted where streams.count > 1 { try self.streams(of: type).prefetch(streams) }
    }

    private mutating func streams(of type: any CommandState.Type) throws(RefoldError) -> LoadedStreams {
        // There are few types, and comparing them is faster than hashing.
        if let known = loaded.first(where: { $0.type == type }) { return known }
        let new = try LoadedStreams(of: type, events)
        loaded.append(new)
        return new
    }

    mutating func handle(_ request: CommandRequest) throws(RefoldError) -> CommandOutcome {
        let command = request.command
        let stamp = EventStamp(command: request.id, time: now(), metadata: request.metadata)
        let streams = try streams(of: command.stateType)
        let handled = try command.handle(stamp, expecting: request.expectedVersion, in: streams, of: events)
        happened.append(contentsOf: handled.events)
        return handled.outcome
    }

    /// The outcome of a command that was accepted before; nil if none with this id was.
    func accepted(command id: String) throws(RefoldError) -> CommandOutcome? { try events.accepted(command: id)?.outcome }
}
