import Foundation
import RefoldCore
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldEngine

/// Interrupts rebuilds while they write, and compares what they serve in the end with a rebuild that was not interrupted.
@Suite("A rebuild that is interrupted while it writes its rows")
struct InterruptedWritingTests {
    /// Read models, and the state that rebuilds keep beside them.
    private struct Place {
        let store: any ReadModelStore
        let folder: String
        var program: UInt64 = 1

        /// Rebuilds once.
        ///
        /// - Parameters:
        ///   - blocks: after how many blocks of this run's own rows it is asked to end; nil for never.
        ///   - cuts: whether its connection ends then instead, as after a kill.
        func rebuild(
            _ projections: [Projection], of events: [StoredEvent], workers: Int = 2, memory: Int = 1 << 30, blockBytes: Int = 256,
            interruptedAfter blocks: Int? = nil, cuts: Bool = false, savesBeforeWriting: Bool = true, afresh: Bool = false
        ) -> (outcomes: [FoldOutcome], error: RefoldError?, notices: [FoldNotice]) {
            var options = FoldOptions(memory: memory, workers: workers, batchEvents: 50, temporaryFolder: NSTemporaryDirectory())
            let program = program
            options.blockBytes = blockBytes
            options.resume = ResumeOptions(
                folder: folder, program: { program }, now: { .first }, startsAgain: afresh, savesBeforeWriting: savesBeforeWriting)
            var (notices, written) = ([FoldNotice](), 0)
            let models: any ReadModelStore = cuts ? CutReadModels(store, after: blocks ?? .max) : store
            let run = FoldRun(
                events: MemoryEventStore(events), readModels: models, options: options, progress: { if $0.phase == .writing { written += 1 } },
                notice: { notices.append($0) }, isCancelled: { blocks.map { !cuts && written >= $0 } ?? false })
            do throws(RefoldError) {
                return (try run.attemptRebuild(projections), nil, notices)
            } catch {
                return ([], error, notices)
            }
        }
    }

    private func with(_ adapter: Adapter, _ body: (Place) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "refold-writing-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try adapter.with { store, _ in try body(Place(store: store, folder: folder)) }
    }

    private func rows(_ notices: [FoldNotice]) -> (kept: Int64?, goneOn: Int64?, reasons: [FoldNotice.Reason]) {
        var found: (Int64?, Int64?, [FoldNotice.Reason]) = (nil, nil, [])
        for notice in notices {
            switch notice {
            case .savedRows(_, let rows, _): found.0 = rows
            case .goesOnWriting(_, _, let rows, _): found.1 = rows
            case .startsAgain(_, let reason): found.2.append(reason)
            default: break
            }
        }
        return found
    }

    @Test("goes on after its last durable row, divided otherwise each time, to the rows of one that was not interrupted", arguments: Adapter.allCases, 1...5 as ClosedRange<UInt64>)
    func againAndAgain(_ adapter: Adapter, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = FailingWorld(seed: seed, events: 1500)
        for projection in world.projections.prefix(3) {
            let plain = MemoryReadModelStore()
            let options = FoldOptions(temporaryFolder: NSTemporaryDirectory())
            let expected = try FoldRun(events: MemoryEventStore(world.events), readModels: plain, options: options).attemptRebuild([projection])
            try with(adapter) { (place: Place) throws in
                var (last, turns) = (Int64(0), 0)
                while turns < 300 {
                    turns += 1
                    let run = place.rebuild(
                        [projection], of: world.events, workers: Int.random(in: 1...4, using: &random), memory: [0, 1 << 30].randomElement(using: &random)!,
                        blockBytes: Int.random(in: 1...2000, using: &random), interruptedAfter: Int.random(in: 1...4, using: &random),
                        savesBeforeWriting: Bool.random(using: &random))
                    let told = rows(run.notices)
                    #expect(told.reasons.isEmpty)
                    #expect((told.goneOn ?? 0) == last)
                    guard run.error?.status == .incomplete else {
                        #expect(run.outcomes.map(\.failure) == expected.map(\.failure), "\(String(describing: run.error))")
                        #expect(run.outcomes.map(\.rows) == expected.map(\.rows))
                        #expect(run.outcomes.map(\.matches.nullColumns) == expected.map(\.matches.nullColumns))
                        break
                    }
                    #expect(try place.store.generations().allSatisfy { $0.state == .building }, "something is served")
                    if let kept = told.kept {
                        #expect(kept > last)
                        #expect(try place.store.overview().unfinished.map(\.rows) == [kept])
                        last = kept
                    }
                }
                #expect(turns < 300 && (turns > 1 || expected[0].rows < 200))
                #expect(try FailingWorld.served(projection, in: place.store) == FailingWorld.served(projection, in: plain))
                #expect(try proof(of: projection, in: place.store) == proof(of: projection, in: plain))
                #expect(try expected[0].failure != nil || place.store.overview().unfinished.isEmpty)
            }
        }
    }

