import Refold

@main struct Shop {
    static func main() { RefoldCommand.main(domains: [Orders()]) }     // exits with the contract's statuses
}

struct Orders: Domain {
    let name = "orders"
    var projections: [Projection] { [.orders] }                 // all that a domain must say; commands, queries and seed have defaults
}

extension Projection {
    static let orders = Projection("orders", version: 1, key: "id") { p in
        let total = p.column("total", .decimal(scale: 2)), placedAt = p.column("placed_at", .timestamp)
        let itsTotal = p.field("total")
        p.on("OrderPlaced") { event, row throws(FoldError) in
            try row.set(total, from: event, itsTotal)
            row.set(placedAt, to: event.head.occurredAt.microseconds)
        }
    }
}
