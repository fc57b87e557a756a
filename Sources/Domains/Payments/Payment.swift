import RefoldCommands
import RefoldCore
import RefoldValues

/// The aggregate: the state of a payment from its own events, and the rules for what may happen next. Pure.
public struct Payment: Hashable, Sendable {
    /// The raw values are those of the read model `payments`.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case initiated, processed, failed, refunded
    }

    /// Nil until the payment is initiated.
    public private(set) var status: Status?
    /// Empty until then.
    public private(set) var organization = ""

    /// A payment without events.
    public init() {}

    /// The largest amount, in minor units of its currency: thousands of such amounts add up within 64 bits, so that no accepted payment
    /// stops a read model.
    public static let largestAmount: Int64 = 999_999_999_999_999

    /// Applies an event of the payment, by its type; ignores other types.
    ///
    /// - Parameter organization: the organisation in a `PaymentInitiated`.
    public mutating func apply(type: String, organization: String?) {
        switch type {
        case PaymentEvent.TypeName.initiated:
            status = .initiated
            self.organization = organization ?? ""
        case PaymentEvent.TypeName.processed: status = .processed
        case PaymentEvent.TypeName.failed: status = .failed
        case PaymentEvent.TypeName.refunded: status = .refunded
        default: return
        }
    }

    /// Applies an event of the payment's stream.
    ///
    /// - Throws: `.failed` if the event's data cannot be read.
    public mutating func apply(_ stored: StoredEvent) throws(RefoldError) {
        let isFirst = stored.event.type == PaymentEvent.TypeName.initiated
        apply(type: stored.event.type, organization: isFirst ? try stored.text("organization_id") : nil)
    }

    /// The event that a command causes.
    ///
    /// - Throws: for a new payment that is impossible in itself, every reason; else the first one.
    public func decide(_ command: PaymentCommand, payment: String) throws(Refused) -> PaymentEvent {
        func step(_ by: String) -> PaymentEvent.Step { PaymentEvent.Step(payment: payment, organization: organization, by: by) }
        switch command {
        case .create(let wanted): return .initiated(try initiate(wanted, payment))
        case .process(let by, let reference):
            try require(.initiated)
            return .processed(step(by), reference: reference)
        case .fail(let reason, let by):
            try require(.initiated)
            return .failed(step(by), reason: reason)
        case .refund(let reason, let by):
            try require(.processed)
            return .refunded(step(by), reason: reason)
        }
    }

    private func initiate(_ wanted: CreatePayment, _ payment: String) throws(Refused) -> PaymentEvent.Initiated {
        guard status == nil else { throw Refused(PaymentRefusal.paymentIsAlreadyInitiated) }
        let (amount, refusals) = wanted.money()
        guard let amount else { throw Refused(refusals) }
        return PaymentEvent.Initiated(
            payment: payment, organization: wanted.organization, customerName: wanted.customerName, customerEmail: wanted.customerEmail,
            amount: amount, by: wanted.by)
    }

    private func require(_ wanted: Status) throws(Refused) {
        if let refusal = refusal(wanting: wanted) { throw Refused(refusal) }
    }

    /// Why the payment is not in the wanted status; nil if it is.
    private func refusal(wanting wanted: Status) -> PaymentRefusal? {
        switch status {
        case wanted: nil
        case nil: .paymentNotFound
        case .initiated: .paymentIsNotProcessed
        case .processed: .paymentIsAlreadyProcessed
        case .failed: wanted == .processed ? .paymentIsNotProcessed : .paymentIsAlreadyFailed
        case .refunded: .paymentIsAlreadyRefunded
        }
    }
}
