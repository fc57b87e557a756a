import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Runs over a ``ParkingWorld`` that are interrupted and cut off at random points, and run again until they come to an end.
final class ParkingRuns {
    var world: ParkingWorld
    var random: SeededNumbers
    private let plain: any ReadModelStore
    private let models: UnsteadyReadModels
    /// How many events the store holds so far.
    var known: Int
    private(set) var dropped: Set<Position> = []
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-parking-\(UUID().uuidString)")

    init(_ world: ParkingWorld, in store: any ReadModelStore, seed: UInt64) {
        self.world = world
        random = SeededNumbers(seed)
        plain = store
        models = UnsteadyReadModels(store, chance: 6, seed: seed)
        known = Int.random(in: 1...world.clean.count, using: &random)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The store as it stands.
    private var events: MemoryEventStore { MemoryEventStore(world.events(known)) }

    /// Calls `body` until it is neither cut off nor interrupted.
    private func persist(_ body: () throws(RefoldError) -> Void) throws {
        for _ in 0..<400 {
            do throws(RefoldError) {
                return try body()
            } catch {
                guard UnsteadyReadModels.isCut(error) || error.status == .incomplete else { throw error }
            }
        }
        Issue.record("it never ended")
    }

    private func options(_ park: Int?) -> FoldOptions {
        var options = FoldOptions(
            memory: [0, 3000, 20_000, 1 << 30].randomElement(using: &random) ?? 0, workers: Int.random(in: 1...4, using: &random),
            batchEvents: [3, 20, 500].randomElement(using: &random) ?? 1, temporaryFolder: NSTemporaryDirectory(),
            saveEvery: Bool.random(using: &random) ? .zero : .seconds(30), park: park)
        options.resume = ResumeOptions(folder: folder.path, program: { 1 }, now: { .first }, startsAgain: false, savesBeforeWriting: true)
        return options
    }

    private func run(_ body: (FoldRun) throws(RefoldError) -> Void) throws {
        try persist { () throws(RefoldError) in
            let last = Int.random(in: 1...30, using: &random)
            var batches = 0
            try body(
                FoldRun(
                    events: events, readModels: models, options: options(.max),
                    progress: { if $0.phase == .reading { batches += 1 } }, isCancelled: { batches >= last }))
        }
    }

    func rebuild() throws { try run { (run) throws(RefoldError) in _ = try run.rebuild([world.kind.projection]) } }

    /// Catches up; where an event on which the store's fingerprint rests was corrected, only a rebuild goes on.
    func catchUp() throws {
        do {
            try run { (run) throws(RefoldError) in _ = try run.catchUp([world.kind.projection]) }
        } catch let error as RefoldError where error.status == .refused {
            try rebuild()
        }
    }

    func retry(_ positions: [Position]?, by projection: Projection? = nil) throws {
        let projection = projection ?? world.kind.projection
        do {
            try persist { () throws(RefoldError) in
                _ = try ParkedRun(events: events, readModels: models) { .first }.retry(projection, positions: positions)
            }
        } catch let error as RefoldError where error.status == .usage && positions != nil {
            // It was cut off after it had been written.
        }
    }

    func drop(_ position: Position) throws {
        do {
            try persist { () throws(RefoldError) in
                _ = try ParkedRun(events: events, readModels: models) { .first }.drop(world.kind.projection, position: position, reason: "a test")
            }
        } catch let error as RefoldError where error.status == .usage {}
        dropped.insert(position)
    }

    // MARK: What there is

    private var served: Generation? { get throws { try plain.generations().first { $0.state == .served } } }

    var parked: [ParkedEvent] { get throws { try served.map { (generation) throws(RefoldError) in try plain.parked(in: generation) } ?? [] } }

    static func rows(in store: any ReadModelStore) throws -> [[ServedRows.Cell]] {
        guard let snapshot = try store.snapshot(of: "things") else { return [] }
        let columns = snapshot.generation.schema.allColumns
        var rows: [[ServedRows.Cell]] = []
        try snapshot.rows(columns: Array(columns.indices), where: nil, inKeyOrder: true) { block in
            rows += ServedRows.cells(of: block, columns)
        }
        return rows
    }

    /// The rows of a rebuild that nothing interrupts, over events that nothing is wrong with.
    static func rebuilt(_ events: [StoredEvent], by projection: Projection) throws -> [[ServedRows.Cell]] {
        let store = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: store, options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([projection])
        return try rows(in: store)
    }

    /// Checks rows and parked events against the slow reference; only after a rebuild, since later corrections wait for a retry.
    func check(_ what: String) throws {
        let expected = world.parked(known, dropped: dropped)
        #expect(try Self.rows(in: plain) == Self.rebuilt(expected.folded, by: world.kind.projection), "\(what)")
        let parked = try parked.map { ParkingWorld.Parked(position: $0.position, key: $0.key, held: $0.held) }
        #expect(parked.sorted { $0.position < $1.position } == expected.parked.sorted { $0.position < $1.position }, "\(what)")
        try checkCount()
    }

    func checkCount() throws {
        let rows = try Self.rows(in: plain).count
        #expect(try served?.rows == Int64(rows))
    }

    /// Checks that nothing is parked and that the rows are those of events that were never bad.
    func checkLaw(_ projection: Projection? = nil, _ events: [StoredEvent]? = nil) throws {
        #expect(try parked.isEmpty)
        let folded = (events ?? world.clean).filter { !dropped.contains($0.position) }
        #expect(try Self.rows(in: plain) == Self.rebuilt(folded, by: projection ?? world.kind.projection))
        try checkCount()
    }
}
