import RefoldCommands
import RefoldValues

/// An event of a payment.
public enum PaymentEvent: DomainEvent {
    case initiated(Initiated)
    case processed(Step, reference: String?)
    case failed(Step, reason: String)
    case refunded(Step, reason: String)

    /// What a payment begins with.
    public struct Initiated: Hashable, Sendable {
        public var payment: String
        public var organization: String
        public var customerName: String
        public var customerEmail: String
        public var amount: Money
        public var by: String

        public init(payment: String, organization: String, customerName: String, customerEmail: String, amount: Money, by: String) {
            self.payment = payment
            self.organization = organization
            self.customerName = customerName
            self.customerEmail = customerEmail
            self.amount = amount
            self.by = by
        }
    }

    /// The content of every later event.
    public struct Step: Hashable, Sendable {
        public var payment: String
        public var organization: String
        public var by: String

        public init(payment: String, organization: String, by: String) {
            self.payment = payment
            self.organization = organization
            self.by = by
        }
    }

    /// The names of the types in stored events.
    public enum TypeName {
        public static let initiated = "PaymentInitiated"
        public static let processed = "PaymentProcessed"
        public static let failed = "PaymentFailed"
        public static let refunded = "PaymentRefunded"
        public static let all = [initiated, processed, failed, refunded]
    }

    public var type: String {
        switch self {
        case .initiated: TypeName.initiated
        case .processed: TypeName.processed
        case .failed: TypeName.failed
        case .refunded: TypeName.refunded
        }
    }

    /// The payment, which is the stream.
    public var stream: String {
        switch self {
        case .initiated(let initiated): initiated.payment
        case .processed(let step, _), .failed(let step, _), .refunded(let step, _): step.payment
        }
    }

    public var data: String { EventJSON.object(appendData) }

    /// Writes the members of the data.
    func appendData(to object: inout EventJSON) {
        switch self {
        case .initiated(let payment):
            object.add("payment_id", payment.payment)
            object.add("organization_id", payment.organization)
            object.add("customer_name", payment.customerName)
            object.add("customer_email", payment.customerEmail)
            object.add("amount", payment.amount)
            object.add("currency", payment.amount.currency.code)
            object.add("by", payment.by)
        case .processed(let step, let reference):
            step.appendIDs(to: &object)
            object.add("by", step.by)
            if let reference { object.add("reference", reference) }
        case .failed(let step, let reason), .refunded(let step, let reason):
            step.appendIDs(to: &object)
            object.add("reason", reason)
            object.add("by", step.by)
        }
    }
}

extension PaymentEvent.Step {
    fileprivate func appendIDs(to object: inout EventJSON) {
        object.add("payment_id", payment)
        object.add("organization_id", organization)
    }
}
