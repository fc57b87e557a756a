import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

/// The accounts of ``RandomWorld``, keyed by the rest of their streams' names after `account-`.
private let numbered = RandomWorld.accounts(streamPrefix: "account-")

@Suite("A projection keyed by the rest of a stream's name after a prefix")
struct StreamPrefixTests {
    private func expected(_ events: [StoredEvent]) throws -> [[UInt8]: [MemoryReadModelStore.Cell]] {
        let whole = try RandomWorld.expected(events)
        return Dictionary(uniqueKeysWithValues: whole.map { (Array($0.key.dropFirst("account-".utf8.count)), $0.value) })
    }

    @Test("has the same rows under shorter keys, rebuilt and caught up", arguments: Cutting.all)
    func rows(cutting: Cutting) throws {
        let events = RandomWorld.events(900, seed: 21)
        let readModels = MemoryReadModelStore()
        let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options)
        _ = try run.rebuild([numbered])
        #expect(readModels.servedRows(of: "accounts") == (try expected(events)))
        let later = MemoryReadModelStore()
        for end in [10, 500, 900] {
            let known = MemoryEventStore(Array(events.prefix(end)))
            _ = try FoldRun(events: known, readModels: later, options: cutting.options).catchUp([numbered])
        }
        #expect(later.servedRows(of: "accounts") == (try expected(events)))
    }

    @Test("is resumed after an interruption, also with another number of lanes", arguments: [1, 8, 9] as [UInt64])
    func resume(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = RandomWorld.events(3000, seed: seed)
        for _ in 0..<3 {
            let world = try InterruptedWorld()
            let first = Cutting(batch: 100, workers: Int.random(in: 1...5, using: &random), memory: [0, 20_000].randomElement(using: &random)!)
            _ = world.rebuild(events, first, interruptedAfter: 9, of: [numbered])
            let second = world.rebuild(events, .random(using: &random), of: [numbered])
            #expect(second.goesOnFrom != nil)
            #expect(world.rows == (try expected(events)))
        }
    }

    @Test("refuses a handled event in another stream, and names the expected prefix", arguments: Cutting.all)
    func otherStream(cutting: Cutting) throws {
        var events = RandomWorld.events(600, seed: 4)
        for place in [311, 500] {
            events[place].stream = "accoun"
            events[place].event.type = "Paid"
        }
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: MemoryReadModelStore(), options: cutting.options).rebuild([numbered])
        }
        #expect(error?.status == .failed)
        #expect(error?.faults[0].place == .event(position: events[311].position, stream: "accoun", type: "Paid"))
        #expect(error?.description.contains("a stream that begins with \"account-\"") == true)
    }

    @Test("gives the same rows in a scenario as in a run")
    func scenario() throws {
        let scenario = ProjectionScenario(numbered).given("Renamed", stream: "account-7", #"{"owner": "Ana"}"#)
        #expect(try scenario.rows() == [["account": "7", "owner": "Ana"]])
        #expect(
            scenario.given("Paid", stream: "other-7", #"{"amount": "1.00"}"#).failure()
                == .refused(event: 2, .otherStream(prefix: "account-"), column: nil))
    }

    @Test("counts as keyed by stream, a computed key does not")
    func kind() {
        #expect(numbered.isKeyedByStream && RandomWorld.projection.isKeyedByStream && !RandomWorld.kinds.isKeyedByStream)
    }
}
