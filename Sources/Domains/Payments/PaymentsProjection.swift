import RefoldCore

extension Projection {
    /// The read model `payments`: one row per payment, in its present state.
    public static let payments = Projection("payments", version: 2, key: "id") { p in
        let organization = p.column("organization_id", .text), customer = p.column("customer_name", .text)
        let email = p.column("customer_email", .text), amount = p.column("amount", .money(currency: "currency"))
        let currency = p.column("currency", .text), status = p.column("status", .text)
        let createdAt = p.column("created_at", .timestamp), createdBy = p.column("created_by", .text)
        let updatedAt = p.column("updated_at", .timestamp), updatedBy = p.column("updated_by", .text)
        let failure = p.column("failure_reason", .text), refund = p.column("refund_reason", .text)
        // The status comes last: a list of one status then reads no other rows, and the list of all needs no second index.
        p.index("organization_id", "created_at", "id", "status")
        p.optional("PaymentProcessed", "PaymentFailed", "PaymentRefunded", "$.reason")
        p.optional("updated_at", "updated_by", "failure_reason", "refund_reason")

        let itsOrganization = p.field("organization_id"), itsCustomer = p.field("customer_name"), itsEmail = p.field("customer_email")
        let itsAmount = p.field("amount"), itsCurrency = p.field("currency"), by = p.field("by"), reason = p.field("reason")
        let initiated = p.literal("initiated"), processed = p.literal("processed")
        let failed = p.literal("failed"), refunded = p.literal("refunded")

        p.on("PaymentInitiated") { event, row throws(FoldError) in
            try row.set(organization, from: event, itsOrganization)
            try row.set(customer, from: event, itsCustomer)
            try row.set(email, from: event, itsEmail)
            try row.set(currency, from: event, itsCurrency)
            try row.set(amount, from: event, itsAmount)
            try row.set(status, to: initiated)
            row.set(createdAt, to: event.head.occurredAt.microseconds)
            try row.set(createdBy, from: event, by)
        }
        p.on("PaymentProcessed") { event, row throws(FoldError) in
            try row.set(status, to: processed)
            row.set(updatedAt, to: event.head.occurredAt.microseconds)
            try row.set(updatedBy, from: event, by)
        }
        p.on("PaymentFailed") { event, row throws(FoldError) in
            try row.set(status, to: failed)
            row.set(updatedAt, to: event.head.occurredAt.microseconds)
            try row.set(updatedBy, from: event, by)
            try row.set(failure, from: event, reason)
        }
        p.on("PaymentRefunded") { event, row throws(FoldError) in
            try row.set(status, to: refunded)
            row.set(updatedAt, to: event.head.occurredAt.microseconds)
            try row.set(updatedBy, from: event, by)
            try row.set(refund, from: event, reason)
        }
    }
}
