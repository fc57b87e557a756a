import Foundation
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("A projection that fails stops no other of its run")
struct FailingProjectionTests {
    private static func options(using random: inout SeededNumbers) -> FoldOptions {
        FoldOptions(
            memory: [0, 40_000, 1 << 30].randomElement(using: &random)!, workers: Int.random(in: 1...4, using: &random),
            batchEvents: [1, 7, 60, 8192].randomElement(using: &random)!, temporaryFolder: NSTemporaryDirectory(),
            saveEvery: Bool.random(using: &random) ? .zero : .seconds(30))
    }

    /// Compares a run of all projections with runs of each alone, which is the reference: what one comes to does not depend on the others.
    private func holds(_ events: any EventStore, _ readModels: any ReadModelStore, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = FailingWorld(seed: seed, events: Int.random(in: 1...240, using: &random))
        let alone = world.projections.map { _ in MemoryReadModelStore() }
        let plain = FoldOptions(workers: 1, temporaryFolder: NSTemporaryDirectory())
        let changed = world.projections.randomElement(using: &random)!.name, locked = world.projections.randomElement(using: &random)!.name
        let cut = Int.random(in: 0...world.events.count, using: &random)
        for (step, part) in [world.events[..<cut], world.events[cut...]].enumerated() {
            for stored in part { _ = try events.append([stored.event], to: stored.stream, expecting: .exactly(stored.version - 1)) }
            let known = MemoryEventStore(Array(world.events[..<(step == 0 ? cut : world.events.count)]))
            // In the second run one definition has changed under its version, and another run is at a projection.
            let projections = world.projections.map { step == 1 && $0.name == changed ? FailingWorld.changed($0) : $0 }
            let lock = step == 1 && locked != changed ? try readModels.lock(.projection(locked)) : nil
            let run = FoldRun(events: events, readModels: readModels, options: Self.options(using: &random))
            let isRebuild = Bool.random(using: &random)
            let outcomes = try isRebuild ? run.attemptRebuild(projections) : run.attemptCatchUp(projections)
            withExtendedLifetime(lock) {}
            #expect(outcomes.map(\.projection) == projections.map(\.name))
            for (number, (projection, outcome)) in zip(projections, outcomes).enumerated() {
                if lock != nil, projection.name == locked {
                    #expect(outcome.failure?.status == .busy)
                    continue
                }
                let own = FoldRun(events: known, readModels: alone[number], options: plain)
                let expected = try (isRebuild ? own.attemptRebuild([projection]) : own.attemptCatchUp([projection]))[0]
                #expect(outcome.failure?.status == expected.failure?.status, "seed \(seed), \(projection.name)")
                // Which of several rows a catch-up names first depends on what it has written before.
                if isRebuild { #expect(outcome.failure?.description == expected.failure?.description, "seed \(seed), \(projection.name)") }
                if outcome.failure == nil { #expect(outcome.position == known.all.last?.position ?? 0) }
                try servedIsWhole(world.projections[number], of: world.events, in: readModels, plain, "seed \(seed), \(projection.name)")
            }
        }
    }

    /// What is served, of a projection that failed too, is what a rebuild up to its checkpoint gives.
    private func servedIsWhole(
        _ projection: Projection, of events: [StoredEvent], in readModels: any ReadModelStore, _ options: FoldOptions, _ comment: Comment
    ) throws {
        guard let served = try readModels.generations().first(where: { $0.projection == projection.name && $0.state == .served }) else { return }
        // The changed definition is served if the first run could not build the other one.
        let projection = projection.hasChanged(since: served) ? FailingWorld.changed(projection) : projection
        let reference = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: reference, options: options).rebuild([projection], through: served.position)
        let (rows, expected) = (try FailingWorld.served(projection, in: readModels), try FailingWorld.served(projection, in: reference))
        #expect(rows == expected, comment)
    }

    @Test("its others are as if it were not there, in memory", arguments: 1...150)
    func inMemory(seed: UInt64) throws { try holds(MemoryEventStore(), MemoryReadModelStore(), seed: seed) }

    @Test("its others are as if it were not there, on SQLite", arguments: 200...220)
    func onSQLite(seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "refold-failing-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try holds(
            SQLiteEventStore(path: folder + "/events.db", access: .creating), SQLiteReadModelStore(path: folder + "/models.db") { .first }, seed: seed)
    }

    @Test("its others are as if it were not there, on PostgreSQL", arguments: 300...312)
    func onPostgres(seed: UInt64) throws {
        let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
        try holds(PostgresEventStore(location, access: .creating), PostgresReadModelStore(location) { .first }, seed: seed)
    }
}
