import Foundation
import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

/// How a run may be divided; none of it may affect the rows.
struct Cutting: CustomTestStringConvertible, Sendable {
    var batch: Int
    var workers: Int
    var memory: Int

    var testDescription: String { "batches of \(batch), \(workers) workers, \(memory) bytes" }

    static let all: [Cutting] = [(1, 2), (3, 1), (100, 2), (100, 6), (8192, 1), (8192, 3)].flatMap { batch, workers in
        [0, 60_000, 1 << 30].map { Cutting(batch: batch, workers: workers, memory: $0) }
    }

    var options: FoldOptions {
        FoldOptions(memory: memory, workers: workers, batchEvents: batch, temporaryFolder: MemoryFolder.path)
    }
}

@Suite("The rows do not depend on how the fold is divided")
struct FoldCuttingTests {
    @Test("A rebuild equals the reference fold", arguments: Cutting.all)
    func rebuild(cutting: Cutting) throws {
        for (seed, count) in [(1, 1), (2, 40), (3, 700), (4, 3000)] as [(UInt64, Int)] {
            let events = RandomWorld.events(count, seed: seed)
            let readModels = MemoryReadModelStore()
            let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options)
            let outcome = try run.rebuild([RandomWorld.projection])[0]
            let expected = try RandomWorld.expected(events)
            #expect(readModels.servedRows(of: "accounts") == expected)
            #expect(outcome.rows == Int64(expected.count))
            #expect(outcome.events == Int64(events.count(where: RandomWorld.isRead)))
            #expect(outcome.position == events.last?.position)
        }
    }

    @Test("Catching up in steps equals the reference fold", arguments: Cutting.all)
    func catchUp(cutting: Cutting) throws {
        let events = RandomWorld.events(1500, seed: 9)
        let readModels = MemoryReadModelStore()
        for end in [0, 1, 2, 300, 301, 900, 1500] {
            let known = Array(events.prefix(end))
            let run = FoldRun(events: MemoryEventStore(known), readModels: readModels, options: cutting.options)
            _ = try run.catchUp([RandomWorld.projection])
            #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(known)))
            let served = try #require(try readModels.generations().first { $0.state == .served })
            #expect(served.position == known.last?.position ?? 0)
            #expect(served.rows == Int64(readModels.servedRows(of: "accounts").count))
        }
    }
}

@Suite("A run")
struct FoldRunTests {
    private let options = Cutting(batch: 100, workers: 2, memory: 1 << 20).options

    @Test("serves an empty generation for an empty store")
    func emptyStore() throws {
        let readModels = MemoryReadModelStore()
        let outcome = try FoldRun(events: MemoryEventStore(), readModels: readModels, options: options).rebuild([RandomWorld.projection])
        #expect(outcome[0].rows == 0)
        #expect(try readModels.generations().map(\.state) == [.served])
    }

