import Refold
import RefoldTesting
import Testing

@testable import Shop

@Suite("Orders")
struct OrderTests {
    @Test("An order that is placed and cancelled is one row; one that is only cancelled is none")
    func rows() throws {
        let rows = try ProjectionScenario(.orders)
            .given("OrderPlaced", stream: "order-1", #"{"total": "19.90"}"#)
            .given("OrderCancelled", stream: "order-1", #"{"reason": "late"}"#)
            .given("OrderCancelled", stream: "order-2", "{}")
            .rows()
        #expect(rows.map { $0["id"] } == ["1"])
        #expect(rows.map { $0["total"] } == ["19.90"])
    }

    @Test("An order is placed once, however often the command comes")
    func commands() throws {
        let store = MemoryEventStore()
        let bus = CommandBus(store)
        let place = PlaceOrder(order: "1", total: ExactDecimal(5))
        #expect(try bus.dispatch(place, id: "c1") == .accepted(stream: "order-1", version: 1))
        #expect(try bus.dispatch(place, id: "c2") == .rejected(stream: "order-1", reason: "OrderIsAlreadyPlaced"))
        #expect(try bus.dispatch(place, id: "c1") == .duplicate(stream: "order-1", version: 1))
        #expect(store.all.map(\.event.data) == [#"{"total":"5"}"#])
    }
}
