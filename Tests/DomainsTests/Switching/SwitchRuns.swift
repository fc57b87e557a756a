import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Runs, switches and changes over one store, killed at random steps. After each it is known from which events every generation was made.
final class SwitchRuns {
    private let kind: ParkingWorld.Kind
    private let store: any ReadModelStore
    private var random: SeededNumbers
    private var pool: [StoredEvent]
    private var known: Int
    /// By version; the last one is the present one.
    private var versions: [Projection] = []
    /// The events from which each generation was made, by its number.
    private var made: [Int64: (through: Position, events: [StoredEvent])] = [:]
    /// What an export of a generation gave, by its number and position.
    private var exported: [String: [[SwitchWorld.Cell]]] = [:]
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-switch-\(UUID().uuidString)")
    private(set) var refusals = 0
    private(set) var kills = 0

    init(_ kind: ParkingWorld.Kind, in store: any ReadModelStore, seed: UInt64) {
        (self.kind, self.store) = (kind, store)
        random = SeededNumbers(seed &* 77)
        pool = ParkingWorld(kind, count: Int.random(in: 20...140, using: &random), badness: [], using: &random).clean
        known = Int.random(in: 1...pool.count, using: &random)
        define()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private var events: [StoredEvent] { Array(pool.prefix(known)) }
    private var present: Projection { versions[versions.count - 1] }

    // MARK: What happens

    func append() { known = min(pool.count, known + Int.random(in: 0...30, using: &random)) }

    func define() {
        let meaning = SwitchWorld.Meaning.allCases.randomElement(using: &random) ?? .plain
        versions.append(SwitchWorld.projection(kind, meaning, version: versions.count + 1))
    }

    /// Corrects or removes events that were read already, as a store should not. Sums are worked out from the store, so they cannot be told.
    func alter() {
        guard kind != .sums else { return }
        for index in pool.indices.reversed() where Int.random(in: 0..<12, using: &random) == 0 {
            if Bool.random(using: &random), index < known, known > 1 {
                pool.remove(at: index)
                known -= 1
            } else {
                pool[index].event.data = pool[index].event.data.replacing(#""amount":"#, with: #""amount":5,"was":"#)
            }
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Builds or brings forward with random choices, maybe killed on the way.
    func fold(isRebuild: Bool) throws {
        let models = mortal()
        var options = FoldOptions(
            memory: [0, 3000, 1 << 30].randomElement(using: &random) ?? 0, workers: Int.random(in: 1...3, using: &random),
            batchEvents: [3, 20, 500].randomElement(using: &random) ?? 1, temporaryFolder: NSTemporaryDirectory(), saveEvery: .zero, program: { "p" })
        options.resume = ResumeOptions(folder: folder.path, program: { 1 }, now: { .first }, startsAgain: false, savesBeforeWriting: true)
        let versions = versions
        options.switching = SwitchOptions { generation in versions.first { $0.version == generation.version } }
        options.switching.reviews = Int.random(in: 0..<3, using: &random) == 0
        options.switching.acceptsDifferences = Int.random(in: 0..<3, using: &random) == 0
        options.switching.allowsEmpty = Int.random(in: 0..<3, using: &random) == 0
        options.switching.keep = Int.random(in: 0...2, using: &random)
        let promotes = !isRebuild || Int.random(in: 0..<4, using: &random) > 0
        let run = FoldRun(events: MemoryEventStore(events), readModels: models, options: options)
        var outcomes: [FoldOutcome] = []
        do throws(RefoldError) {
            outcomes = try isRebuild ? run.attemptRebuild([present], promotes: promotes) : run.attemptCatchUp([present])
        } catch {
            #expect(models.isDead, "\(error)")
        }
        try observe()
        guard !models.isDead, let outcome = outcomes.first else { return }
        try check(outcome, options.switching, promotes: promotes)
    }

    /// As `refold promote` does it.
    func promote() throws {
        let all = try store.generations()
        guard let candidate = all.last(where: { $0.state == .built }) else { return }
        let served = all.first { $0.state == .served }
        if let served, candidate.position < served.position { return }
        try turn(to: candidate, after: served, .promotion(keeping: Int.random(in: 0...2, using: &random)))
    }

    /// As `refold rollback` does it.
    func rollback() throws {
        let all = try store.generations()
        guard let earlier = all.last(where: { $0.state == .previous }), let served = all.first(where: { $0.state == .served }) else { return }
        try turn(to: earlier, after: served, .rollback)
    }

    private func turn(to generation: Generation, after served: Generation?, _ turn: GenerationTurn) throws {
        let models = mortal()
        do throws(RefoldError) {
            _ = try models.serve(generation, after: served, turn)
        } catch {
            #expect(models.isDead, "\(error)")
        }
        try observe()
        let now = try store.generations().first { $0.state == .served }
        #expect(now?.number == generation.number || models.isDead && now?.number == served?.number)
    }

    private func mortal() -> MortalReadModels {
        let isKilled = Bool.random(using: &random)
        if isKilled { kills += 1 }
        return MortalReadModels(store, steps: isKilled ? Int.random(in: 0...40, using: &random) : .max)
    }

    // MARK: What must hold

    /// Every complete generation is what its version makes of the events that it read, whole; one is served at most.
    private func observe() throws {
        let all = try store.generations().filter { $0.state != .building }
        #expect(all.count { $0.state == .served } <= 1)
        for generation in all {
            let before = made[generation.number]
            let read = events.filter { $0.position > before?.through ?? 0 && $0.position <= generation.position }
            made[generation.number] = (generation.position, (before?.events ?? []) + read)
            let rows = try rows(of: generation)
            #expect(try rows == expected(generation), "\(generation.number) of \(generation.version) \(generation.state) at \(generation.position)")
            #expect(rows.count == Int(generation.rows))
            let name = "\(generation.number) at \(generation.position)"
            #expect(exported[name] == nil || exported[name] == rows, "an export gives other rows than before")
            exported[name] = rows
        }
    }

    private func rows(of generation: Generation) throws -> [[SwitchWorld.Cell]] {
        let snapshot = try store.snapshots(of: "things") { $0.filter { $0.number == generation.number } }.first
        return try SwitchWorld.rows(try #require(snapshot))
    }

    private func expected(_ generation: Generation) throws -> [[SwitchWorld.Cell]] {
        try SwitchWorld.rows(of: made[generation.number]?.events ?? [], by: versions[generation.version - 1])
    }

    private func check(_ outcome: FoldOutcome, _ options: SwitchOptions, promotes: Bool) throws {
        let all = try store.generations()
        #expect(!all.contains { $0.state == .undecided })
        if promotes, outcome.failure == nil {
            #expect(all.first { $0.state == .served }?.number == outcome.generation)
        }
        guard let review = outcome.review else { return }
        #expect(outcome.isServed == (review.refusal == nil))
        if review.refusal != nil {
            refusals += 1
            #expect(all.contains { $0.number == outcome.generation && $0.state == .built })
        }
        guard let found = review.comparison else { return }
        if review.isSameDefinition, review.note == nil, !found.isEqual { #expect(review.refusal != nil || options.acceptsDifferences) }
        guard found.leftOut == 0, let from = all.first(where: { $0.number == found.from.number }), let to = all.first(where: { $0.number == found.to.number })
        else { return }
        #expect(from.position == to.position || review.note == .otherStore)
        #expect(try SwitchWorld.counts(found) == SwitchWorld.counts(expected(from), from.schema, expected(to), to.schema))
    }

    /// What `refold diff` says is what a recomputation from the events says.
    func diff() throws {
        let both = try store.snapshots(of: "things") { all in
            guard let served = all.first(where: { $0.state == .served }) else { return [] }
            if let candidate = all.last(where: { $0.state == .built }) { return [served, candidate] }
            return (all.last { $0.state == .previous }).map { [$0, served] } ?? []
        }
        guard both.count == 2 else { return }
        let found = try GenerationComparer(from: both[0], to: both[1], samples: 5).run()
        let (from, to) = (both[0].generation, both[1].generation)
        #expect(try SwitchWorld.counts(found) == SwitchWorld.counts(expected(from), from.schema, expected(to), to.schema))
    }
}