    @Test("and cut off goes on after the last block that its store made durable", arguments: [Adapter.sqlite, .postgres])
    func cut(_ adapter: Adapter) throws {
        let world = FailingWorld(seed: 3, events: 600)
        let projection = Self.wide
        try with(adapter) { (place: Place) throws in
            _ = place.rebuild([projection], of: world.events, interruptedAfter: 2)
            let first = try #require(try place.store.unfinished(of: projection.name))
            for _ in 0..<3 {
                let cut = place.rebuild([projection], of: world.events, interruptedAfter: 3, cuts: true)
                #expect(cut.outcomes.first?.failure?.description.contains("was cut") == true)
                #expect(try place.store.unfinished(of: projection.name)?.rows == first.rows)
            }
            let last = place.rebuild([projection], of: world.events)
            #expect(rows(last.notices).goneOn == first.rows)
            try expectPlain(projection, world.events, in: place.store)
        }
    }

    @Test("starts over, and says why, if what it goes by has changed", arguments: Adapter.allCases)
    func changed(_ adapter: Adapter) throws {
        let events = FailingWorld(seed: 3, events: 600).events
        let projection = Self.wide
        let changes: [(FoldNotice.Reason?, (inout Place) -> (events: [StoredEvent], projection: Projection, afresh: Bool))] = [
            (.programChanged, { $0.program = 2; return (events, projection, false) }),
            (.definitionChanged, { _ in (events, Self.otherWide, false) }),
            (.otherStore, { _ in (Array(events.prefix(599)), projection, false) }),
            (.otherStore, { _ in
                var events = events
                events[599].event.data = #"{"p0":1000}"#
                return (events, projection, false)
            }),
            (nil, { _ in (events, projection, true) }),
        ]
        for (reason, change) in changes {
            for savesBeforeWriting in [true, false] {
                try with(adapter) { (place: Place) throws in
                    var place = place
                    _ = place.rebuild([projection], of: events, interruptedAfter: 2, savesBeforeWriting: savesBeforeWriting)
                    #expect(try place.store.unfinished(of: projection.name) != nil)
                    let now = change(&place)
                    let run = place.rebuild([now.projection], of: now.events, afresh: now.afresh)
                    #expect(rows(run.notices).goneOn == nil)
                    #expect(rows(run.notices).reasons.map { "\($0)" } == [reason].compactMap { $0 }.map { "\($0)" })
                    try expectPlain(now.projection, now.events, in: place.store)
                    #expect(try place.store.generations().map(\.state) == [.served])
                }
            }
        }
    }

    @Test("starts over if any event that its rows were made from was changed, removed or added meanwhile", arguments: Adapter.allCases, ["changed", "removed", "added"])
    func otherEvents(_ adapter: Adapter, what: String) throws {
        let events = FailingWorld(seed: 3, events: 600).events
        // Of one of the first rows, which are written.
        let place = 2
        let without = Array(events[..<place] + events[(place + 1)...])
        let before = what == "added" ? without : events
        var other = what == "removed" ? without : events
        if what == "changed" { other[place].event.occurredAt = .first }
        for savesBeforeWriting in [true, false] where !(savesBeforeWriting && what == "changed") {
            try with(adapter) { (place: Place) throws in
                _ = place.rebuild([Self.wide], of: before, interruptedAfter: 2, savesBeforeWriting: savesBeforeWriting)
                #expect(try place.store.unfinished(of: Self.wide.name) != nil)
                let run = place.rebuild([Self.wide], of: other)
                #expect(rows(run.notices).reasons.map { "\($0)" } == ["otherStore"])
                try expectPlain(Self.wide, other, in: place.store)
                #expect(try place.store.generations().map(\.state) == [.served])
            }
        }
    }

    @Test("goes on to the bound that it had, and then with the events since", arguments: Adapter.allCases)
    func laterEvents(_ adapter: Adapter) throws {
        let events = FailingWorld(seed: 5, events: 900).events
        try with(adapter) { (place: Place) throws in
            _ = place.rebuild([Self.wide], of: Array(events.prefix(600)), interruptedAfter: 2, savesBeforeWriting: false)
            let run = place.rebuild([Self.wide], of: events)
            #expect(rows(run.notices).goneOn != nil)
            #expect(run.outcomes.map(\.position) == [900])
            try expectPlain(Self.wide, events, in: place.store)
        }
    }

