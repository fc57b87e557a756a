import RefoldStores
import RefoldValues

/// Hands commands of any domain to what decides them, many in one transaction: they share one commit, which is what a command costs most.
public struct CommandBus: Sendable {
    private let writeSide: any WriteSide
    private let events: EventBus
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - writeSide: the event store.
    ///   - events: is told what happened, once it is durable.
    ///   - now: the time that events are stamped with.
    public init(
        _ writeSide: any WriteSide, publishingTo events: EventBus = EventBus(), now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.writeSide = writeSide
        self.events = events
        self.now = now
    }

    /// Handles one command. What this says is durable when it returns.
    ///
    /// - Parameters:
    ///   - id: the command's own id, by which a repeated one is known.
    ///   - expectedVersion: the version of the stream that the sender saw; nil if it does not matter.
    /// - Throws: `.failed` if the store cannot do it, or the stream holds what cannot be read.
    public func dispatch(_ command: some Command, id: String, expectedVersion: Int64? = nil) throws(RefoldError) -> CommandOutcome {
        let request = CommandRequest(id: id, expectedVersion: expectedVersion, command)
        return try transact([request]) { commands throws(RefoldError) in try commands.handle(request) }
    }

    /// Handles commands in their order, each seeing what the ones before it did. What this says is durable when it returns.
    ///
    /// Other appenders wait until it is done: a few hundred commands are enough to make the commit's share of each small.
    /// - Returns: one outcome per command.
    /// - Throws: `.failed` if the store cannot do it, or a stream holds what cannot be read: nothing was written then.
    public func dispatch(_ requests: [CommandRequest]) throws(RefoldError) -> [CommandOutcome] {
        try transact(requests) { commands throws(RefoldError) in
            var outcomes: [CommandOutcome] = []
            outcomes.reserveCapacity(requests.count)
            for request in requests { outcomes.append(try commands.handle(request)) }
            return outcomes
        }
    }

    /// Runs `body` in one transaction and publishes what it made happen once that is committed. The store may run `body` again from its
    /// beginning: it must have no effects outside.
    ///
    /// - Parameter requests: what `body` is going to handle, for looks that can be taken together.
    func transact<Result: Sendable>(
        _ requests: [CommandRequest], _ body: (inout CommandTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try events.publishing { () throws(RefoldError) in
            try writeSide.transact(requests.count > 1 ? .batch : .oneCommand) { transaction throws(RefoldError) in
                var commands = CommandTransaction(transaction, now)
                if requests.count > 1 { try commands.prefetch(requests) }
                let result = try body(&commands)
                return (result, commands.happened)
            }
        }
    }
}
