import RefoldCore

/// Handles the commands of payments: loads the stream, decides, appends with the version that the decision rests on.
///
/// Needs nothing but an event store. For many commands at a time see ``CommandBus``, which shares one commit between them.
public struct PaymentHandler: Sendable {
    private let store: any EventStore
    private let commands: SingleCommands

    /// - Parameters:
    ///   - bus: is told what happened, once it is durable.
    ///   - now: the time that events are stamped with.
    public init(store: any EventStore, bus: EventBus = EventBus(), now: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.store = store
        commands = SingleCommands(bus: bus, now: now)
    }

    /// Handles one command. What it says is durable when it returns.
    ///
    /// - Parameters:
    ///   - id: the command's own id, by which a repeated one is known.
    ///   - expectedVersion: the version that the sender saw; nil where it does not matter.
    /// - Throws: `.failed` where the store cannot do it, or the stream holds what cannot be read.
    public func handle(_ request: PaymentRequest, id: String, expectedVersion: Int64? = nil) throws(RefoldError) -> CommandOutcome {
        try commands.handle(request, id: id, expecting: expectedVersion, in: store)
    }
}

extension Payment: StreamAggregate {}

extension PaymentRequest: StreamCommand {
    var stream: String { payment }

    func decide(on aggregate: Payment) throws(PaymentRefusal) -> PaymentEvent {
        if let organization, aggregate.status != nil, ExactText(organization) != ExactText(aggregate.organization) { throw .organizationDoesNotMatch }
        return try aggregate.decide(command, payment: payment)
    }
}
