import RefoldCore

/// What happened to a payment.
public enum PaymentEvent: Hashable, Sendable {
    case initiated(Initiated)
    case processed(Step, reference: String?)
    case failed(Step, reason: String)
    case refunded(Step, reason: String)

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

    /// What every later event says.
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

    /// The names of the types, as events carry them.
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

    /// The data as a JSON object.
    public var data: String {
        var object = PaymentJSON()
        appendData(to: &object)
        return String(decoding: object.bytes, as: UTF8.self)
    }

    /// Writes the members of the data and closes the object.
    func appendData(to object: inout PaymentJSON) {
        switch self {
        case .initiated(let payment):
            object.begin()
            object.add("payment_id", payment.payment)
            object.add("organization_id", payment.organization)
            object.add("customer_name", payment.customerName)
            object.add("customer_email", payment.customerEmail)
            object.add("amount", payment.amount)
            object.add("currency", payment.amount.currency.code)
            object.add("by", payment.by)
        case .processed(let step, let reference):
            object.begin(step)
            object.add("by", step.by)
            if let reference { object.add("reference", reference) }
        case .failed(let step, let reason), .refunded(let step, let reason):
            object.begin(step)
            object.add("reason", reason)
            object.add("by", step.by)
        }
        object.end()
    }
}

/// Writes the data of payment events.
struct PaymentJSON {
    private(set) var bytes: [UInt8] = []

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
    }

    mutating func begin(_ step: PaymentEvent.Step) {
        begin()
        add("payment_id", step.payment)
        add("organization_id", step.organization)
    }

    mutating func add(_ key: StaticString, _ text: String) {
        addKey(key)
        JSONWriter.appendString(text, to: &bytes)
    }

    mutating func add(_ key: StaticString, _ money: Money) {
        addKey(key)
        bytes.append(UInt8(ascii: "\""))
        ExactDecimal.appendDecimal(units: money.minorUnits, scale: money.currency.minorDigits, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func end() { bytes.append(UInt8(ascii: "}")) }

    private mutating func addKey(_ key: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        JSONWriter.appendString("\(key)", to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }
}
