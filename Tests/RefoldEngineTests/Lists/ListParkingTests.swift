import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Events parked for some of their items")
struct ListParkingTests {
    private func parked(_ store: MemoryReadModelStore) throws -> [ListWorld.Parked] {
        let served = try #require(try store.generations().first { $0.state == .served })
        return Self.sorted(try store.parked(in: served).map { ListWorld.Parked(position: $0.position, key: $0.key, held: $0.held) })
    }

    private static func sorted(_ parked: [ListWorld.Parked]) -> [ListWorld.Parked] {
        parked.sorted { a, b in a.position != b.position ? a.position < b.position : (a.key ?? []).lexicographicallyPrecedes(b.key ?? []) }
    }

    private func check(_ store: MemoryReadModelStore, _ expected: ListWorld.Expected, _ what: String = "") throws {
        let found = store.servedRows(of: "things")
        let differing = Set(found.keys).union(expected.cells.keys).filter { found[$0] != expected.cells[$0] }
        #expect(differing.isEmpty, "\(what): \(differing.map { (String(decoding: $0, as: UTF8.self), found[$0], expected.cells[$0]) })")
        #expect(try parked(store) == Self.sorted(expected.parked), "\(what)")
    }

    @Test("The rows of other items are written, and only the row of the failing item waits", arguments: Cutting.all)
    func parks(cutting: Cutting) throws {
        for seed in 30...31 as ClosedRange<UInt64> {
            let world = ListWorld(500, seed: seed, badness: 12)
            let store = MemoryReadModelStore()
            var options = cutting.options
            options.park = .max
            _ = try FoldRun(events: MemoryEventStore(world.stored), readModels: store, options: options).rebuild([ListWorld.projection])
            try check(store, world.expected(), "seed \(seed)")
        }
    }

    @Test("Catching up with parked events equals a rebuild", arguments: Cutting.all)
    func catchesUp(cutting: Cutting) throws {
        let world = ListWorld(500, seed: 40, badness: 12)
        let store = MemoryReadModelStore()
        var options = cutting.options
        options.park = .max
        for end in [1, 90, 91, 300, 500] {
            let events = MemoryEventStore(Array(world.stored.prefix(end)))
            _ = try FoldRun(events: events, readModels: store, options: options).catchUp([ListWorld.projection])
            try check(store, world.expected(end), "up to \(end)")
        }
    }

    @Test("A reason names the item and its list, and no value")
    func reasons() throws {
        var world = ListWorld(0, seed: 1)
        let lines = [ListWorld.Line(sku: "a", quantity: 1, isGift: false), ListWorld.Line(sku: "b", quantity: 2, isGift: false), ListWorld.Line(sku: "c", quantity: 3, isGift: false)]
        world.events = [ListWorld.Event(position: 5, number: 0, content: .placed(lines, main: "m"), bad: [1: .quantity, 2: .sku])]
        let store = MemoryReadModelStore()
        let options = FoldOptions(temporaryFolder: NSTemporaryDirectory(), park: .max)
        _ = try FoldRun(events: MemoryEventStore(world.stored), readModels: store, options: options).rebuild([ListWorld.projection])
        let served = try #require(try store.generations().first { $0.state == .served })
        #expect(
            Set(try store.parked(in: served).map(\.reason)) == [
                "item 1 of \"$.lines\", column \"sold\": the value is not an integer of 64 bits",
                "item 2 of \"$.lines\", key part \"sku\" (@item.sku): a part of the key is null",
            ])
    }

    @Test("After retries, drops and corrections the rows are those of a rebuild", arguments: 1...20 as ClosedRange<UInt64>)
    func law(seed: UInt64) throws {
        var random = SeededNumbers(seed &* 77)
        var world = ListWorld(Int.random(in: 20...160, using: &random), seed: seed, badness: Int.random(in: 4...30, using: &random))
        let store = MemoryReadModelStore()
        var dropped: Set<Position> = []
        var known = Int.random(in: 1...world.events.count, using: &random)
        func events() -> MemoryEventStore { MemoryEventStore(Array(world.stored.prefix(known))) }
        func run() -> FoldRun {
            let options = FoldOptions(
                memory: [0, 3000, 1 << 30].randomElement(using: &random)!, workers: Int.random(in: 1...3, using: &random),
                batchEvents: [3, 20, 500].randomElement(using: &random)!, temporaryFolder: NSTemporaryDirectory(), park: .max)
            return FoldRun(events: events(), readModels: store, options: options)
        }
        func rebuilds(_ body: () throws -> Void) throws {
            do {
                try body()
            } catch let error as RefoldError where error.status == .refused {
                // An event on which rows rest was corrected: only a rebuild goes on.
                _ = try run().rebuild([ListWorld.projection])
            }
        }
        _ = try run().rebuild([ListWorld.projection])
        for turn in 0..<12 {
            let positions = try parked(store).map(\.position)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                known = min(world.events.count, known + Int.random(in: 0...40, using: &random))
                try rebuilds { _ = try run().catchUp([ListWorld.projection]) }
            case 1:
                _ = try run().rebuild([ListWorld.projection])
                try check(store, world.expected(known, dropped: dropped), "turn \(turn)")
            case 2:
                for index in world.events.indices where Int.random(in: 0..<4, using: &random) == 0 { world.events[index].bad = [:] }
                guard !positions.isEmpty else { continue }
                try rebuilds { _ = try ParkedRun(events: events(), readModels: store) { .first }.retry(ListWorld.projection) }
            case 3:
                guard let position = positions.randomElement(using: &random) else { continue }
                try rebuilds {
                    _ = try ParkedRun(events: events(), readModels: store) { .first }.drop(ListWorld.projection, position: position, reason: "a test")
                    dropped.insert(position)
                }
            default:
                let some = Array(Set(positions).filter { _ in Bool.random(using: &random) })
                guard !some.isEmpty else { continue }
                try rebuilds { _ = try ParkedRun(events: events(), readModels: store) { .first }.retry(ListWorld.projection, positions: some) }
            }
        }
        for index in world.events.indices { world.events[index].bad = [:] }
        for position in Set(try parked(store).map(\.position)).shuffled(using: &random) {
            guard try parked(store).contains(where: { $0.position == position }) else { continue }
            try rebuilds { _ = try ParkedRun(events: events(), readModels: store) { .first }.retry(ListWorld.projection, positions: [position]) }
        }
        try check(store, world.expected(known, dropped: dropped), "at the end")
    }
}
