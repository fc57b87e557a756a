import Refold

/// The state that commands are decided on: what the events of one order come to.
struct Order: CommandState {
    private(set) var isPlaced = false
    private(set) var isCancelled = false

    init(stream: String) {}

    mutating func apply(_ stored: StoredEvent) {
        switch stored.event.type {
        case "OrderPlaced": isPlaced = true
        case "OrderCancelled": isCancelled = true
        default: break
        }
    }
}

enum OrderEvent: DomainEvent {
    case placed(order: String, total: ExactDecimal)
    case cancelled(order: String, reason: String)

    var type: String {
        switch self {
        case .placed: "OrderPlaced"
        case .cancelled: "OrderCancelled"
        }
    }

    var stream: String {
        switch self {
        case .placed(let order, _), .cancelled(let order, _): "order-" + order
        }
    }

    var data: String {
        EventJSON.object { json in
            switch self {
            case .placed(_, let total): json.add("total", total.description)
            case .cancelled(_, let reason): json.add("reason", reason)
            }
        }
    }
}

enum OrderRefusal: String, DomainRefusal {
    case totalIsNotPositive = "TotalIsNotPositive"
    case orderIsAlreadyPlaced = "OrderIsAlreadyPlaced"
    case orderNotFound = "OrderNotFound"
    case orderIsCancelled = "OrderIsCancelled"

    var fact: String {
        switch self {
        case .totalIsNotPositive: "the total is zero or below"
        case .orderIsAlreadyPlaced: "an order of this id has been placed before"
        case .orderNotFound: "no order of this id has been placed"
        case .orderIsCancelled: "the order has been cancelled"
        }
    }
}

struct PlaceOrder: Command {
    var order: String
    var total: ExactDecimal

    var stream: String { "order-" + order }

    func decide(on state: Order, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        guard !state.isPlaced else { throw Refused(OrderRefusal.orderIsAlreadyPlaced) }
        guard total > .zero else { throw Refused(OrderRefusal.totalIsNotPositive) }
        return [OrderEvent.placed(order: order, total: total)]
    }
}

struct CancelOrder: Command {
    var order: String
    var reason: String

    var stream: String { "order-" + order }

    func decide(on state: Order, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        guard state.isPlaced else { throw Refused(OrderRefusal.orderNotFound) }
        guard !state.isCancelled else { throw Refused(OrderRefusal.orderIsCancelled) }
        return [OrderEvent.cancelled(order: order, reason: reason)]
    }
}

/// How the commands stand on a line: `{"id":"c1","command":"PlaceOrder","data":{"order_id":"7","total":"19.90"}}`.
extension CommandForm {
    static let placeOrder = CommandForm("PlaceOrder") { f in
        let order = f.text("order_id"), total = f.decimal("total")
        return { PlaceOrder(order: $0[order], total: $0[total]) }
    }

    static let cancelOrder = CommandForm("CancelOrder") { f in
        let order = f.text("order_id"), reason = f.text("reason")
        return { CancelOrder(order: $0[order], reason: $0[reason]) }
    }
}
