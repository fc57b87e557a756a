import Foundation
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

@Suite("Sums per group")
struct RollupTests {
    private func served(_ readModels: MemoryReadModelStore, _ name: String = "accounts") -> RollupWorld.Rows {
        readModels.servedRows(of: name)
    }

    @Test("of a rebuild equal the reference sums", arguments: Cutting.all)
    func rebuild(cutting: Cutting) throws {
        for (seed, count) in [(1, 1), (2, 40), (3, 700), (4, 3000)] as [(UInt64, Int)] {
            let events = RandomWorld.events(count, seed: seed)
            let readModels = MemoryReadModelStore()
            let outcome = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options)
                .rebuild([RollupWorld.projection])[0]
            let expected = try RollupWorld.expected(events)
            #expect(served(readModels) == expected)
            #expect(outcome.rows == Int64(expected.count))
            #expect(outcome.events == Int64(RandomWorld.read(events).count))
        }
    }

    @Test("of a catch-up in steps equal the reference sums at every step", arguments: Cutting.all)
    func catchUp(cutting: Cutting) throws {
        let events = RandomWorld.events(1500, seed: 9)
        let readModels = MemoryReadModelStore()
        for end in [0, 1, 2, 300, 301, 900, 1500] {
            let known = Array(events.prefix(end))
            _ = try FoldRun(events: MemoryEventStore(known), readModels: readModels, options: cutting.options).catchUp([RollupWorld.projection])
            #expect(served(readModels) == (try RollupWorld.expected(known)))
            let generation = try #require(try readModels.generations().first { $0.state == .served })
            #expect(generation.position == known.last?.position ?? 0)
            #expect(generation.rows == Int64(served(readModels).count))
        }
    }

    @Test("are the same if a catch-up saves meanwhile, and if it is interrupted then", arguments: 1...12 as ClosedRange<UInt64>)
    func saves(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = RandomWorld.events(2000, seed: seed)
        let world = try InterruptedWorld()
        let first = MemoryEventStore(Array(events.prefix(Int.random(in: 0...900, using: &random))))
        _ = world.attempt(first, .random(using: &random)) { (run) throws(RefoldError) in try run.catchUp([RollupWorld.projection]) }
        let all = MemoryEventStore(events)
        for _ in 0..<30 {
            let attempt = world.attempt(
                all, .random(using: &random), interruptedAfter: Int.random(in: 1...6, using: &random), saveEvery: .zero
            ) { (run) throws(RefoldError) in try run.catchUp([RollupWorld.projection]) }
            let generation = try #require(try world.readModels.generations().first { $0.state == .served })
            #expect(world.rows == (try RollupWorld.expected(events.filter { $0.position <= generation.position })))
            if attempt.error == nil { break }
        }
        let last = world.attempt(all, .random(using: &random)) { (run) throws(RefoldError) in try run.catchUp([RollupWorld.projection]) }
        #expect(last.error == nil)
        #expect(world.rows == (try RollupWorld.expected(events)))
    }

    @Test("of an interrupted and resumed rebuild equal the reference sums", arguments: 1...8 as ClosedRange<UInt64>)
    func resume(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = RandomWorld.events(3000, seed: seed)
        let world = try InterruptedWorld()
        for batches in [3, 5] {
            let cutting = Cutting(batch: 100, workers: Int.random(in: 1...5, using: &random), memory: [0, 20_000].randomElement(using: &random)!)
            _ = world.rebuild(events, cutting, interruptedAfter: batches, of: [RollupWorld.projection])
        }
        let last = world.rebuild(events, .random(using: &random), of: [RollupWorld.projection])
        #expect(last.goesOnFrom != nil)
        #expect(world.rows == (try RollupWorld.expected(events)))
    }

    @Test("of more groups than fit into memory are merged from files", arguments: [1, 2, 5])
    func manyGroups(workers: Int) throws {
        let events = RandomWorld.events(9000, seed: 12)
        var expected: RollupWorld.Rows = [:]
        for stored in events where stored.event.type == "Paid" {
            let cents = stored.event.data.split(separator: "\"")[7].replacing(".", with: "")
            let amount = try #require(Int64(cents))
            expected[Array(stored.stream.utf8)] = amount == 0 ? nil : [.units(amount)]
        }
        for memory in [0, 100_000, 1 << 30] {
            let readModels = MemoryReadModelStore()
            let cutting = Cutting(batch: 500, workers: workers, memory: memory)
            _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options).rebuild([RollupWorld.wide])
            #expect(served(readModels, "wide") == expected)
        }
    }

    @Test("may exceed 64 bits temporarily, in any order", arguments: Cutting.all)
    func largeOnTheWay(cutting: Cutting) throws {
        let amounts: [(String, String, Int64)] = (0..<60).map { ("s\($0)", "a", $0 < 30 ? .max : -.max) } + [("last", "a", 7)]
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(RollupWorld.set(amounts)), readModels: readModels, options: cutting.options)
            .rebuild([RollupWorld.byKind])
        #expect(served(readModels, "kinds") == [Array("a".utf8): [.units(7)]])
    }

    @Test("that do not fit in 64 bits stop the run and name the column and the last event of the group, neither the sum nor the group")
    func tooLarge() throws {
        let amounts: [(String, String, Int64)] = [("s1", "a", 5), ("s2", "b", .max), ("s3", "b", 1)]
        let options = Cutting(batch: 1, workers: 2, memory: 0).options
        let rebuilt = MemoryReadModelStore()
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(RollupWorld.set(amounts)), readModels: rebuilt, options: options).rebuild([RollupWorld.byKind])
        }
        #expect(
            error?.description
                == #"event at position 3 (stream "s3", type "Set"): projection "kinds", column "total": the sum does not fit in 64 bits "#
                + "in a group, of which no later event changed a row; "
                + "make the groups smaller, by a further part of their key")
        #expect(served(rebuilt, "kinds").isEmpty)

        let caughtUp = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(RollupWorld.set(Array(amounts.prefix(2)))), readModels: caughtUp, options: options)
            .catchUp([RollupWorld.byKind])
        let before = served(caughtUp, "kinds")
        let late = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(RollupWorld.set(amounts)), readModels: caughtUp, options: options).catchUp([RollupWorld.byKind])
        }
        #expect(late == error)
        #expect(served(caughtUp, "kinds") == before)
    }

    @Test("that are all 0 are no group, rebuilt or caught up")
    func zero() throws {
        let amounts: [(String, String, Int64)] = [("s1", "a", 5), ("s2", "b", 4), ("s3", "b", -4), ("s1", "c", 5), ("s4", "d", 0)]
        let options = Cutting(batch: 1, workers: 2, memory: 0).options
        let readModels = MemoryReadModelStore()
        for end in 0...amounts.count {
            let events = MemoryEventStore(RollupWorld.set(Array(amounts.prefix(end))))
            _ = try FoldRun(events: events, readModels: readModels, options: options).catchUp([RollupWorld.byKind])
            let rebuilt = MemoryReadModelStore()
            _ = try FoldRun(events: events, readModels: rebuilt, options: options).rebuild([RollupWorld.byKind])
            #expect(served(readModels, "kinds") == served(rebuilt, "kinds"))
        }
        #expect(served(readModels, "kinds") == [Array("c".utf8): [.units(5)]])
    }

    @Test("refuse a stream whose versions do not rise with its positions, instead of counting it wrongly")
    func disorder() throws {
        var events = RollupWorld.set([("s", "a", 1), ("s", "a", 2), ("other", "a", 9), ("s", "b", 3)])
        let options = Cutting(batch: 10, workers: 1, memory: 0).options
        let readModels = MemoryReadModelStore()
        (events[0].version, events[1].version) = (2, 1)
        _ = try FoldRun(events: MemoryEventStore(Array(events.prefix(3))), readModels: readModels, options: options).catchUp([RollupWorld.byKind])
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).catchUp([RollupWorld.byKind])
        }
        #expect(error?.faults[0].place == .event(position: 1, stream: "s", type: "Set"))
    }

    @Test("are the same in a scenario as in a run")
    func scenario() throws {
        let scenario = ProjectionScenario(RollupWorld.byKind)
            .given("Set", stream: "s1", #"{"kind": "a", "amount": 5}"#).given("Set", stream: "s2", #"{"kind": "b", "amount": 4}"#)
            .given("Set", stream: "s1", #"{"kind": "b", "amount": 3}"#)
        #expect(try scenario.rows() == [["kind": "b", "total": "7"]])
        #expect(
            scenario.given("Set", stream: "s3", #"{"kind": "b", "amount": 9223372036854775807}"#).failure()
                == .notComputed(.sumTooLarge, column: "total"))
    }
}
