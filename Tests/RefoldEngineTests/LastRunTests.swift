import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("What is kept of the last run")
struct LastRunTests {
    private let clock = TickingClock()
    private let events = RandomWorld.events(200, seed: 3)

    private func run(
        _ store: any EventStore, _ readModels: MemoryReadModelStore, servesBehind: Bool = false, isCancelled: @escaping () -> Bool = { false }
    ) -> FoldRun {
        let options = FoldOptions(batchEvents: 50, temporaryFolder: NSTemporaryDirectory(), servesBehind: servesBehind)
        return FoldRun(events: store, readModels: readModels, options: options, isCancelled: isCancelled)
    }

    private func last(_ readModels: MemoryReadModelStore, _ projection: String = "accounts") throws -> LastRun? {
        try readModels.overview().lastRuns.first { $0.projection == projection }
    }

    @Test("is its time, also if it found nothing new, and the reason if it failed")
    func times() throws {
        let readModels = MemoryReadModelStore { [clock] in clock.now }
        let projections = [RandomWorld.projection, RandomWorld.kinds]
        let store = MemoryEventStore(events)
        _ = try run(store, readModels).catchUp(projections)
        let first = try #require(try last(readModels))
        #expect(first.status == 0 && first.message == nil && first.completeAt == first.at)
        _ = try run(store, readModels).catchUp(projections)
        let second = try #require(try last(readModels))
        #expect(second.at > first.at && second.completeAt == second.at)

        var bad = events
        bad[199].event.type = "Paid"
        bad[199].event.data = #"{"amount":"secret"}"#
        #expect(throws: RefoldError.self) { try run(MemoryEventStore(bad), readModels).rebuild(projections) }
        let failed = try #require(try last(readModels))
        #expect(failed.status == 1 && failed.at > second.at && failed.completeAt == second.completeAt)
        #expect(failed.message?.hasPrefix("event at position \(bad[199].position) ") == true)
        #expect(failed.message?.contains("secret") == false)
        let other = try #require(try last(readModels, "kinds"))
        #expect(other.status == 0 && other.completeAt == other.at)
    }

    @Test("is that it was stopped, for those that it had not come to the end of")
    func stopped() throws {
        let readModels = MemoryReadModelStore { [clock] in clock.now }
        let changed = Projection("names", version: 1, key: "account") { p in _ = p.column("owner", .text) }
        _ = try run(MemoryEventStore(events), readModels).rebuild([changed])
        let names = Projection("names", version: 1, key: "account") { p in _ = p.column("holder", .text) }
        #expect(throws: RefoldError.self) { try run(MemoryEventStore(events), readModels, isCancelled: { true }).rebuild([names, RandomWorld.projection]) }
        #expect(try last(readModels)?.status == 5)
        #expect(try last(readModels)?.completeAt == nil)
        #expect(try last(readModels, "names")?.status == 2)
    }

    @Test("is that of the run that holds the projection, not of one that found it held")
    func busy() throws {
        let readModels = MemoryReadModelStore { [clock] in clock.now }
        _ = try run(MemoryEventStore(events), readModels).rebuild([RandomWorld.projection])
        let before = try last(readModels)
        let lock = try readModels.lock(.projection("accounts"))
        #expect(throws: RefoldError.self) { try run(MemoryEventStore(events), readModels).catchUp([RandomWorld.projection, RandomWorld.kinds]) }
        withExtendedLifetime(lock) {}
        #expect(try last(readModels) == before)
        #expect(try last(readModels, "kinds")?.status == 0)
    }

    @Test("is not complete if it built what it did not serve, or left out what can be seen")
    func incomplete() throws {
        let readModels = MemoryReadModelStore { [clock] in clock.now }
        _ = try run(MemoryEventStore(events), readModels).rebuild([RandomWorld.projection], promotes: false)
        #expect(try last(readModels)?.status == 0)
        #expect(try last(readModels)?.completeAt == nil)
        let store = LookedAtStore(events)
        store.hold(at: events[100].position)
        _ = try run(store, readModels).catchUp([RandomWorld.projection])
        #expect(try last(readModels)?.status == 5)
        #expect(try last(readModels)?.completeAt == nil)
        _ = try run(store, readModels, servesBehind: true).catchUp([RandomWorld.projection])
        #expect(try last(readModels)?.status == 0)
        #expect(try last(readModels)?.completeAt != nil)
    }
}
