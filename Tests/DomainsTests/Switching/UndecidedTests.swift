import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("What a run that ended left undecided")
struct UndecidedTests {
    private static let events: [StoredEvent] = {
        var random = SeededNumbers(7)
        return ParkingWorld(.accounts, count: 60, badness: [], using: &random).clean
    }()

    private func projection(_ meaning: SwitchWorld.Meaning, _ version: Int) -> Projection { SwitchWorld.projection(.accounts, meaning, version: version) }

    private func run(_ store: any ReadModelStore, approve: (([FoldOutcome]) throws(RefoldError) -> Void)? = nil) -> FoldRun {
        var options = FoldOptions(workers: 1, temporaryFolder: NSTemporaryDirectory(), program: { "p" })
        options.switching = SwitchOptions { $0.version == 1 ? projection(.plain, 1) : nil }
        return FoldRun(events: MemoryEventStore(Self.events), readModels: store, options: options, approve: approve)
    }

    @Test("waits for nobody: the next run removes it, whether it builds another one or goes on with what is served", arguments: Adapter.allCases)
    func killed(adapter: Adapter) throws {
        var (leftovers, seen) = (0, [String]())
        for steps in 0..<60 {
            let (isDone, isLeft) = try adapter.with { store, _ in
                _ = try run(store).rebuild([projection(.plain, 1)])
                let models = MortalReadModels(store, steps: steps)
                _ = try? run(models).attemptCatchUp([projection(.doubled, 2)])
                let after = try store.generations()
                let states = after.map(\.state)
                #expect(!states.contains(.built), "after \(steps) steps")
                let left = states.contains(.undecided)
                let present = steps % 2 == 0 ? projection(.doubled, 2) : projection(.plain, 1)
                if after.first(where: { $0.state == .served })?.version ?? 1 <= present.version {
                    _ = try run(store).catchUp([present])
                    let now = try store.generations().filter { $0.state != .building }
                    #expect(!now.contains { $0.state.isWaiting })
                    #expect(now.first { $0.state == .served }?.version == present.version)
                }
                return (!models.isDead, left)
            }
            if isLeft { leftovers += 1 }
            seen.append("\(steps) \(isLeft) \(isDone)")
            if isDone { break }
        }
        // Between the end of the build and the switch there are several steps.
        #expect(leftovers > 3, "\(seen)")
    }

