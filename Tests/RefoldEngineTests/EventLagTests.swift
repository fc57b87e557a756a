import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldEngine

@Suite("How far a projection lags behind")
struct EventLagTests {
    private func store(_ events: [(Position, String)]) -> MemoryEventStore {
        MemoryEventStore(
            events.enumerated().map { number, event in
                StoredEvent(
                    position: event.0, stream: "s", version: Int64(number + 1), event: EventStoreContract.event("e\(number)", event.1))
            })
    }

    @Test("Events that it reads count, holes and other types do not")
    func types() throws {
        let lag = EventLag(of: store([(1, "A"), (2, "A"), (60, "B"), (61, "A"), (62, "C")]))
        #expect(try lag.lag(after: 1, types: ["A"]) == 2)
        #expect(try lag.lag(after: 1, types: ["B", "C", "D"]) == 2)
        #expect(try lag.lag(after: 1, types: nil) == 4)
        #expect(try lag.lag(after: 61, types: ["A"]) == 0)
        #expect(try lag.lag(after: 62, types: nil) == 0)
        #expect(try lag.lag(after: .max, types: nil) == 0)
        #expect(try EventLag(of: store([])).lag(after: 0, types: nil) == 0)
    }

    @Test("Past a million positions each counts as an event, so that the answer takes no longer")
    func farAway() throws {
        let lag = EventLag(of: store([(1, "A"), (2, "B"), (5_000_000, "B")]))
        #expect(try lag.lag(after: 0, types: ["A"]) == 4_000_001)
        #expect(try lag.lag(after: 4_000_000, types: ["A"]) == 0)
    }
}
