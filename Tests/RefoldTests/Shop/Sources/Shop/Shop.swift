import Refold

@main struct Shop {
    static func main() { RefoldCommand.main(domains: [Orders()]) }  // exits with the contract's statuses
}

struct Orders: Domain {
    let name = "orders"
    let streamPrefix: String? = "order-"
    var projections: [Projection] { [.orders] }
    var commands: [CommandForm] { [.placeOrder, .cancelOrder] }
    var queries: [QueryForm] { [.order, .orders] }
    var tableFormats: [any TableFormat] { [FirstColumn()] }
}
