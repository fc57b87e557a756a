import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Which event types occur")
struct OccurringTypesTests {
    private let counts = [TypeWorld.counts("a", of: ["A"]), TypeWorld.counts("b", of: ["B"]), TypeWorld.counts("late", of: ["Never", "Nowhere"])]

    @Test("is remembered: a run over a store in which nothing changed looks at no event, and one after an event looks at that one")
    func looksAtNothing() throws {
        let readModels = MemoryReadModelStore()
        var events = TypeWorld.events(500, types: ["A", "B", "C"], seed: 1)
        let first = LookedAtStore(events)
        #expect(try TypeWorld.catchUp(counts, first, readModels).map(\.projection) == ["a", "b"])
        #expect(first.looked >= 500)
        let again = LookedAtStore(events)
        #expect(try TypeWorld.catchUp(counts, again, readModels).map(\.action) == [.upToDate, .upToDate])
        #expect(again.looked == 0)

        events = TypeWorld.grown(events, by: 1, types: ["A"], seed: 2)
        let later = LookedAtStore(events)
        #expect(try TypeWorld.catchUp(counts, later, readModels).map(\.action) == [.caughtUp, .caughtUp])
        // Once for its type, and once to fold it.
        #expect(later.looked == 2)
        let last = LookedAtStore(events)
        _ = try TypeWorld.catchUp(counts, last, readModels)
        #expect(last.looked == 0)
    }

    @Test("counts no type as missing while events may still appear: one that appears between the look and the run is read by the next run")
    func appearsMeanwhile() throws {
        let readModels = MemoryReadModelStore()
        let some = TypeWorld.events(20, types: ["A"], seed: 1)
        let late = TypeWorld.counts("late", of: ["Late"])
        var all = some
        all[10].event.type = "Late"
        let store = LookedAtStore(some.filter { $0.position != all[10].position })
        store.hold(at: some[9].position)
        let types = try TypeWorld.types(of: [counts[0], late], in: store, readModels)
        // The holder commits its event below the newest one.
        store.replace(by: all)
        store.hold(at: nil)
        let both = [counts[0], late]
        _ = try TypeWorld.run(store, readModels, types).catchUp(both.filter(types.concerns))
        _ = try TypeWorld.catchUp(both, store, readModels)
        #expect(readModels.servedRows(of: "late") == TypeWorld.rows(all, ["Late"]))
        #expect(readModels.servedRows(of: "a") == TypeWorld.rows(all, ["A"]))
    }

    @Test("is remembered if nothing that is read occurs, too")
    func nothingOccurs() throws {
        let readModels = MemoryReadModelStore()
        let events = TypeWorld.events(500, types: ["C"], seed: 1)
        #expect(try TypeWorld.catchUp(counts, LookedAtStore(events), readModels).isEmpty)
        let again = LookedAtStore(events)
        #expect(try TypeWorld.catchUp(counts, again, readModels).isEmpty)
        #expect(again.looked == 0)
    }

    @Test("is not believed by what is built from nothing, which reads from the beginning")
    func late() throws {
        let readModels = MemoryReadModelStore()
        var events = TypeWorld.events(500, types: ["A", "C"], seed: 1)
        _ = try TypeWorld.catchUp(counts, LookedAtStore(events), readModels)
        events = TypeWorld.grown(events, by: 3, types: ["Never"], seed: 2)
        let store = LookedAtStore(events)
        let outcomes = try TypeWorld.catchUp(counts, store, readModels)
        #expect(outcomes.map(\.events) == [0, 3])
        #expect(outcomes.map(\.position) == [events[502].position, events[502].position])
        // The last events, to look for types, and all of them, to fold.
        #expect(store.looked >= 503)
        #expect(readModels.servedRows(of: "late") == TypeWorld.rows(events, ["Never", "Nowhere"]))
    }

