import Refold

/// The read model `orders`: one row per order, keyed by what its stream's name holds after `order-`.
extension Projection {
    static let orders = Projection("orders", version: 1, key: "id", streamPrefix: "order-") { p in
        let total = p.column("total", .decimal(scale: 2)), placedAt = p.column("placed_at", .timestamp)
        let isCancelled = p.column("is_cancelled", .boolean)
        let itsTotal = p.field("total")
        p.index("placed_at", "id")  // what the list of orders is sorted by
        p.on("OrderPlaced") { event, row throws(FoldError) in
            try row.set(total, from: event, itsTotal)
            row.set(placedAt, to: event.head.occurredAt.microseconds)
            row.set(isCancelled, to: 0)
        }
        p.onExisting("OrderCancelled") { _, row throws(FoldError) in row.set(isCancelled, to: 1) }
    }
}
