import RefoldCore

extension Projection {
    /// The read model `payment_events_by_day`: counts and amounts of payments per organisation, currency and day of the event.
    ///
    /// Each event counts on its own UTC day, whatever happened to the payment before or after. Only the first event carries amount and currency; later ones use those. If a payment has several
    /// events of one type, which Refold's own commands never make, the last one counts.
    ///
    /// A payment without organisation or without amount is not counted. An amount without a currency, or with an unknown one, stops the run
    /// with that event: leaving it out would silently make the sums wrong.
    public static let paymentEventsByDay = Projection("payment_events_by_day", version: 1, key: "payment") { p in
        let organization = p.column("organization_id", .text), currency = p.column("currency", .text)
        let amount = p.column("amount", .money(currency: "currency"))
        let itsOrganization = p.field("organization_id"), itsAmount = p.field("amount"), itsCurrency = p.field("currency")
        let types = PaymentEvent.TypeName.all
        p.optional("PaymentProcessed", "PaymentFailed", "PaymentRefunded")
        let words = ["initiated", "processed", "failed", "refunded"]
        let days = words.map { p.column("\($0)_on", .date) }

        for (type, day) in zip(types, days) {
            p.on(type) { event, row throws(FoldError) in
                row.set(day, to: Int64(event.head.occurredAt.utcDate.days))
                guard type == PaymentEvent.TypeName.initiated else { return }
                try row.set(organization, from: event, itsOrganization)
                try row.set(currency, from: event, itsCurrency)
                try row.set(amount, from: event, itsAmount)
            }
        }
        let key = [ColumnSchema("organization_id", .text), ColumnSchema("currency", .text), ColumnSchema("day", .date)]
        p.rollUp(key: key) { r in
            let sums = words.map { (count: r.sum($0, .integer), amount: r.sum("\($0)_amount", .money(currency: "currency"))) }
            // For a range of days in any currency.
            r.index("organization_id", "day", "currency")
            r.index("day", "organization_id", "currency")
            let groups = days.map { [organization, currency, $0] }
            return { row, numbers throws(FoldError) in
                guard !row.isNull(amount) else { return }
                for (group, sum) in zip(groups, sums) where numbers.begin(row, group) {
                    try numbers.add(1, to: sum.count)
                    try numbers.add(row.integer(amount), to: sum.amount)
                }
            }
        }
    }
}