    @Test("of a hundred thousand types keeps those that projections read")
    func manyTypes() throws {
        let readModels = MemoryReadModelStore()
        let events = TypeWorld.events(2000, types: (0..<100_000).map { "Type \($0)" } + ["A"], seed: 1)
        _ = try TypeWorld.catchUp(counts, LookedAtStore(events), readModels)
        #expect(try readModels.knownTypes()?.first.count == 4)
        let huge = Dictionary(uniqueKeysWithValues: (0..<3).map { (ExactText("\($0)" + String(repeating: "x", count: 1 << 19)), Position(1)) })
        #expect(KnownTypes(huge, upTo: 5, of: StoreFingerprint(value: 1)).first.count == 1)
    }

    @Test("is asked of the store again if what was kept is of another store")
    func worthless() throws {
        let events = TypeWorld.events(100, types: ["A", "C"], seed: 1)
        let readModels = MemoryReadModelStore()
        let last = try #require(events.last?.position)
        for store in [StoreFingerprint(value: 1), try #require(try MemoryEventStore(events).fingerprint(at: last - 1))] {
            try readModels.note(KnownTypes(["A": 0, "B": 5], upTo: last, of: store))
            let types = try OccurringTypes(of: ["A", "B"], in: MemoryEventStore(events), known: try readModels.knownTypes())
            #expect(counts.map(types.concerns) == [true, false, false])
        }
    }

    @Test("is answered as by reading everything, however stores, types, projections and runs follow one another", arguments: 1...150)
    func randomWorld(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let names = ["A", "B", "C", "\u{E9}", "e\u{301}"]
        let readModels = MemoryReadModelStore()
        var events: [StoredEvent] = []
        /// The events that each projection's rows were made from.
        var rested: [String: [StoredEvent]] = [:]
        for step in 0..<25 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                // Restored, and grown anew perhaps.
                events = Array(events.prefix(Int.random(in: 0...events.count, using: &random)))
                fallthrough
            case 1...6:
                let some = names.filter { _ in Bool.random(using: &random) } + ["Other"]
                events = TypeWorld.grown(events, by: Int.random(in: 0...20, using: &random), types: some, seed: seed * 1000 + UInt64(step))
            default: break
            }
            // Each has its types by its number, as bits.
            let numbers = Set((0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...31, using: &random) }).sorted()
            let meant = numbers.map { number in TypeWorld.counts("counts_\(number)", of: names.indices.filter { number >> $0 & 1 == 1 }.map { names[$0] }) }
            let store = LookedAtStore(events)
            let types = try TypeWorld.types(of: meant, in: store, readModels)
            let chosen = meant.filter(types.concerns)
            #expect(chosen.map(\.name) == meant.filter { events.isEmpty || TypeWorld.occurs($0, in: events) }.map(\.name), "step \(step)")

            // Between the look and the run others append, and run.
            if Int.random(in: 0..<4, using: &random) == 0 {
                events = TypeWorld.grown(events, by: 5, types: names, seed: seed * 1000 + 500 + UInt64(step))
                store.replace(by: events)
                let other = try TypeWorld.types(of: [], in: store, readModels)
                _ = try TypeWorld.run(store, readModels, other).catchUp([])
            }
            store.hold(at: Int.random(in: 0..<3, using: &random) == 0 ? events.randomElement(using: &random)?.position : nil)
            let isRebuild = Int.random(in: 0..<3, using: &random) == 0
            let run = TypeWorld.run(store, readModels, types)
            func isOfAnother(_ projection: Projection) -> Bool {
                guard let before = rested[projection.name]?.last?.position else { return false }
                return rested[projection.name] != events.filter { $0.position <= before }
            }
            let mayBeRefused = !isRebuild && chosen.contains(where: isOfAnother)
            for (projection, outcome) in zip(chosen, try isRebuild ? run.attemptRebuild(chosen) : run.attemptCatchUp(chosen)) {
                // What was never built is refused as well if nothing beside it is of this store.
                let isRefused = mayBeRefused && (isOfAnother(projection) || rested[projection.name] == nil && outcome.failure != nil)
                #expect(outcome.failure?.status == (isRefused ? .refused : nil), "step \(step), \(projection.name)")
                if isRefused { continue }
                let read = events.filter { $0.position <= outcome.position }
                rested[projection.name] = read
                #expect(readModels.servedRows(of: projection.name) == TypeWorld.rows(read, projection.eventTypes ?? []), "step \(step), \(projection.name)")
            }
        }
    }
}
