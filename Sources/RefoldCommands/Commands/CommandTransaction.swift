import RefoldCore
import RefoldStores
import RefoldValues

/// The inside of one transaction of a ``CommandBus``.
struct CommandTransaction {
    private let events: any EventTransaction
    private let now: @Sendable () -> Timestamp
    /// One for each type of state that commands were decided on.
    private var loaded: [LoadedStreams] = []
    /// What the commands made happen so far, in order.
    private(set) var happened: [StoredEvent] = []

    init(_ events: any EventTransaction, _ now: @escaping @Sendable () -> Timestamp) {
        self.events = events
        self.now = now
    }

    /// Reads the streams of those commands whose states say that their streams are short.
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
        // Types are few, and compared more quickly than hashed.
        if let known = loaded.first(where: { $0.type == type }) { return known }
        let new = try LoadedStreams(of: type, events)
        loaded.append(new)
        return new
    }

    mutating func handle(_ request: CommandRequest) throws(RefoldError) -> CommandOutcome {
        let command = request.command
        let stamp = EventStamp(command: request.id, time: now())
        let streams = try streams(of: command.stateType)
        let handled = try command.handle(stamp, expecting: request.expectedVersion, in: streams, of: events)
        happened.append(contentsOf: handled.events)
        return handled.outcome
    }

    /// The outcome of a command that was accepted before; nil if none of this id was.
    func accepted(command id: String) throws(RefoldError) -> CommandOutcome? { try events.accepted(command: id)?.outcome }
}
