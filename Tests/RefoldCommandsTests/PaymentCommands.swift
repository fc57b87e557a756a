import RefoldCommands
import RefoldPayments
import RefoldValues

extension PaymentCommand {
    /// A valid payment of 1 EUR.
    static let sample = PaymentCommand.create(
        CreatePayment(
            organization: "o", customerName: "Ana", customerEmail: "a@b", amount: ExactDecimal("1") ?? .zero, currency: "EUR", by: "u"))
}

extension CommandRequest {
    /// A command of a payment.
    static func payment(_ id: String, _ payment: String, _ command: PaymentCommand, expecting version: Int64? = nil) -> CommandRequest {
        CommandRequest(id: id, expectedVersion: version, PaymentRequest(payment: payment, command: command))
    }
}
