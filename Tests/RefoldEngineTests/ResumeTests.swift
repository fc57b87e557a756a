import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("An interrupted rebuild")
struct ResumeTests {
    private let cutting = Cutting(batch: 50, workers: 2, memory: 1 << 20)
    private let small = Cutting(batch: 50, workers: 3, memory: 0)

    @Test("is resumed repeatedly, divided differently each time, to the rows of the reference fold", arguments: 1...16)
    func againAndAgain(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let count = Int.random(in: 300...2500, using: &random)
        let events = RandomWorld.events(count, seed: seed)
        let world = try InterruptedWorld()
        var last: Position?
        for turn in 0..<1000 {
            let cutting = Cutting.random(using: &random)
            // Saving after every small batch would make the test wait for the disk.
            let saveEvery: Duration = cutting.batch > 100 && Bool.random(using: &random) ? .zero : .seconds(30)
            let attempt = world.rebuild(
                events, cutting, interruptedAfter: Int.random(in: 1...8, using: &random), saveEvery: saveEvery, savesBeforeWriting: true)
            #expect(attempt.reasons.isEmpty && attempt.unsaved.isEmpty, "turn \(turn): \(attempt.notices)")
            #expect(attempt.goesOnFrom == last)
            guard let outcome = attempt.outcomes?.first else {
                try #require(attempt.error?.status == .incomplete, "turn \(turn): \(String(describing: attempt.error))")
                if case .saved(_, let position, let bound) = attempt.notices.last {
                    #expect(position > last ?? 0 && bound == events.last?.position)
                    last = position
                } else {
                    // It was interrupted while it wrote.
                    last = events.last?.position
                }
                continue
            }
            #expect(world.rows == (try RandomWorld.expected(events)))
            #expect(outcome.position == events.last?.position)
            #expect(outcome.resumedFrom == last)
            #expect(outcome.events == Int64(RandomWorld.read(events).count))
            #expect(!FileManager.default.fileExists(atPath: world.folder.path), "files were left behind")
            return
        }
        Issue.record("it never ended")
    }

    @Test("is resumed from the contents of its folder at any moment, as after a kill", arguments: 1...12)
    func killed(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 100)
        let events = RandomWorld.events(1500, seed: seed)
        let world = try InterruptedWorld()
        let copy = world.base.appendingPathComponent("copy")
        let moment = Int.random(in: 1...12, using: &random)
        let cutting = Cutting(batch: 100, workers: Int.random(in: 1...4, using: &random), memory: [0, 30_000, 1 << 30].randomElement(using: &random)!)
        let first = world.rebuild(events, cutting, saveEvery: .zero) { batch in
            if batch == moment { try? FileManager.default.copyItem(at: world.folder, to: copy) }
        }
        #expect(first.outcomes?.first?.resumedFrom == nil)
        // Files that no point names are removed before the run begins; bytes past the end of a kept file are truncated.
        try? FileManager.default.createDirectory(at: world.folder.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.copyItem(at: copy, to: world.folder)
        // A copy that met a file on its way out ends before it has set permissions.
        for folder in [world.folder, world.folder.appendingPathComponent("accounts")] {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
        for name in world.files() where name.hasPrefix("partition") {
            let file = try FileHandle(forWritingTo: world.file(name))
            try file.seekToEnd()
            try file.write(contentsOf: Data("half of a batch".utf8))
            try file.close()
        }
        let second = world.rebuild(events, .random(using: &random))
        #expect(second.outcomes?.first?.events == first.outcomes?.first?.events)
        #expect(world.rows == (try RandomWorld.expected(events)))
        #expect(!FileManager.default.fileExists(atPath: world.folder.path), "files were left: \(world.left())")
    }

    @Test("is resumed beside one that starts over, and one whose keys are not streams", arguments: [1 << 30, 30_000, 0])
    func several(memory: Int) throws {
        let events = RandomWorld.events(1200, seed: 3)
        let world = try InterruptedWorld()
        let cutting = Cutting(batch: 100, workers: 3, memory: memory)
        #expect(world.rebuild(Array(events.prefix(900)), cutting, interruptedAfter: 4).error?.status == .incomplete)
        let both = [RandomWorld.projection, RandomWorld.kinds]
        #expect(world.rebuild(events, cutting, interruptedAfter: 2, of: both).goesOnFrom != nil)
        let attempt = world.rebuild(events, cutting, of: both)
        // The resumed one ends at the bound that it had, and catches up from there.
        #expect(attempt.outcomes?.map(\.position) == [events[1199].position, events[1199].position])
        #expect(attempt.outcomes?.allSatisfy { $0.resumedFrom != nil } == true)
        #expect(world.rows == (try RandomWorld.expected(events)))
        let alone = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: alone, options: cutting.options).rebuild([RandomWorld.kinds])
        #expect(world.readModels.servedRows(of: "kinds") == alone.servedRows(of: "kinds"))
    }

