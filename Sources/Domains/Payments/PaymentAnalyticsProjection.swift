import RefoldCore

extension Projection {
    /// The read model `payment_analytics`: payments by their status as it stands, per organisation, currency and time of creation.
    ///
    /// Each payment counts in two rows, by the time of its `PaymentInitiated`: that of a UTC day (`minutes` 1440) and that of a quarter of
    /// an hour (`minutes` 15). The days of any zone can be added up from these exactly, and a long range mostly from whole days. A report
    /// on it names one of the two: `where: {minutes: 1440}`.
    ///
    /// The status is that of the read model `payments`: the last event decides. A payment without organisation or without amount is not
    /// counted. An amount without a currency, or with an unknown one, stops the run with that event: leaving it out would silently make the
    /// sums wrong.
    public static let paymentAnalytics = Projection("payment_analytics", version: 2, key: "payment") { p in
        let organization = p.column("organization_id", .text), currency = p.column("currency", .text)
        let amount = p.column("amount", .money(currency: "currency")), status = p.column("status", .integer)
        let spans = PaymentSpan.allCases.map { span in
            (span: span, minutes: p.column("\(span)_minutes", .integer), start: p.column("\(span)_starts_at", .timestamp))
        }
        let itsOrganization = p.field("organization_id"), itsAmount = p.field("amount"), itsCurrency = p.field("currency")
        p.optional("PaymentProcessed", "PaymentFailed", "PaymentRefunded")

        for (number, type) in PaymentEvent.TypeName.all.enumerated() {
            p.on(type) { event, row throws(FoldError) in
                row.set(status, to: Int64(number))
                guard type == PaymentEvent.TypeName.initiated else { return }
                try row.set(organization, from: event, itsOrganization)
                try row.set(currency, from: event, itsCurrency)
                try row.set(amount, from: event, itsAmount)
                for (span, minutes, start) in spans {
                    row.set(minutes, to: span.rawValue)
                    row.set(start, to: span.start(of: event.head.occurredAt.microseconds))
                }
            }
        }
        let key = [
            ColumnSchema("organization_id", .text), ColumnSchema("currency", .text), ColumnSchema("minutes", .integer),
            ColumnSchema("starts_at", .timestamp),
        ]
        p.rollUp(key: key) { r in
            func sums(_ count: String, _ amount: String) -> (count: Column, amount: Column) {
                (r.sum(count, .integer), r.sum(amount, .money(currency: "currency")))
            }
            let all = sums("payments", "amount")
            // By the number of the last event's type. A payment that was only initiated has no sums of its own.
            let ofStatus = [nil] + ["now_processed", "now_failed", "now_refunded"].map { sums($0, $0 + "_amount") }
            r.index("organization_id", "minutes", "starts_at", "currency")
            r.index("minutes", "starts_at", "organization_id", "currency")
            let groups = spans.map { [organization, currency, $0.minutes, $0.start] }
            return { row, numbers throws(FoldError) in
                guard !row.isNull(amount) else { return }
                for group in groups where numbers.begin(row, group) {
                    try numbers.add(1, to: all.count)
                    try numbers.add(row.integer(amount), to: all.amount)
                    guard let own = ofStatus[Int(row.integer(status))] else { continue }
                    try numbers.add(1, to: own.count)
                    try numbers.add(row.integer(amount), to: own.amount)
                }
            }
        }
    }
}

/// The spans of time by which `payment_analytics` groups payments; the raw value is the length in minutes.
enum PaymentSpan: Int64, CaseIterable {
    case day = 1440
    case quarter = 15

    /// The length in microseconds.
    var length: Int64 { rawValue * 60_000_000 }

    /// The start of the span around an instant, in microseconds since 1970.
    func start(of instant: Int64) -> Int64 { instant - (instant % length + length) % length }
}
