import RefoldCommands
import RefoldValues

/// A request to change a payment.
public enum PaymentCommand: Hashable, Sendable {
    case create(CreatePayment)
    case process(by: String, reference: String?)
    case fail(reason: String, by: String)
    case refund(reason: String, by: String)
}

/// A request for a new payment; the aggregate decides whether it is valid.
public struct CreatePayment: Hashable, Sendable {
    public var organization: String
    public var customerName: String
    public var customerEmail: String
    public var amount: ExactDecimal
    /// The code as it was given.
    public var currency: String
    public var by: String

    public init(
        organization: String, customerName: String, customerEmail: String, amount: ExactDecimal, currency: String, by: String
    ) {
        self.organization = organization
        self.customerName = customerName
        self.customerEmail = customerEmail
        self.amount = amount
        self.currency = currency
        self.by = by
    }
}

extension CreatePayment {
    /// The amount as money, or every reason why the payment is invalid in itself; the first is the outcome's name.
    func money() -> (amount: Money?, refusals: [PaymentRefusal]) {
        var refusals: [PaymentRefusal] = []
        let known = Currency(code: currency)
        if known == nil { refusals.append(.currencyIsUnknown) }
        if amount.mantissa <= 0 { refusals.append(.amountIsNotPositive) }
        guard let known else { return (nil, refusals) }
        var money: Money?
        do throws(MoneyError) {
            money = try Money(amount, known)
        } catch {
            if case .tooManyDecimals = error { refusals.append(.amountHasTooManyDecimals) } else { refusals.append(.amountIsTooLarge) }
        }
        if let money, money.minorUnits > Payment.largestAmount { refusals.append(.amountIsTooLarge) }
        return (refusals.isEmpty ? money : nil, refusals)
    }
}

/// The reason for which a payment's command is refused. Nothing is written then.
public enum PaymentRefusal: String, DomainRefusal, CaseIterable {
    case amountIsNotPositive = "AmountIsNotPositive"
    case amountHasTooManyDecimals = "AmountHasTooManyDecimals"
    case amountIsTooLarge = "AmountIsTooLarge"
    case currencyIsUnknown = "CurrencyIsUnknown"
    case paymentIsAlreadyInitiated = "PaymentIsAlreadyInitiated"
    case paymentNotFound = "PaymentNotFound"
    case organizationDoesNotMatch = "OrganizationDoesNotMatch"
    case paymentIsNotProcessed = "PaymentIsNotProcessed"
    case paymentIsAlreadyProcessed = "PaymentIsAlreadyProcessed"
    case paymentIsAlreadyFailed = "PaymentIsAlreadyFailed"
    case paymentIsAlreadyRefunded = "PaymentIsAlreadyRefunded"

    public var fact: String {
        switch self {
        case .amountIsNotPositive: "the amount is zero or below"
        case .amountHasTooManyDecimals: "the amount has more decimals than its currency"
        case .amountIsTooLarge: "the amount has more than 15 digits in its currency's minor unit"
        case .currencyIsUnknown: "the currency is neither a code of ISO 4217 nor one of the added currencies"
        case .paymentIsAlreadyInitiated: "a payment of this id has been initiated before"
        case .organizationDoesNotMatch: "the payment belongs to another organisation"
        case .paymentNotFound: "no payment of this id has been initiated"
        case .paymentIsNotProcessed: "the payment has not been processed, so there is nothing to refund"
        case .paymentIsAlreadyProcessed: "the payment has been processed before"
        case .paymentIsAlreadyFailed: "the payment has failed before"
        case .paymentIsAlreadyRefunded: "the payment has been refunded before"
        }
    }
}