    @Test("whose rows turn out to be others is not served, and the next one writes all rows", arguments: Adapter.allCases)
    func otherRows(_ adapter: Adapter) throws {
        let events = FailingWorld(seed: 5, events: 600).events
        try with(adapter) { (place: Place) throws in
            _ = place.rebuild([Self.wide], of: events, interruptedAfter: 2, savesBeforeWriting: false)
            // The same definition and program give other rows, as a reducer does that looks at a clock.
            let run = place.rebuild([Self.otherKeys], of: events)
            #expect(run.outcomes[0].failure?.faults.first?.what.contains("are not the ones that its events give") == true)
            #expect(try place.store.generations().allSatisfy { $0.state == .building })
            #expect(place.rebuild([Self.otherKeys], of: events).outcomes[0].failure == nil)
            try expectPlain(Self.otherKeys, events, in: place.store)
        }
    }

    @Test("leaves no table that the catalog does not list", arguments: [Adapter.sqlite, .postgres])
    func orphans(_ adapter: Adapter) throws {
        let events = FailingWorld(seed: 5, events: 600).events
        try with(adapter) { (place: Place) throws in
            for _ in 0..<4 { _ = place.rebuild([Self.wide], of: events, interruptedAfter: 2, afresh: true) }
            #expect(try place.store.generations().map(\.number) == [4])
            #expect(place.rebuild([Self.wide], of: events).outcomes[0].failure == nil)
            #expect(try place.store.generations().map(\.number) == [4])
        }
    }

    private func expectPlain(_ projection: Projection, _ events: [StoredEvent], in store: any ReadModelStore) throws {
        let plain = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: plain, options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([projection])
        #expect(try FailingWorld.served(projection, in: store) == FailingWorld.served(projection, in: plain))
        #expect(try proof(of: projection, in: store) == proof(of: projection, in: plain))
    }

    /// What is kept of the events that served rows were made from.
    private func proof(of projection: Projection, in store: any ReadModelStore) throws -> [EventRange] {
        guard let served = try store.generations().first(where: { $0.state == .served && $0.projection == projection.name }) else { return [] }
        let ranges = try store.ranges(of: served, from: 0, limit: .max, lists: true)
        #expect(!ranges.isEmpty)
        return ranges
    }

    // MARK: Projections that take every event

    private static let wide = make(version: 1) { $0.head.position % 500 }
    private static let otherWide = make(version: 2) { $0.head.position % 500 }
    private static let otherKeys = make(version: 1) { $0.head.position % 499 + 1 }

    /// Rows with keys of the event's position.
    private static func make(version: Int, _ number: @escaping @Sendable (borrowing EventView) -> Int64) -> Projection {
        Projection("wide", version: version, key: [ColumnSchema("number", .text)], find: { event, key throws(FoldError) in
            for digit in "n\(1000 + number(event))".utf8 { key.append(digit) }
        }) { p in
            let count = p.column("events", .integer), last = p.column("last", .integer)
            for type in FailingWorld.types + ["F"] {
                p.on(type) { event, row throws(FoldError) in
                    row.set(count, to: row.integer(count) + 1)
                    row.set(last, to: event.head.position)
                }
            }
        }
    }
}

/// Read models whose connection is cut after some blocks of rows.
private struct CutReadModels: ForwardingReadModels {
    let store: any ReadModelStore
    private let blocks: Int

    init(_ store: any ReadModelStore, after blocks: Int) { (self.store, self.blocks) = (store, blocks) }

    func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        Builder(try store.build(schema, version: version, fingerprint: fingerprint, zones: zones, origin: origin), blocks)
    }

    func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder { Builder(try store.resume(unfinished), blocks) }

    private final class Builder: ForwardingBuilder {
        private var inner: (any GenerationBuilder)?
        private var left: Int

        init(_ builder: any GenerationBuilder, _ left: Int) { (inner, self.left) = (builder, left) }

        var builder: any GenerationBuilder { inner ?? CutBuilder() }

        func write(_ rows: RowBlock) throws(RefoldError) {
            left -= 1
            if left < 0 { inner = nil }
            try builder.write(rows)
        }
    }

    /// What is left of a connection that was cut.
    private final class CutBuilder: GenerationBuilder {
        private let cut = RefoldError(.failed, "the connection was cut")

        func write(_ rows: RowBlock) throws(RefoldError) { throw cut }
        func park(_ changes: ParkedChanges) throws(RefoldError) { throw cut }
        func prove(_ ranges: any EventRanges) throws(RefoldError) { throw cut }
        func promote(keeping count: Int) throws(RefoldError) { throw cut }

        func finish(
            at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
        ) throws(RefoldError) -> Generation { throw cut }
    }
}
