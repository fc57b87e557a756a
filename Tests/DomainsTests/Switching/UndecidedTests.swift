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
}
