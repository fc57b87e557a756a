import RefoldCommands
import RefoldValues

/// A command with the payment that it concerns.
public struct PaymentRequest: Command {
    /// The payment, which is the stream.
    public var payment: String
    /// The organisation that the sender expects the payment to belong to; nil if it does not say.
    public var organization: String?
    public var command: PaymentCommand

    public init(payment: String, organization: String? = nil, command: PaymentCommand) {
        self.payment = payment
        self.organization = organization
        self.command = command
    }
}

extension PaymentRequest {
    public var stream: String { payment }

    public func decide(on state: Payment, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        if let organization, state.status != nil, ExactText(organization) != ExactText(state.organization) {
            throw Refused(PaymentRefusal.organizationDoesNotMatch)
        }
        return [try state.decide(command, payment: payment)]
    }
}

extension Payment: CommandState {
    public init(stream: String) { self.init() }

    public static var hasShortStreams: Bool { true }
}