    @Test("is removed if what was built may not be served, and stays for a person if that was asked for", arguments: Adapter.allCases)
    func refused(adapter: Adapter) throws {
        try adapter.with { store, _ in
            let refusal = RefoldError(.refused, "not this one")
            #expect(throws: RefoldError.self) { try run(store, approve: { _ throws(RefoldError) in throw refusal }).rebuild([projection(.plain, 1)]) }
            #expect(try store.generations().isEmpty)
            _ = try run(store, approve: { _ in }).rebuild([projection(.plain, 1)])
            #expect(throws: RefoldError.self) {
                try run(store, approve: { _ throws(RefoldError) in throw refusal }).rebuild([projection(.doubled, 2)], promotes: false)
            }
            #expect(try store.generations().map(\.state) == [.served])
            _ = try run(store, approve: { _ in }).rebuild([projection(.doubled, 2)], promotes: false)
            #expect(try store.generations().map(\.state) == [.served, .built])
        }
    }

    @Test("is gone on with if the run was ended while it compared: brought forward and served, unless another program is to make it", arguments: Adapter.allCases)
    func ended(adapter: Adapter) throws {
        for isSame in [true, false] {
            try adapter.with { store, _ in
                _ = try ending(store, Self.events.dropLast(10), program: "p", isCancelled: { false }).rebuild([projection(.plain, 1)])
                let cancelled = ending(store, Self.events.dropLast(5), program: "p") {
                    (try? store.generations().contains { $0.state == .undecided }) ?? false
                }
                #expect(throws: RefoldError.self) { try cancelled.catchUp([projection(.doubled, 2)]) }
                let left = try #require(try store.generations().first { $0.state == .undecided })
                let outcome = try #require(
                    try ending(store, Self.events[...], program: isSame ? "p" : "q", isCancelled: { false }).catchUp([projection(.doubled, 2)]).first)
                #expect(outcome.action == .rebuilt && outcome.isServed && outcome.position == Self.events.last?.position)
                #expect((outcome.generation == left.number) == isSame)
                #expect(try store.generations().map(\.state) == [.previous, .served])
                let snapshot = try #require(try store.snapshot(of: left.projection))
                #expect(try SwitchWorld.rows(snapshot) == SwitchWorld.rows(of: Self.events, by: projection(.doubled, 2)))
            }
        }
    }

    @Test("is not gone on with if an event was removed since, wherever that is", arguments: Adapter.allCases)
    func otherEvents(adapter: Adapter) throws {
        // So far apart that the last events alone are not read again.
        let events = Self.events.map { event in
            var event = event
            event.position *= 1_000_000
            return event
        }
        for removed in [3, events.count / 3, events.count - 8] {
            try adapter.with { store, _ in
                _ = try ending(store, events.dropLast(10), program: "p", isCancelled: { false }).rebuild([projection(.plain, 1)])
                let cancelled = ending(store, events[...], program: "p") { (try? store.generations().contains { $0.state == .undecided }) ?? false }
                #expect(throws: RefoldError.self) { try cancelled.rebuild([projection(.doubled, 2)]) }
                let left = try #require(try store.generations().first { $0.state == .undecided })
                let other = Array(events[..<removed] + events[(removed + 1)...])
                _ = try ending(store, other[...], program: "p", isCancelled: { false }).rebuild([projection(.doubled, 2)])
                let served = try #require(try store.generations().first { $0.state == .served })
                #expect(served.number > left.number && served.version == 2)
                let snapshot = try #require(try store.snapshot(of: left.projection))
                #expect(try SwitchWorld.rows(snapshot) == SwitchWorld.rows(of: other, by: projection(.doubled, 2)))
            }
        }
    }

    @Test("is decided by the next run even if its time is over from the beginning, but not if somebody asks that to end", arguments: Adapter.allCases)
    func withoutTime(adapter: Adapter) throws {
        try adapter.with { store, _ in
            _ = try ending(store, Self.events[...], program: "p", isCancelled: { false }).rebuild([projection(.plain, 1)])
            let first = ending(store, Self.events[...], program: "p") { (try? store.generations().contains { $0.state == .undecided }) ?? false }
            #expect(throws: RefoldError.self) { try first.rebuild([projection(.doubled, 2)]) }
            let asked = ending(store, Self.events[...], program: "p", isCancelled: { true }, isAsked: { true })
            #expect(throws: RefoldError.self) { try asked.rebuild([projection(.doubled, 2)]) }
            #expect(try store.generations().map(\.state) == [.served, .undecided])
            let outcome = try #require(
                try ending(store, Self.events[...], program: "p", isCancelled: { true }, isAsked: { false }).rebuild([projection(.doubled, 2)]).first)
            #expect(outcome.isServed && outcome.version == 2)
            #expect(try store.generations().map(\.state) == [.previous, .served])
        }
    }

    private func ending(
        _ store: any ReadModelStore, _ events: ArraySlice<StoredEvent>, program: String, isCancelled: @escaping () -> Bool,
        isAsked: (() -> Bool)? = nil
    ) -> FoldRun {
        let folder = NSTemporaryDirectory() + "undecided-\(UInt64.random(in: 0 ... .max))"
        let resume = ResumeOptions(folder: folder, program: { 1 }, now: { .first })
        var options = FoldOptions(workers: 1, temporaryFolder: NSTemporaryDirectory(), resume: resume, program: { program })
        options.switching = SwitchOptions { $0.version == 1 ? projection(.plain, 1) : nil }
        return FoldRun(events: MemoryEventStore(Array(events)), readModels: store, options: options, isCancelled: isCancelled, isAsked: isAsked)
    }
}
