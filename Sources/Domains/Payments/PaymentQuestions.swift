import RefoldCore
import RefoldJSON
import RefoldQueries
import RefoldValues

extension QueryForm {
    static let payment = QueryForm("payments get", of: "payments", takes: [.id]) { asked, reader throws(RefoldError) in
        .record("payment", asked.id, try StoredPaymentQueries(reader).payment(asked.id))
    }

    private static let organization = QueryOption("organization")
    private static let anyOrganization = QueryOption("organization", isRequired: false)
    private static let status = QueryOption("status", value: "STATUS", isRequired: false, among: Payment.Status.allCases.map(\.rawValue))
    private static let byEventDay = QueryOption.switch("by-event-day", of: Projection.paymentEventsByDay.name)

    static let payments = QueryForm(
        "payments list", of: "payments", takes: [.option(organization), .option(status), .interval, .page], example: "--organization org-1"
    ) { asked, reader throws(RefoldError) in
        let filter = PaymentFilter(status: asked.value(of: status).flatMap(Payment.Status.init), created: asked.interval)
        return .page("payments", try StoredPaymentQueries(reader).payments(of: asked[organization], filter, asked.page))
    }

    static let paymentAnalytics = QueryForm(
        "payments analytics", of: "payment_analytics", takes: [.option(anyOrganization), .interval, .option(byEventDay)],
        note: """
            Lists hold the payments created on the days asked for. So do analytics, by
            their status as it stands, per currency and without --organization of all:
            payments and amount are of all, successful, processed_amount and average of
            those that are processed now, failed and refunded of those that are so now.
            success_rate is successful by payments, refund_rate is refunded by those
            that were ever processed, now refunded or not; to four decimals, at most 1.
            Payments without an organisation or an amount are in none of the figures.
            With --by-event-day each event counts on its own UTC day instead: payments,
            amount and average are of those initiated on the days asked for, successful,
            failed and refunded of those processed, failed or refunded on them, and the
            rates are successful by payments and refunded by successful; since payments
            may begin on other days, one may pass 1.
            """
    ) { asked, reader throws(RefoldError) in
        let queries = StoredPaymentQueries(reader), organization = asked.value(of: anyOrganization)
        guard asked.has(byEventDay) else {
            return .all("figures", try queries.analytics(of: organization, created: asked.interval))
        }
        guard asked.timeZone == nil else {
            throw RefoldError(
                .usage, "--time-zone and --by-event-day exclude each other", expected: "UTC days with --by-event-day", remedy: "leave one of them out")
        }
        return .all("figures_by_event_day", try queries.analyticsByEventDay(of: organization, in: asked.days))
    }
}

extension PaymentHeader: ShownRecord {
    public static let columns: [ShownColumn] = ["id", "status", .number("amount"), "currency", "customer_name", "created_at"]

    public var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("status", .text(status)), JSONField("amount", .text(amount?.amount.description)),
            JSONField("currency", .text(amount?.currency.code)), JSONField("customer_name", .text(customerName)),
            JSONField("created_at", .text(createdAt?.description)),
        ]
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
        + ["payments", "amount", "successful", "failed", "refunded", "processed_amount", "average", "success_rate", "refund_rate"].map {
            .number($0)
        }

    public var fields: [JSONField] {
        [
            JSONField("currency", .text(currency.code)), JSONField("payments", .integer(payments)),
            JSONField("amount", .text(amount.description)), JSONField("successful", .integer(successful)),
            JSONField("failed", .integer(failed)), JSONField("refunded", .integer(refunded)),
            JSONField("processed_amount", .text(processedAmount.description)), JSONField("average", .text(average?.description)),
            JSONField("success_rate", .text(successRate?.description)), JSONField("refund_rate", .text(refundRate?.description)),
        ]
    }
}

extension PaymentEventFigures: ShownRecord {
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
