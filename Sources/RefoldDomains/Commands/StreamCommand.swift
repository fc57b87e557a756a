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
    /// - Parameter expected: the version that the sender saw; nil where it does not matter.
    /// - Throws: `.failed` where the store cannot do it, or the stream holds what cannot be read.
    func handle(_ stamp: EventStamp, expecting expected: Int64?, in events: any EventTransaction) throws(RefoldError) -> HandledCommand {
        let stream = stream
        var actual: Int64 = 0
        for _ in 0...HandledCommand.retries {
            let past = try events.events(in: stream, from: 1, limit: nil)
            let version = past.last?.version ?? 0
            if let expected, expected != version {
                return try events.accepted(command: stamp.command) ?? HandledCommand(outcome: .conflict(stream: stream, actual: version))
            }
            let aggregate: Aggregate
            do throws(RefoldError) {
                aggregate = try Self.aggregate(of: past)
            } catch {
                if let first = try events.accepted(command: stamp.command) { return first }
                throw error
            }
            let happened: Event
            do throws(Refusal) {
                happened = try decide(on: aggregate)
            } catch {
                return try events.accepted(command: stamp.command)
                    ?? HandledCommand(outcome: .rejected(stream: stream, reason: error.name))
            }
            let new = stamp.events(CollectionOfOne(happened))
            switch try events.append(new, to: stream, expecting: .exactly(version)) {
            case .appended(let version, let position):
                return try HandledCommand(appended: new, to: stream, version: version, position: position, in: events)
            case .duplicate(let first): return HandledCommand(duplicateOf: first)
            case .conflict(let current): actual = current
            }
        }
        return HandledCommand(outcome: .conflict(stream: stream, actual: actual))
    }

    private static func aggregate(of past: [StoredEvent]) throws(RefoldError) -> Aggregate {
        var aggregate = Aggregate()
        for stored in past { try aggregate.apply(stored) }
        return aggregate
    }
}
