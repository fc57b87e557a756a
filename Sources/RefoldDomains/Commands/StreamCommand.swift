import RefoldCore

/// What the events of one stream make of an aggregate.
protocol StreamAggregate {
    /// The aggregate to which nothing has happened.
    init()
    mutating func apply(_ stored: StoredEvent) throws(RefoldError)
}

/// A command that is decided on the events of one stream.
protocol StreamCommand {
    associatedtype Aggregate: StreamAggregate
    associatedtype Event: DomainEvent
    associatedtype Refusal: DomainRefusal

    var stream: String { get }
    func decide(on aggregate: Aggregate) throws(Refusal) -> Event
}

extension StreamCommand {
    /// Loads the stream, decides, appends with the version that the decision rests on.
    ///
    /// Whether the command was accepted before is found by the append itself. It is looked up only where there is none: a command that
    /// was accepted is refused by what it made happen.
    ///
    /// - Parameters:
    ///   - expected: the version that the sender saw; nil where it does not matter.
    ///   - loaded: what earlier commands of the same transaction loaded.
    /// - Throws: `.failed` where the store cannot do it, or the stream holds what cannot be read.
    func handle(
        _ stamp: EventStamp, expecting expected: Int64?, in loaded: inout LoadedStreams<Aggregate>
    ) throws(RefoldError) -> HandledCommand {
        do throws(RefoldError) {
            return try decideAndAppend(stamp, expecting: expected, in: &loaded)
        } catch {
            // What cannot be read may follow what was accepted.
            guard error.isOfStoredEvents, let first = try loaded.events.accepted(command: stamp.command) else { throw error }
            return first
        }
    }

    private func decideAndAppend(
        _ stamp: EventStamp, expecting expected: Int64?, in loaded: inout LoadedStreams<Aggregate>
    ) throws(RefoldError) -> HandledCommand {
        let stream = stream
        var state = try loaded.take(stream)
        var conflicts = 0
        while true {
            switch decision(on: state, expecting: expected) {
            case .refused(let outcome):
                let first = try loaded.events.accepted(command: stamp.command)
                if first == nil, !state.isFresh, try loaded.refresh(&state, of: stream) { continue }
                loaded.keep(state, of: stream)
                return first ?? HandledCommand(outcome: outcome)
            case .happens(let event):
                let new = stamp.events(CollectionOfOne(event))
                switch try loaded.events.append(new, to: stream, expecting: .exactly(state.version)) {
                case .appended(let version, let position):
                    let handled = try HandledCommand(appended: new, to: stream, version: version, position: position, in: loaded.events)
                    for stored in handled.events { try state.take(stored) }
                    loaded.keep(state, of: stream)
                    return handled
                case .duplicate(let first): return HandledCommand(duplicateOf: first)
                case .conflict(let actual):
                    guard conflicts < HandledCommand.retries else { return HandledCommand(outcome: .conflict(stream: stream, actual: actual)) }
                    conflicts += 1
                    _ = try loaded.refresh(&state, of: stream)
                }
            }
        }
    }

    private func decision(on state: LoadedStreams<Aggregate>.State, expecting expected: Int64?) -> Decision<Event> {
        if let expected, expected != state.version { return .refused(.conflict(stream: stream, actual: state.version)) }
        do throws(Refusal) {
            return .happens(try decide(on: state.aggregate))
        } catch {
            return .refused(.rejected(stream: stream, reason: error.name))
        }
    }
}

/// What a command comes to on an aggregate.
private enum Decision<Event: DomainEvent> {
    case happens(Event)
    case refused(CommandOutcome)
}
