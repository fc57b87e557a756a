import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("A catch-up from another store")
struct StoreExchangeTests {
    private let projection = RandomWorld.projection

    private func run(_ events: [StoredEvent], _ readModels: MemoryReadModelStore, _ cutting: Cutting) -> FoldRun {
        FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options)
    }

    /// Read models of events, and how they were made.
    private func built(of events: [StoredEvent], _ cutting: Cutting, using random: inout SeededNumbers) throws -> MemoryReadModelStore {
        let readModels = MemoryReadModelStore()
        let half = Array(events.prefix(Int.random(in: 0...events.count, using: &random)))
        for known in [half, events] {
            if Bool.random(using: &random) {
                _ = try run(known, readModels, cutting).catchUp([projection])
            } else {
                _ = try run(known, readModels, cutting).rebuild([projection])
            }
        }
        return readModels
    }

    /// Events that another store could have recorded after the first ones.
    private func grownAnew(_ first: ArraySlice<StoredEvent>, to count: Int, seed: UInt64) -> [StoredEvent] {
        let others = RandomWorld.events(count - first.count, seed: seed)
        let start = first.last?.position ?? 0
        return first + others.enumerated().map { number, stored in
            var other = stored
            other.position += start
            other.event.id = "anew-\(number)"
            return other
        }
    }

    @Test("is refused before anything is written; one from the same store, copied and grown, is not", arguments: 1...60)
    func exchanged(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let cutting = Cutting.random(using: &random)
        let all = RandomWorld.events(600, seed: seed)
        let known = Array(all.prefix(Int.random(in: 1...500, using: &random)))
        let readModels = try built(of: known, cutting, using: &random)
        let rows = readModels.servedRows(of: "accounts"), generations = try readModels.generations()

        let kept = known.prefix(Int.random(in: 0..<known.count, using: &random))
        for count in [known.count, 600, 900] {
            let other = grownAnew(kept, to: count, seed: seed + 1000)
            let error = try #require(throws: RefoldError.self) { try run(other, readModels, cutting).catchUp([projection]) }
            #expect(error.status == .refused, "\(error)")
            #expect(error.faults.count == 1 && error.faults[0].description.contains("projection \"accounts\""), "\(error)")
            #expect(try readModels.generations() == generations)
            #expect(readModels.servedRows(of: "accounts") == rows)
        }

        _ = try run(all, readModels, cutting).catchUp([projection])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(all)))
    }

    @Test("is refused if the store ends before the checkpoint; a rebuild starts over from it, and later runs continue from there")
    func shorter() throws {
        let cutting = Cutting(batch: 50, workers: 2, memory: 1 << 20)
        let events = RandomWorld.events(300, seed: 5), fewer = Array(events.prefix(100))
        let readModels = MemoryReadModelStore()
        _ = try run(events, readModels, cutting).rebuild([projection])
        let error = try #require(throws: RefoldError.self) { try run(fewer, readModels, cutting).catchUp([projection]) }
        #expect(error.status == .refused)
        #expect(
            error.faults.first?.what
                == "the served rows in memory rest on position \(events[299].position), and memory ends at \(events[99].position)")
        _ = try run(fewer, readModels, cutting).rebuild([projection])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(fewer)))
        let anew = grownAnew(fewer[...], to: 350, seed: 77)
        _ = try run(anew, readModels, cutting).catchUp([projection])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(anew)))
    }

    @Test("names every projection that does not belong to it, including one with a new version")
    func several() throws {
        let cutting = Cutting(batch: 50, workers: 2, memory: 1 << 20)
        let readModels = MemoryReadModelStore()
        let events = RandomWorld.events(200, seed: 1), other = RandomWorld.events(200, seed: 2)
        _ = try run(events, readModels, cutting).rebuild([projection])
        _ = try run(other, readModels, cutting).rebuild([RandomWorld.kinds])
        let names = Projection("names", version: 1, key: "account") { p in _ = p.column("owner", .text) }
        _ = try run(events, readModels, cutting).rebuild([names])
        let raised = Projection("names", version: 2, key: "account") { p in _ = p.column("owner", .text) }
        let error = try #require(throws: RefoldError.self) { try run(other, readModels, cutting).catchUp([projection, RandomWorld.kinds, raised]) }
        #expect(error.status == .refused)
        #expect(error.faults.map(\.place) == [.named("projection \"accounts\""), .named("projection \"names\"")])
        #expect(try readModels.generations().count == 3)
    }

    @Test("continues once if the read models are empty, or come from a catalog without fingerprints")
    func accepted() throws {
        let cutting = Cutting(batch: 50, workers: 2, memory: 1 << 20)
        let readModels = MemoryReadModelStore()
        _ = try run([], readModels, cutting).rebuild([projection])
        let events = RandomWorld.events(200, seed: 1)
        _ = try run(events, readModels, cutting).catchUp([projection])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(events)))

        let served = try #require(try readModels.generations().first { $0.state == .served })
        try readModels.update(served).apply([], position: served.position, store: nil)
        let anew = grownAnew(events.prefix(10), to: 300, seed: 3)
        _ = try run(anew, readModels, cutting).catchUp([projection])
        #expect(try readModels.generations().last?.store == MemoryEventStore(anew).fingerprint(at: anew[299].position))
        #expect(throws: RefoldError.self) { try run(events, readModels, cutting).catchUp([projection]) }
    }

    @Test("is noticed wherever the previous catch-up was interrupted", arguments: [1, 3, 5])
    func interrupted(batches: Int) throws {
        let world = try InterruptedWorld()
        let cutting = Cutting(batch: 20, workers: 2, memory: 1 << 20)
        let events = RandomWorld.events(400, seed: 6)
        _ = world.rebuild(Array(events.prefix(100)), cutting)
        let attempt = world.attempt(MemoryEventStore(events), cutting, interruptedAfter: batches, saveEvery: .zero) { (run) throws(RefoldError) in
            try run.catchUp([projection])
        }
        #expect(attempt.error?.status == .incomplete)
        let served = try #require(try world.readModels.generations().first { $0.state == .served })
        #expect(served.position > events[99].position && served.position < events[399].position)
        #expect(try served.store == MemoryEventStore(events).fingerprint(at: served.position))
        let anew = grownAnew(events.prefix(100), to: 400, seed: 7)
        #expect(throws: RefoldError.self) { try run(anew, world.readModels, cutting).catchUp([projection]) }
        _ = try run(events, world.readModels, cutting).catchUp([projection])
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("costs one lookup per checkpoint, and ignores the bound that rows of another store rest on")
    func looks() throws {
        let cutting = Cutting(batch: 50, workers: 2, memory: 1 << 20)
        let readModels = MemoryReadModelStore()
        let events = RandomWorld.events(200, seed: 1)
        let projections = [projection, RandomWorld.kinds]
        _ = try run(Array(events.prefix(150)), readModels, cutting).rebuild(projections)
        let store = WatchedStore(events)
        _ = try FoldRun(events: store, readModels: readModels, options: cutting.options).catchUp(projections)
        #expect(store.looks == 2)
        #expect(store.remembered == [events[149].position])
        let other = WatchedStore(RandomWorld.events(300, seed: 2))
        _ = try FoldRun(events: other, readModels: readModels, options: cutting.options).rebuild(projections)
        #expect(other.remembered == [0])
    }
}

/// A store that records its calls.
private final class WatchedStore: ForwardingStore {
    let store: MemoryEventStore
    private let noted = Mutex<(looks: Int, remembered: [Position])>((0, []))

    init(_ events: [StoredEvent]) { store = MemoryEventStore(events) }

    var looks: Int { noted.withLock { $0.looks } }
    var remembered: [Position] { noted.withLock { $0.remembered } }

    func bound(remembered: Position) throws(RefoldError) -> Bound {
        noted.withLock { $0.remembered.append(remembered) }
        return try store.bound(remembered: remembered)
    }
    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        noted.withLock { $0.looks += 1 }
        return try store.samples(upTo: positions)
    }
}
