import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Proofs of what read models were made from")
struct ProofLawTests {
    private static func options(_ scope: DigestScope, using random: inout SeededNumbers) -> FoldOptions {
        var options = FoldOptions(
            memory: [0, 40_000, 1 << 30].randomElement(using: &random)!, workers: Int.random(in: 1...4, using: &random),
            batchEvents: [3, 50, 700, 8192].randomElement(using: &random)!, temporaryFolder: NSTemporaryDirectory(), digests: scope)
        options.saveEvery = Bool.random(using: &random) ? .zero : .seconds(30)
        return options
    }

    private static func worlds(_ adapter: Adapter) -> [(seed: UInt64, count: Int)] {
        switch adapter {
        case .memory: (1...18).map { ($0, $0 % 6 == 0 ? 9500 : 60 * Int($0)) }
        case .sqlite: (20...26).map { ($0, $0 == 20 ? 9500 : 400) }
        case .postgres: (30...34).map { ($0, $0 == 30 ? 9500 : 400) }
        }
    }

    private struct Made {
        var store: AlteredStore
        var world: AlteredWorld
        var scope: DigestScope
        var served: Generation
    }

    /// A read model that was built of a part of the events and brought forward in steps.
    private func made(_ adapter: Adapter, seed: UInt64, count: Int, _ random: inout SeededNumbers, scope: DigestScope? = nil) throws -> Made {
        let kind = ParkingWorld.Kind.allCases[Int(seed) % 3]
        let scope = scope ?? DigestScope.allCases[Int(seed / 3) % 3]
        let world = AlteredWorld(kind, count: count, using: &random)
        let store = try AlteredStore(adapter)
        for end in [Int.random(in: 0...count, using: &random), Int.random(in: 0...count, using: &random), count].sorted() {
            try store.hold(Array(world.original.prefix(end)))
            let run = FoldRun(events: store.events, readModels: store.readModels, options: Self.options(scope, using: &random))
            _ = try run.catchUp([kind.projection])
        }
        let served = try #require(try store.readModels.generations().first { $0.state == .served })
        return Made(store: store, world: world, scope: scope, served: served)
    }

    private func ranges(_ made: Made) throws -> [EventRange] {
        let served = try #require(try made.store.readModels.generations().first { $0.state == .served })
        return try made.store.readModels.ranges(of: served, from: 0, limit: .max, lists: true)
    }

    @Test("are the same bytes whatever the batches, workers, memory and steps of the runs", arguments: Adapter.allCases)
    func sameBytes(_ adapter: Adapter) throws {
        for (seed, count) in Self.worlds(adapter) {
            var random = SeededNumbers(seed)
            let made = try made(adapter, seed: seed, count: count, &random)
            #expect(try ranges(made) == made.world.ranges(of: made.world.original, made.scope), "seed \(seed)")
        }
    }

    @Test("tell which events were added, changed or removed, as a plain comparison does, and which rows are not what the events give", arguments: Adapter.allCases)
    func findings(_ adapter: Adapter) throws {
        for (seed, count) in Self.worlds(adapter) {
            var random = SeededNumbers(seed &+ 100)
            var made = try made(adapter, seed: seed, count: count, &random)
            func verify() throws -> VerifyOutcome {
                try VerifyRun(events: made.store.events, readModels: made.store.readModels, options: Self.options(made.scope, using: &random))
                    .run([made.world.projection])
            }
            let clean = try verify()
            #expect(clean.findings == [] && clean.leftOut == 0 && clean.events == Int64(count) && clean.models.map(\.comparison) == [.compared])
            made.world.alter(Int.random(in: 1...6, using: &random), using: &random)
            try made.store.hold(made.world.altered)
            let found = try verify()
            let expected = made.world.changes(through: made.served.position, made.scope)
            let events = found.findings.filter { [.lateEvent, .changedEvent, .missingEvent].contains($0.kind) }
            if made.scope == .ranges {
                #expect(events.isEmpty == expected.isEmpty && events.allSatisfy { $0.position == nil || $0.kind == .lateEvent }, "seed \(seed)")
            } else {
                #expect(Set(events.map { "\($0.kind.rawValue) \($0.position ?? 0)" }) == expected, "seed \(seed)")
                #expect(events.count == expected.count)
            }
            #expect(found.findings.allSatisfy { ![.versionGap, .repeatedVersion, .badJSON, .badTime, .unreadableEvent, .notFoldable].contains($0.kind) })
            // The rows, against those of a rebuild.
            let (served, fresh) = (try rows(of: made.store.readModels, made), try rebuilt(made))
            let differing = fresh.filter { row in served.contains { $0[0] == row[0] && $0 != row } }.count
            let counts = Dictionary(grouping: found.findings, by: \.kind).mapValues(\.count)
            #expect(counts[.rowDiffers, default: 0] == differing, "seed \(seed)")
            #expect(counts[.rowMissing, default: 0] == fresh.filter { row in !served.contains { $0[0] == row[0] } }.count)
            #expect(counts[.rowExtra, default: 0] == served.filter { row in !fresh.contains { $0[0] == row[0] } }.count)
        }
    }

