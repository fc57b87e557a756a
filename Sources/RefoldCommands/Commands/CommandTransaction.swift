import RefoldCore

/// The inside of one transaction of a ``CommandBus``.
struct CommandTransaction {
    private let events: any EventTransaction
    private let now: @Sendable () -> Timestamp
    /// A ``LoadedStreams`` for each type of state that commands were decided on.
    private var loaded: [ObjectIdentifier: AnyObject] = [:]
    /// What the commands made happen so far, in order.
    private(set) var happened: [StoredEvent] = []

    init(_ events: any EventTransaction, _ now: @escaping @Sendable () -> Timestamp) {
        self.events = events
        self.now = now
    }

    /// Reads the streams of those commands whose states say that their streams are short.
    mutating func prefetch(_ requests: [CommandRequest]) throws(RefoldError) {
        var streams: [ObjectIdentifier: (command: any Command, names: [String])] = [:]
        for request in requests { Self.note(request.command, in: &streams) }
        for (command, names) in streams.values where names.count > 1 { try prefetch(names, for: command) }
    }

    private static func note<C: Command>(_ command: C, in streams: inout [ObjectIdentifier: (command: any Command, names: [String])]) {
        guard C.State.hasShortStreams else { return }
        streams[ObjectIdentifier(C.State.self), default: (command, [])].names.append(command.stream)
    }

    private mutating func prefetch<C: Command>(_ names: [String], for command: C) throws(RefoldError) {
        try streams(of: C.State.self).prefetch(names)
    }

    private mutating func streams<State: CommandState>(of type: State.Type) throws(RefoldError) -> LoadedStreams<State> {
        if let known = loaded[ObjectIdentifier(type)] as? LoadedStreams<State> { return known }
        let new = try LoadedStreams<State>(events)
        loaded[ObjectIdentifier(type)] = new
        return new
    }

    mutating func handle(_ request: CommandRequest) throws(RefoldError) -> CommandOutcome {
        let handled = try handle(request.command, EventStamp(command: request.id, time: now()), expecting: request.expectedVersion)
        happened.append(contentsOf: handled.events)
        return handled.outcome
    }

    private mutating func handle<C: Command>(_ command: C, _ stamp: EventStamp, expecting expected: Int64?) throws(RefoldError) -> HandledCommand {
        try command.handle(stamp, expecting: expected, in: streams(of: C.State.self), of: events)
    }

    /// The outcome of a command that was accepted before; nil if none of this id was.
    func accepted(command id: String) throws(RefoldError) -> CommandOutcome? { try events.accepted(command: id)?.outcome }
}
