import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Rows by item do not depend on how the fold is divided")
struct ListFoldTests {
    private static let worlds: [(seed: UInt64, count: Int, lines: ClosedRange<Int>)] = [(1, 1, 1...3), (2, 40, 0...6), (3, 900, 0...6), (4, 60, 0...700)]

    @Test("A rebuild equals the reference fold, and counts events, not items", arguments: Cutting.all)
    func rebuild(cutting: Cutting) throws {
        for (seed, count, lines) in Self.worlds {
            let world = ListWorld(count, seed: seed, lines: lines)
            let readModels = MemoryReadModelStore()
            let outcome = try FoldRun(events: MemoryEventStore(world.stored), readModels: readModels, options: cutting.options).rebuild([ListWorld.projection])[0]
            let expected = world.expected()
            #expect(readModels.servedRows(of: "things") == expected.cells)
            #expect(outcome.rows == Int64(expected.rows.count))
            #expect(outcome.events == Int64(world.stored.count { $0.event.type != "Noise" }))
        }
    }

    @Test("An item whose key is an empty text has a row like any other", arguments: Cutting.all)
    func emptyKey(cutting: Cutting) throws {
        let text = #"{name: "p", version: 1, key: {value: "@item.k", as: "k"}, columns: {n: {type: "integer", default: 0}}, on: {T: {each: "$.l", set: {n: {add: 1}}}}}"#
        let projection = ListWorld.compiled(text)
        let events = [#"{"l":[{"k":""},{"k":"a"}]}"#, #"{"l":[{"k":""}]}"#].enumerated().map { index, data in
            StoredEvent(position: Position(index + 1), stream: "s", version: Int64(index + 1), event: EventStoreContract.event("e\(index)", "T", data: data))
        }
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options).rebuild([projection])
        #expect(readModels.servedRows(of: "p").count == 2)
    }

    @Test("Catching up in steps equals the reference fold", arguments: Cutting.all)
    func catchUp(cutting: Cutting) throws {
        let world = ListWorld(900, seed: 9)
        let readModels = MemoryReadModelStore()
        for end in [0, 1, 2, 200, 201, 500, 900] {
            let run = FoldRun(events: MemoryEventStore(Array(world.stored.prefix(end))), readModels: readModels, options: cutting.options)
            _ = try run.catchUp([ListWorld.projection])
            #expect(readModels.servedRows(of: "things") == world.expected(end).cells)
        }
    }

    @Test("The first item that cannot be taken is named with its event, and nothing is switched", arguments: Cutting.all)
    func poison(cutting: Cutting) throws {
        for seed in 20...25 as ClosedRange<UInt64> {
            let world = ListWorld(400, seed: seed, badness: 150)
            let first = try #require(world.expected().first)
            let readModels = MemoryReadModelStore()
            let error = #expect(throws: RefoldError.self) {
                try FoldRun(events: MemoryEventStore(world.stored), readModels: readModels, options: cutting.options).rebuild([ListWorld.projection])
            }
            guard case .event(first.position, _, _)? = error?.faults[0].place else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(error?.faults[0].what.contains(", item \(first.line) of \"$.lines\", ") == true, "\(String(describing: error))")
            #expect(error?.description.contains("secret") == false)
            #expect(readModels.servedRows(of: "things").isEmpty)
        }
    }

    @Test("An interrupted rebuild is resumed, divided differently each time, to the rows of the reference fold", arguments: 1...6)
    func resume(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let list = ListWorld(Int.random(in: 300...1200, using: &random), seed: seed)
        let world = try InterruptedWorld()
        for _ in 0..<1000 {
            let attempt = world.rebuild(
                list.stored, .random(using: &random), interruptedAfter: Int.random(in: 1...8, using: &random), savesBeforeWriting: true,
                of: [ListWorld.projection])
            #expect(attempt.reasons.isEmpty && attempt.unsaved.isEmpty, "\(attempt.notices)")
            guard let outcome = attempt.outcomes?.first else {
                try #require(attempt.error?.status == .incomplete, "\(String(describing: attempt.error))")
                continue
            }
            #expect(world.readModels.servedRows(of: "things") == list.expected().cells)
            #expect(outcome.events == Int64(list.stored.count { $0.event.type != "Noise" }))
            return
        }
        Issue.record("it never ended")
    }
}
