import RefoldCommands
import RefoldPayments
import RefoldValues
import Testing

@Suite("The payment aggregate")
struct PaymentTests {
    private static let create = PaymentCommand.create(wanted("19.9", "EUR"))
    private static let process = PaymentCommand.process(by: "u", reference: nil)
    private static let fail = PaymentCommand.fail(reason: "r", by: "u")
    private static let refund = PaymentCommand.refund(reason: "r", by: "u")

    private static func wanted(_ amount: String, _ currency: String) -> CreatePayment {
        CreatePayment(
            organization: "o1", customerName: "Zoë \"Z\"", customerEmail: "z@example.com", amount: ExactDecimal(amount) ?? .zero,
            currency: currency, by: "u")
    }

    /// A payment after events of these types.
    private static func payment(_ types: [String]) -> Payment {
        var payment = Payment()
        for type in types { payment.apply(type: "Payment" + type, organization: type == "Initiated" ? "o1" : nil) }
        return payment
    }

    @Test(
        "A command that does not fit the payment's status is refused by name",
        arguments: [
            ([], process, PaymentRefusal.paymentNotFound), ([], fail, .paymentNotFound), ([], refund, .paymentNotFound),
            (["Initiated"], create, .paymentIsAlreadyInitiated), (["Initiated"], refund, .paymentIsNotProcessed),
            (["Initiated", "Processed"], create, .paymentIsAlreadyInitiated), (["Initiated", "Processed"], process, .paymentIsAlreadyProcessed),
            (["Initiated", "Processed"], fail, .paymentIsAlreadyProcessed), (["Initiated", "Failed"], process, .paymentIsAlreadyFailed),
            (["Initiated", "Failed"], fail, .paymentIsAlreadyFailed), (["Initiated", "Failed"], refund, .paymentIsNotProcessed),
            (["Initiated", "Processed", "Refunded"], process, .paymentIsAlreadyRefunded),
            (["Initiated", "Processed", "Refunded"], fail, .paymentIsAlreadyRefunded),
            (["Initiated", "Processed", "Refunded"], refund, .paymentIsAlreadyRefunded),
        ] as [([String], PaymentCommand, PaymentRefusal)])
    func refusals(_ types: [String], _ command: PaymentCommand, _ refusal: PaymentRefusal) {
        #expect(throws: Refused(refusal)) { try Self.payment(types).decide(command, payment: "p") }
    }

    @Test(
        "An amount that its currency cannot hold is refused by name",
        arguments: [
            ("0", "EUR", PaymentRefusal.amountIsNotPositive), ("-1", "EUR", .amountIsNotPositive), ("1.001", "EUR", .amountHasTooManyDecimals),
            ("1.5", "JPY", .amountHasTooManyDecimals), ("1", "eur", .currencyIsUnknown), ("1", "XYZ", .currencyIsUnknown),
            ("92233720368547758.08", "EUR", .amountIsTooLarge), ("10000000000000.00", "EUR", .amountIsTooLarge),
            ("1000000000000000", "JPY", .amountIsTooLarge),
        ])
    func amounts(_ amount: String, _ currency: String, _ refusal: PaymentRefusal) {
        #expect(throws: Refused(refusal)) { try Payment().decide(.create(Self.wanted(amount, currency)), payment: "p") }
    }

    @Test("The largest amount has 15 digits in the minor unit")
    func largestAmount() throws {
        for (amount, currency) in [("9999999999999.99", "EUR"), ("999999999999999", "JPY"), ("999999999999.999", "TND")] {
            #expect(throws: Never.self) { try Payment().decide(.create(Self.wanted(amount, currency)), payment: "p") }
        }
    }

    @Test("Events carry the fields of the contract, amounts with their currency's decimals")
    func events() throws {
        let initiated = try Payment().decide(Self.create, payment: "p")
        #expect(initiated.type == "PaymentInitiated")
        #expect(
            initiated.data == """
                {"payment_id":"p","organization_id":"o1","customer_name":"Zoë \\"Z\\"","customer_email":"z@example.com",\
                "amount":"19.90","currency":"EUR","by":"u"}
                """)
        let payment = Self.payment(["Initiated"])
        #expect(
            try payment.decide(.process(by: "u", reference: "x"), payment: "p").data
                == #"{"payment_id":"p","organization_id":"o1","by":"u","reference":"x"}"#)
        #expect(try payment.decide(Self.process, payment: "p").data == #"{"payment_id":"p","organization_id":"o1","by":"u"}"#)
        #expect(try payment.decide(Self.fail, payment: "p").data == #"{"payment_id":"p","organization_id":"o1","reason":"r","by":"u"}"#)
        #expect(try Payment().decide(.create(Self.wanted("250.0", "JPY")), payment: "p").data.contains(#""amount":"250","currency":"JPY""#))
    }

    @Test("Every refusal has its own name and text")
    func names() {
        let all = PaymentRefusal.allCases
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.fact)).count == all.count)
    }
}
