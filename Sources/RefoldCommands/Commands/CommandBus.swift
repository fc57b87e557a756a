import RefoldStores
import RefoldValues

/// Handles commands of any domain, many per transaction: they share one commit, the most expensive part of a command.
public struct CommandBus: Sendable {
    private let writeSide: any WriteSide
    private let events: EventBus
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - writeSide: the event store.
    ///   - events: gets the events once they are durable.
    ///   - now: the time with which events are stamped.
    public init(
        _ writeSide: any WriteSide, publishingTo events: EventBus = EventBus(), now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.writeSide = writeSide
        self.events = events
        self.now = now
    }

    /// Handles one command. The returned outcome is durable.
    ///
    /// - Parameters:
    ///   - id: the command's own id, by which a repeated command is recognized.
    ///   - expectedVersion: the version of the stream that the sender saw; nil if it does not matter.
    ///   - metadata: kept in every event that the command leads to.
    /// - Throws: `.failed` if the store fails, or if an event of the stream cannot be read.
    public func dispatch(
        _ command: some Command, id: String, expectedVersion: Int64? = nil, metadata: CommandMetadata = .none
    ) throws(RefoldError) -> CommandOutcome {
        let request = CommandRequest(id: id, expectedVersion: expectedVersion, metadata: metadata, command)
        return try transact([request]) { commands throws(RefoldError) in try commands.handle(request) }
    }

    /// Handles commands in order; each sees the effects of the ones before it. The returned outcomes are durable.
    ///
    /// Other appenders wait until it is done. A few hundred commands are enough to make each command's share of the commit small.
    /// - Returns: one outcome per command.
    /// - Throws: `.failed` if the store fails, or if an event of a stream cannot be read; nothing was written then.
    public func dispatch(_ requests: [CommandRequest]) throws(RefoldError) -> [CommandOutcome] {
        try transact(requests) { commands throws(RefoldError) in
            var outcomes: [CommandOutcome] = []
            outcomes.reserveCapacity(requests.count)
            for request in requests { outcomes.append(try commands.handle(request)) }
            return outcomes
        }
    }

    /// Runs `body` in one transaction and publishes its events after the commit. The store may run `body` again from the start, so it must
    /// have no effects outside the transaction.
    ///
    /// - Parameter requests: the commands that `body` will handle, so that their lookups can be combined.
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
