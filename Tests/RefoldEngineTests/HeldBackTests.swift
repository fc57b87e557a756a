import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldEngine

@Suite("A run that leaves events out since somebody holds them back")
struct HeldBackTests {
    private let events = RandomWorld.events(100, seed: 1)

    private func options(servesBehind: Bool = false, waits: WaitPolicy? = nil) -> FoldOptions {
        FoldOptions(temporaryFolder: NSTemporaryDirectory(), waits: waits, servesBehind: servesBehind)
    }

    private func behind(_ position: Position) -> Int64 {
        Int64(events.filter { $0.position > position && RandomWorld.isRead($0) }.count)
    }

    @Test("counts them, and does not serve what was never served unless that is allowed")
    func firstGeneration() throws {
        let readModels = MemoryReadModelStore()
        let store = HeldStore(events, heldAt: events[9].position)
        let first = try FoldRun(events: store, readModels: readModels, options: options()).catchUp([RandomWorld.projection])[0]
        #expect(!first.isServed)
        #expect(first.behind == behind(events[9].position) && first.behind > 0)
        #expect(try readModels.generations().map(\.state) == [.built])
        let allowed = try FoldRun(events: store, readModels: readModels, options: options(servesBehind: true)).catchUp([RandomWorld.projection])[0]
        #expect(allowed.isServed && allowed.behind == first.behind && allowed.position == events[9].position)
    }

    @Test("goes as far as it may with what is served, and to the end when they are free")
    func served() throws {
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(Array(events.prefix(5))), readModels: readModels, options: options()).rebuild([RandomWorld.projection])
        let store = HeldStore(events, heldAt: events[9].position)
        let some = try FoldRun(events: store, readModels: readModels, options: options()).catchUp([RandomWorld.projection])[0]
        #expect(some.isServed && some.position == events[9].position && some.behind == behind(events[9].position))
        store.free()
        let all = try FoldRun(events: store, readModels: readModels, options: options()).catchUp([RandomWorld.projection])[0]
        #expect(all.behind == 0 && all.position == events.last?.position)
    }

    @Test("waits only if it would leave out an event that it reads")
    func waiting() throws {
        let told = RecordedWaits()
        let store = HeldStore(events, heldAt: events[9].position)
        let other = Projection("other", version: 1, key: "id") { p in p.on("NeverHappens") { _, _ in } }
        let run = FoldRun(events: store, readModels: MemoryReadModelStore(), options: options(waits: told.policy(.seconds(1))))
        #expect(try run.rebuild([other])[0].isServed)
        #expect(store.waits == 0)
        _ = try run.rebuild([other, RandomWorld.projection], through: events[9].position)
        #expect(store.waits == 0)
        _ = try run.rebuild([other, RandomWorld.projection])
        #expect(store.waits == 1)
    }
}

/// A store in which somebody may still add events after a position.
private final class HeldStore: ForwardingStore {
    let store: MemoryEventStore
    private let state: Mutex<(held: Position?, waits: Int)>

    init(_ events: [StoredEvent], heldAt position: Position) {
        store = MemoryEventStore(events)
        state = Mutex((position, 0))
    }

    var waits: Int { state.withLock { $0.waits } }
    func free() { state.withLock { $0.held = nil } }

    func bound(remembered: Position) throws(RefoldError) -> Bound {
        var bound = try store.bound(remembered: remembered)
        if let held = state.withLock({ $0.held }) { bound = Bound(position: held, newest: bound.newest, holders: [BoundHolder(.process(1))]) }
        return bound
    }
    func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        if waits != nil { state.withLock { $0.waits += 1 } }
        return try bound(remembered: remembered)
    }
}
