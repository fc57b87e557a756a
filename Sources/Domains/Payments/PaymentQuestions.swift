import RefoldJSON
import RefoldQueries
import RefoldValues

extension QueryForm {
    static let payment = QueryForm("payments get", of: "payments", takes: [.id]) { asked, reader throws(RefoldError) in
        .record("payment", asked.id, try StoredPaymentQueries(reader).payment(asked.id))
    }

    private static let organization = QueryOption("organization", value: "ID")

    static let payments = QueryForm(
        "payments list", of: "payments", takes: [.option(organization), .page], example: "--organization org-1"
    ) { asked, reader throws(RefoldError) in
        .page("payments", try StoredPaymentQueries(reader).payments(of: asked[organization], asked.page))
    }

    static let paymentAnalytics = QueryForm(
        "payments analytics", of: "payment_analytics", takes: [.option(organization), .days],
        note: """
            Analytics count each event on its own UTC day: payments, amount (their total)
            and average are of those initiated on the days asked for, successful, failed
            and refunded of those processed, failed or refunded on them. The rates are
            successful by payments and refunded by successful, to four decimals; since
            payments may begin on other days, one may pass 1.
            """
    ) { asked, reader throws(RefoldError) in
        .all("figures", try StoredPaymentQueries(reader).analytics(of: asked[organization], in: asked.days))
    }
}

extension PaymentRecord: ShownRecord {
    public static let columns: [ShownColumn] = [
        "id", "status", .number("amount"), "currency", "customer_name", "created_at", "updated_at",
    ]

    public var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("organization_id", .text(organization)), JSONField("customer_name", .text(customerName)),
            JSONField("customer_email", .text(customerEmail)), JSONField("amount", .text(amount?.amount.description)),
            JSONField("currency", .text(amount?.currency.code)), JSONField("status", .text(status)),
            JSONField("created_at", .text(createdAt?.description)), JSONField("created_by", .text(createdBy)),
            JSONField("updated_at", .text(updatedAt?.description)), JSONField("updated_by", .text(updatedBy)),
            JSONField("failure_reason", .text(failureReason)), JSONField("refund_reason", .text(refundReason)),
        ]
    }
}

extension PaymentFigures: ShownRecord {
    public static let columns: [ShownColumn] =
        ["currency"]
        + ["payments", "amount", "successful", "failed", "refunded", "average", "success_rate", "refund_rate"].map { .number($0) }

    public var fields: [JSONField] {
        [
            JSONField("currency", .text(currency.code)), JSONField("payments", .integer(payments)),
            JSONField("amount", .text(amount.description)), JSONField("successful", .integer(successful)),
            JSONField("failed", .integer(failed)), JSONField("refunded", .integer(refunded)),
            JSONField("average", .text(average?.description)), JSONField("success_rate", .text(successRate?.description)),
            JSONField("refund_rate", .text(refundRate?.description)),
        ]
    }
}
