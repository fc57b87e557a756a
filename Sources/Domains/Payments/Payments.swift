import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldQueries

/// Payments: created, processed or failed, refunded. The stream of a payment is its id.
public struct Payments: Domain {
    public let name = "payments"

    public init() {}

    public var projections: [Projection] { [.payments, .paymentAnalytics, .paymentEventsByDay, .paymentAudit] }

    public var commands: [CommandForm] { [.createPayment, .processPayment, .failPayment, .refundPayment] }

    public var queries: [QueryForm] { [.payment, .payments, .paymentAnalytics] }

    public var seed: Seed? { .payments }
}

extension Seed {
    /// Payments of some organisations in five currencies, spread evenly over 2024.
    public static let payments = Seed(types: PaymentEvent.TypeName.all) { PaymentGenerator(events: $0, seed: $1) }
}
