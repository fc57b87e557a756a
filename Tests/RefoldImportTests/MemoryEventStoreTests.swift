import RefoldTesting
import Testing

@Suite("The event store in memory")
struct MemoryEventStoreTests {
    @Test("passes every check of event stores", arguments: EventStoreContract.checks)
    func contract(_ check: StoreCheck) throws {
        try check.run(MemoryEventStore())
    }
}
