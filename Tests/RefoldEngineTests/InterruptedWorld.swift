import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues

/// A folder with the saved state of interrupted rebuilds, and runs that are interrupted after a number of batches.
final class InterruptedWorld {
    /// The result and the notices of one run.
    struct Attempt {
        var outcomes: [FoldOutcome]?
        var error: RefoldError?
        var notices: [FoldNotice] = []

        var goesOnFrom: Position? {
            notices.lazy.compactMap { if case .goesOn(_, let position, _, _) = $0 { position } else { nil } }.first
        }
        var reasons: [FoldNotice.Reason] { notices.compactMap { if case .startsAgain(_, let reason) = $0 { reason } else { nil } } }
        var unsaved: [RefoldError] { notices.compactMap { if case .cannotSave(_, let error) = $0 { error } else { nil } } }
    }

    let base = URL(fileURLWithPath: MemoryFolder.path + "refold-resume-\(UUID().uuidString)")
    /// The folder that runs use.
    var folder: URL { base.appendingPathComponent("kept/of-a-store") }
    let readModels = MemoryReadModelStore()
    var program: UInt64 = 1

    init() throws { try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: base) }

    /// Every file below the folder that rebuilds keep, by its path.
    func left() -> [String] { (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).sorted() }

    /// The files of a projection, by name.
    func files(of projection: String = "accounts") -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(projection).path).sorted()) ?? []
    }

    func file(_ name: String, of projection: String = "accounts") -> URL {
        folder.appendingPathComponent(projection).appendingPathComponent(name)
    }

    /// Runs once.
    ///
    /// - Parameters:
    ///   - batches: the number of batches after which it is interrupted; nil for never.
    ///   - beside: called after every batch.
    func attempt(
        _ events: any EventStore, _ cutting: Cutting, interruptedAfter batches: Int? = nil, saveEvery: Duration = .seconds(30), afresh: Bool = false,
        savesBeforeWriting: Bool = false, beside: (Int) -> Void = { _ in }, _ body: (FoldRun) throws(RefoldError) -> [FoldOutcome]
    ) -> Attempt {
        var attempt = Attempt()
        var done = 0
        var options = cutting.options
        let program = program
        options.saveEvery = saveEvery
        options.resume = ResumeOptions(
            folder: folder.path, program: { program }, now: { .first }, startsAgain: afresh, savesBeforeWriting: savesBeforeWriting)
        do throws(RefoldError) {
            attempt.outcomes = try withoutActuallyEscaping(beside) { (beside) throws(RefoldError) in
                try body(
                    FoldRun(
                        events: events, readModels: readModels, options: options,
                        progress: { progress in
                            if progress.phase == .reading { done += 1 }
                            beside(done)
                        },
                        notice: { attempt.notices.append($0) }, isCancelled: { batches.map { done >= $0 } ?? false }))
            }
        } catch {
            attempt.error = error
        }
        return attempt
    }

    /// Rebuilds the accounts; see ``attempt(_:_:interruptedAfter:saveEvery:afresh:savesBeforeWriting:beside:_:)``.
    func rebuild(
        _ events: [StoredEvent], _ cutting: Cutting, interruptedAfter batches: Int? = nil, saveEvery: Duration = .seconds(30), afresh: Bool = false,
        savesBeforeWriting: Bool = false, of projections: [Projection] = [RandomWorld.projection], through: Position? = nil,
        beside: (Int) -> Void = { _ in }
    ) -> Attempt {
        attempt(
            MemoryEventStore(events), cutting, interruptedAfter: batches, saveEvery: saveEvery, afresh: afresh,
            savesBeforeWriting: savesBeforeWriting, beside: beside
        ) { (run) throws(RefoldError) in try run.rebuild(projections, through: through) }
    }

    var rows: [[UInt8]: [MemoryReadModelStore.Cell]] { readModels.servedRows(of: "accounts") }
}

extension Cutting {
    /// Any way to divide a run that has more than a few batches.
    static func random(using random: inout SeededNumbers) -> Cutting {
        Cutting(
            batch: [7, 40, 200, 600].randomElement(using: &random)!, workers: Int.random(in: 1...5, using: &random),
            memory: [0, 20_000, 200_000, 1 << 30].randomElement(using: &random)!)
    }
}

extension RandomWorld {
    /// The events that ``projection`` reads.
    static func read(_ events: [StoredEvent]) -> [StoredEvent] { events.filter(isRead) }

    /// 211 rows whose keys are not streams.
    static let kinds: Projection = {
        let columns = [ColumnSchema("events", .integer), ColumnSchema("last_stream", .text)]
        let layout = RowLayout(columns: columns)
        let events = layout.columns[0], last = layout.columns[1]
        let handler = Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
            row.set(events, to: row.integer(events) + 1)
            try event.withBytes(event.head.stream) { (bytes) throws(FoldError) in try row.set(last, copying: bytes) }
        }
        return Projection(
            name: "kinds", version: 1, fingerprint: 7, schema: ReadModelSchema(name: "kinds", key: [ColumnSchema("kind", .text)], columns: columns),
            layout: layout,
            key: .computed { event, key throws(FoldError) in
                let place = event.head.position % 211
                for digit in String(place).utf8 { key.append(digit) }
            },
            dataPaths: [], handlers: ["Opened": handler, "Paid": handler])
    }()
}