    @Test("is resumed where positions lie far apart")
    func sparse() throws {
        let events = RandomWorld.events(700, seed: 12).map { event in
            var event = event
            event.position *= 3_000_000_000_000
            return event
        }
        let world = try InterruptedWorld()
        _ = world.rebuild(events, cutting, interruptedAfter: 4)
        #expect(world.rebuild(events, cutting).goesOnFrom != nil)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("is resumed after the connection to the events was cut")
    func cutConnection() throws {
        let events = RandomWorld.events(1000, seed: 4)
        let world = try InterruptedWorld()
        let broken = world.attempt(FailingEventStore(events, failsAfter: 6), cutting) { (run) throws(RefoldError) in
            try run.rebuild([RandomWorld.projection])
        }
        #expect(broken.error?.faults.first?.what == "the connection was cut")
        let attempt = world.rebuild(events, cutting)
        #expect(attempt.goesOnFrom == RandomWorld.read(events)[299].position)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("is resumed from the end of reading if it was interrupted while it wrote")
    func whileWriting() throws {
        let events = RandomWorld.events(1000, seed: 4)
        let world = try InterruptedWorld()
        let batches = (RandomWorld.read(events).count + 49) / 50
        let interrupted = world.rebuild(events, cutting, interruptedAfter: batches, savesBeforeWriting: true)
        #expect(interrupted.error?.status == .incomplete)
        let attempt = world.rebuild(events, small)
        #expect(attempt.goesOnFrom == events.last?.position)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("that met an event it cannot take names the same event when it is resumed")
    func poison() throws {
        var events = RandomWorld.events(2000, seed: 5)
        events[1400].event.type = "Paid"
        events[1400].event.data = #"{"amount":"secret"}"#
        let world = try InterruptedWorld()
        for cutting in [cutting, small, cutting] {
            let attempt = world.rebuild(events, cutting, saveEvery: .zero)
            #expect(attempt.error?.faults[0].place == .event(position: events[1400].position, stream: events[1400].stream, type: "Paid"))
            #expect(!world.files().isEmpty)
        }
    }

    @Test("that is behind the served checkpoint by now continues to the present end")
    func overtaken() throws {
        let events = RandomWorld.events(900, seed: 6)
        let world = try InterruptedWorld()
        _ = world.rebuild(Array(events.prefix(200)), cutting)
        _ = world.rebuild(Array(events.prefix(600)), cutting, interruptedAfter: 3)
        let caughtUp = world.attempt(MemoryEventStore(Array(events.prefix(700))), cutting) { (run) throws(RefoldError) in
            try run.catchUp([RandomWorld.projection])
        }
        #expect(caughtUp.outcomes?.first?.position == events[699].position)
        let attempt = world.rebuild(events, cutting)
        #expect(attempt.goesOnFrom == RandomWorld.read(events)[149].position)
        #expect(attempt.outcomes?.first?.position == events.last?.position)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("is resumed by a catch-up, which then folds the later events")
    func byCatchUp() throws {
        let events = RandomWorld.events(900, seed: 6)
        let world = try InterruptedWorld()
        _ = world.rebuild(Array(events.prefix(600)), small, interruptedAfter: 3)
        let attempt = world.attempt(MemoryEventStore(events), cutting) { (run) throws(RefoldError) in try run.catchUp([RandomWorld.projection]) }
        #expect(attempt.outcomes?.first?.action == .rebuilt)
        #expect(attempt.outcomes?.first?.resumedFrom == RandomWorld.read(events)[149].position)
        #expect(attempt.outcomes?.first?.position == events.last?.position)
        #expect(attempt.outcomes?.first?.events == Int64(RandomWorld.read(events).count))
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("is ignored if the run is told to start over")
    func afresh() throws {
        let events = RandomWorld.events(600, seed: 7)
        let world = try InterruptedWorld()
        _ = world.rebuild(events, small, interruptedAfter: 3)
        let attempt = world.rebuild(events, cutting, afresh: true)
        #expect(attempt.notices.isEmpty && attempt.outcomes?.first?.resumedFrom == nil)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("of a catch-up continues from the checkpoint that was served when it was interrupted", arguments: [0, 1 << 30])
    func catchUp(memory: Int) throws {
        let events = RandomWorld.events(1500, seed: 8)
        let world = try InterruptedWorld()
        let cutting = Cutting(batch: 100, workers: 2, memory: memory)
        _ = world.rebuild(Array(events.prefix(300)), cutting)
        var known = 300
        while known < 1500 {
            let attempt = world.attempt(MemoryEventStore(events), cutting, interruptedAfter: 3) {
                (run) throws(RefoldError) in try run.catchUp([RandomWorld.projection])
            }
            let served = try #require(try world.readModels.generations().first { $0.state == .served })
            known = events.count { $0.position <= served.position }
            #expect(attempt.outcomes != nil || attempt.error?.status == .incomplete)
            #expect(world.rows == (try RandomWorld.expected(Array(events.prefix(known)))))
        }
    }
}

/// Returns a number of batches and then fails, like a lost server.
private final class FailingEventStore: ForwardingStore {
    let store: MemoryEventStore
    private let batches: Int

    init(_ events: [StoredEvent], failsAfter batches: Int) {
        store = MemoryEventStore(events)
        self.batches = batches
    }

    private final class Scan: EventScan {
        private let scan: any EventScan
        private var left: Int

        init(_ scan: any EventScan, _ left: Int) { (self.scan, self.left) = (scan, left) }

        func next(into batch: EventBatch) throws(RefoldError) -> Bool {
            left -= 1
            guard left >= 0 else { throw RefoldError(.failed, "the connection was cut") }
            return try scan.next(into: batch)
        }
    }

    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan { Scan(try store.scan(query), batches) }
}