    private func rows(of store: any ReadModelStore, _ made: Made) throws -> [[String]] { try ServedCells.all(of: made.world.projection, in: store) }

    private func rebuilt(_ made: Made) throws -> [[String]] {
        let readModels = MemoryReadModelStore()
        let options = FoldOptions(temporaryFolder: NSTemporaryDirectory())
        _ = try FoldRun(events: MemoryEventStore(made.world.altered), readModels: readModels, options: options).rebuild([made.world.projection])
        return try rows(of: readModels, made)
    }

    @Test("keep a catch-up from going on over what changed, and with repair rows and proof are those of a rebuild", arguments: Adapter.allCases)
    func repair(_ adapter: Adapter) throws {
        var mended = 0
        for (seed, count) in Self.worlds(adapter) {
            var random = SeededNumbers(seed &+ 200)
            var made = try made(adapter, seed: seed, count: count, &random)
            let before = try rows(of: made.store.readModels, made)
            made.world.alter(Int.random(in: 1...4, using: &random), using: &random)
            try made.store.hold(made.world.altered)
            let expected = made.world.changes(through: made.served.position, made.scope)
            var options = Self.options(made.scope, using: &random)
            let refused = try FoldRun(events: made.store.events, readModels: made.store.readModels, options: options)
                .attemptCatchUp([made.world.projection])[0]
            #expect((refused.failure?.status == .refused) == !expected.isEmpty, "seed \(seed)")
            if !expected.isEmpty { #expect(try rows(of: made.store.readModels, made) == before) }
            options.repairs = true
            var isBuiltAnew = false
            let run = FoldRun(
                events: made.store.events, readModels: made.store.readModels, options: options,
                notice: { if case .repairs(_, _, nil) = $0 { isBuiltAnew = true } })
            let outcome = try run.attemptCatchUp([made.world.projection])[0]
            #expect(outcome.failure == nil, "seed \(seed): \(outcome.failure?.description ?? "")")
            if !expected.isEmpty, !isBuiltAnew { mended += 1 }
            #expect(try rows(of: made.store.readModels, made) == rebuilt(made), "seed \(seed)")
            #expect(try ranges(made) == made.world.ranges(of: made.world.altered, made.scope), "seed \(seed)")
            let after = try VerifyRun(events: made.store.events, readModels: made.store.readModels, options: options).run([made.world.projection])
            #expect(after.findings == [])
        }
        #expect(mended > 0, "no world was mended row by row")
    }

    @Test("of an interrupted rebuild are those of one that was not, wherever it was interrupted")
    func resumed() throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = SeededNumbers(seed)
            let world = AlteredWorld(.accounts, count: 13_000, using: &random)
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-proof-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let readModels = MemoryReadModelStore()
            var attempts = 0
            while try readModels.generations().allSatisfy({ $0.state != .served }), attempts < 60 {
                attempts += 1
                var options = Self.options(.events, using: &random)
                options.batchEvents = 700
                options.resume = ResumeOptions(folder: folder.path, program: { 1 }, now: { .first })
                var batches = Int.random(in: 1...12, using: &random)
                let run = FoldRun(
                    events: MemoryEventStore(world.original), readModels: readModels, options: options,
                    progress: { if $0.phase == .reading { batches -= 1 } }, isCancelled: { batches <= 0 })
                _ = try? run.rebuild([world.projection])
            }
            let served = try #require(try readModels.generations().first { $0.state == .served })
            #expect(attempts > 1)
            #expect(try readModels.ranges(of: served, from: 0, limit: .max, lists: true) == world.ranges(of: world.original, .events))
        }
    }

    @Test("are not there for what an earlier version made: nothing is refused then, a verification says so, and the next rebuild makes one")
    func earlierVersion() throws {
        var random = SeededNumbers(3)
        let made = try made(.memory, seed: 3, count: 200, &random, scope: .events)
        let schema = made.world.projection.schema
        let readModels = MemoryReadModelStore()
        let builder = try readModels.build(schema, version: 1, fingerprint: made.world.projection.fingerprint)
        _ = try builder.finish(at: 50, store: made.store.events.fingerprint(at: 50))
        try builder.promote()
        let run = FoldRun(events: made.store.events, readModels: readModels, options: Self.options(.events, using: &random))
        _ = try run.catchUp([made.world.projection])
        let served = try #require(try readModels.generations().first)
        #expect(try readModels.lastRange(of: served) == nil)
        let outcome = try VerifyRun(events: made.store.events, readModels: readModels, options: Self.options(.events, using: &random))
            .run([made.world.projection], storeOnly: true)
        #expect(outcome.models.map(\.isProven) == [false] && outcome.findings == [])
        _ = try FoldRun(events: made.store.events, readModels: readModels, options: Self.options(.events, using: &random))
            .attemptRebuild([made.world.projection])
        let last = try #require(try readModels.generations().last)
        #expect(try readModels.ranges(of: last, from: 0, limit: 9, lists: true) == made.world.ranges(of: made.world.original, .events))
    }
}
