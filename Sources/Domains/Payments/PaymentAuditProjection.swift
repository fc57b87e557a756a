import RefoldCore

extension Projection {
    /// The read model `payment_audit`: one row per event, in words.
    public static let paymentAudit = Projection(
        "payment_audit", version: 1, key: [ColumnSchema("position", .integer)],
        find: { event, key throws(FoldError) in KeyEncoding.append(event.head.position, to: &key) }
    ) { p in
        let stream = p.column("stream", .text), version = p.column("version", .integer), what = p.column("what", .text)
        let who = p.column("by", .text), occurredAt = p.column("occurred_at", .timestamp), recordedAt = p.column("recorded_at", .timestamp)
        p.index("stream", "version")
        p.optional("PaymentProcessed", "PaymentFailed", "PaymentRefunded", "$.reference", "$.reason")
        p.reads(.recordedAt)
        let by = p.field("by"), amount = p.field("amount"), currency = p.field("currency")
        let reference = p.field("reference"), reason = p.field("reason")

        /// The word for an event type, and the details from the event, each with its preceding text.
        func on(_ type: String, _ word: String, _ details: [(before: String, field: PayloadField)]) {
            p.on(type) { event, row throws(FoldError) in
                var text = Array(word.utf8)
                for detail in details { event.append(event[detail.field], after: detail.before, to: &text) }
                try row.set(what, copying: text.span)
                try event.withBytes(event.head.stream) { (bytes) throws(FoldError) in try row.set(stream, copying: bytes) }
                row.set(version, to: event.head.version)
                try row.set(who, from: event, by)
                row.set(occurredAt, to: event.head.occurredAt.microseconds)
                row.set(recordedAt, to: event.head.recordedAt.microseconds)
            }
        }
        on(PaymentEvent.TypeName.initiated, "initiated", [(" ", amount), (" ", currency)])
        on(PaymentEvent.TypeName.processed, "processed", [(", reference ", reference)])
        on(PaymentEvent.TypeName.failed, "failed", [(": ", reason)])
        on(PaymentEvent.TypeName.refunded, "refunded", [(": ", reason)])
    }
}

extension EventView {
    /// Appends a value as text, after `before`; nothing if there is no value.
    fileprivate func append(_ value: PayloadValue, after before: String, to text: inout [UInt8]) {
        guard !value.isNull else { return }
        text.append(contentsOf: before.utf8)
        if value.kind == .escapedString {
            text.append(contentsOf: unescaped(value))
        } else {
            withBytes(value.range) { bytes in for index in bytes.indices { text.append(bytes[index]) } }
        }
    }
}
