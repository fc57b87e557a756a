import RefoldCore

/// Routes commands of all domains to their handlers, many in one transaction: they share one commit, which is what a command costs most.
public struct CommandBus: Sendable {
    private let writeSide: any WriteSide
    private let events: EventBus
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - events: is told what happened, once it is durable.
    ///   - now: the time that events are stamped with.
    public init(
        _ writeSide: any WriteSide, publishingTo events: EventBus = EventBus(), now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.writeSide = writeSide
        self.events = events
        self.now = now
    }

    /// Handles commands in their order, each seeing what the ones before it did. What this says is durable when it returns.
    ///
    /// Other appenders wait until it is done: a few hundred commands are enough to make the commit's share of each small.
    /// - Returns: one outcome a command.
    /// - Throws: `.failed` where the store cannot do it, or a stream holds what cannot be read: nothing was written then.
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
                var commands = try CommandTransaction(transaction, requests, now)
                let result = try body(&commands)
                return (result, commands.happened)
            }
        }
    }
}

/// The inside of one transaction of a ``CommandBus``.
struct CommandTransaction {
    private let transaction: any WriteTransaction
    private var payments: LoadedStreams<Payment>
    private var posts: LoadedStreams<Post>
    private let now: @Sendable () -> Timestamp
    /// What the commands made happen so far, in order.
    private(set) var happened: [StoredEvent] = []

    init(_ transaction: any WriteTransaction, _ requests: [CommandRequest], _ now: @escaping @Sendable () -> Timestamp) throws(RefoldError) {
        self.transaction = transaction
        self.now = now
        payments = LoadedStreams(transaction.events)
        posts = LoadedStreams(transaction.events)
        // Payments have a few events each. Posts may have any number, and accesses are looked up in their table.
        let streams = requests.compactMap { request -> String? in
            if case .payment(let payment) = request.command { payment.payment } else { nil }
        }
        if streams.count > 1 { try payments.prefetch(streams) }
    }

    mutating func handle(_ request: CommandRequest) throws(RefoldError) -> CommandOutcome {
        let stamp = EventStamp(command: request.id, time: now())
        let expected = request.expectedVersion
        let handled =
            switch request.command {
            case .payment(let payment): try payment.handle(stamp, expecting: expected, in: &payments)
            case .post(let post): try post.handle(stamp, expecting: expected, in: &posts)
            case .access(let access): try access.handle(stamp, expecting: expected, in: transaction)
            }
        happened.append(contentsOf: handled.events)
        return handled.outcome
    }

    /// The outcome of a command that was accepted before; nil where none of this id was.
    func accepted(command id: String) throws(RefoldError) -> CommandOutcome? { try transaction.events.accepted(command: id)?.outcome }
}