    @Test("serves an empty generation if no event matches")
    func noMatchingEvent() throws {
        let events = RandomWorld.events(50, seed: 1).filter { !RandomWorld.isRead($0) }
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).rebuild([RandomWorld.projection])
        #expect(readModels.servedRows(of: "accounts").isEmpty)
        #expect(try readModels.generations()[0].position == events.last?.position)
    }

    @Test("names the first event that a reducer cannot take, and switches nothing", arguments: Cutting.all)
    func poison(cutting: Cutting) throws {
        var events = RandomWorld.events(2000, seed: 5)
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).rebuild([RandomWorld.projection])
        let before = readModels.servedRows(of: "accounts")
        for index in [700, 900, 1400] { events[index].event.type = "Paid"; events[index].event.data = #"{"amount":"secret"}"# }
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: cutting.options).rebuild([RandomWorld.projection])
        }
        #expect(error?.status == .failed)
        #expect(error?.faults[0].place == .event(position: events[700].position, stream: events[700].stream, type: "Paid"))
        #expect(error?.description.contains("secret") == false)
        #expect(readModels.servedRows(of: "accounts") == before)
    }

    @Test("is stopped by data that is not a JSON object, and reports it", arguments: ["", "[1]", "{\"amount\":", "nonsense"])
    func badPayload(data: String) throws {
        var events = RandomWorld.events(10, seed: 5)
        events[4].event.type = "Opened"
        events[4].event.data = data
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: MemoryReadModelStore(), options: options)
                .rebuild([RandomWorld.projection])
        }
        #expect(error?.faults[0].place == .event(position: events[4].position, stream: events[4].stream, type: "Opened"))
    }

    @Test("reads up to a position and no further")
    func through() throws {
        let events = RandomWorld.events(300, seed: 6)
        let readModels = MemoryReadModelStore()
        let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options)
        _ = try run.rebuild([RandomWorld.projection], through: events[99].position)
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(Array(events.prefix(100)))))
        let beyond = #expect(throws: RefoldError.self) { try run.rebuild([RandomWorld.projection], through: 1_000_000) }
        #expect(beyond?.status == .usage)
    }

    @Test("never serves a generation that is behind the served one")
    func behind() throws {
        let events = RandomWorld.events(300, seed: 6)
        let readModels = MemoryReadModelStore()
        let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options)
        _ = try run.rebuild([RandomWorld.projection])
        let error = #expect(throws: RefoldError.self) { try run.rebuild([RandomWorld.projection], through: events[99].position) }
        #expect(error?.status == .usage)
        _ = try run.rebuild([RandomWorld.projection], through: events[99].position, promotes: false)
        #expect(try readModels.generations().map(\.state) == [.served, .built])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(events)))
    }

    @Test("does not catch up from a store that ends before the served checkpoint")
    func otherStore() throws {
        let events = RandomWorld.events(300, seed: 6)
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).rebuild([RandomWorld.projection])
        let shorter = FoldRun(events: MemoryEventStore(Array(events.prefix(10))), readModels: readModels, options: options)
        #expect(#expect(throws: RefoldError.self) { try shorter.catchUp([RandomWorld.projection]) }?.status == .refused)
    }

    @Test("ends as busy if another run holds the projection")
    func busy() throws {
        let readModels = MemoryReadModelStore()
        let lock = try readModels.lock(.projection("accounts"))
        let run = FoldRun(events: MemoryEventStore(), readModels: readModels, options: options)
        let error = #expect(throws: RefoldError.self) { try run.rebuild([RandomWorld.projection]) }
        #expect(error?.status == .busy)
        withExtendedLifetime(lock) {}
    }

    @Test("rebuilds what has a new version, and refuses a change under the same one")
    func versions() throws {
        let events = RandomWorld.events(100, seed: 7)
        let readModels = MemoryReadModelStore()
        let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options)
        let first = Projection("accounts", version: 1, key: "account") { p in _ = p.column("owner", .text) }
        let changed = Projection("accounts", version: 1, key: "account") { p in _ = p.column("holder", .text) }
        _ = try run.catchUp([first])
        #expect(#expect(throws: RefoldError.self) { try run.catchUp([changed]) }?.status == .usage)
        let raised = Projection("accounts", version: 2, key: "account") { p in _ = p.column("holder", .text) }
        #expect(try run.catchUp([raised])[0].action == .rebuilt)
        #expect(#expect(throws: RefoldError.self) { try run.catchUp([first]) }?.status == .usage)
    }

    @Test("ends as incomplete when it is interrupted, and what was served stays")
    func cancelled() throws {
        let events = RandomWorld.events(1000, seed: 8)
        let readModels = MemoryReadModelStore()
        let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options, isCancelled: { true })
        let error = #expect(throws: RefoldError.self) { try run.rebuild([RandomWorld.projection]) }
        #expect(error?.status == .incomplete)
        #expect(readModels.servedRows(of: "accounts").isEmpty)
        _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).rebuild([RandomWorld.projection])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(events)))
    }

    @Test("feeds several projections from one pass, each from its own checkpoint")
    func several() throws {
        let events = RandomWorld.events(800, seed: 11)
        let other = Projection("names", version: 1, key: "account") { p in
            let owner = p.column("owner", .text), field = p.field("owner")
            p.on("Renamed") { event, row throws(FoldError) in try row.set(owner, from: event, field) }
        }
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(Array(events.prefix(200))), readModels: readModels, options: options).catchUp([other])
        let outcomes = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options)
            .catchUp([RandomWorld.projection, other])
        #expect(outcomes.map(\.action) == [.rebuilt, .caughtUp])
        #expect(readModels.servedRows(of: "accounts") == (try RandomWorld.expected(events)))
        let alone = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: alone, options: options).rebuild([other])
        #expect(readModels.servedRows(of: "names") == alone.servedRows(of: "names"))
    }
}
