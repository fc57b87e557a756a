import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

@Suite("The last event of a group whose sum is too large")
struct LastEventOfGroupTests {
    /// Accounts that move between groups, with amounts of which a few are too much for a sum.
    private static func events(using random: inout SeededNumbers) -> [StoredEvent] {
        let streams = Int.random(in: 1...30, using: &random)
        return RollupWorld.set(
            (0..<Int.random(in: 2...200, using: &random)).map { _ in
                let amount: Int64 = [Int64.max / 2, .max / 3, 1, 0, -.max / 4].randomElement(using: &random)!
                return ("s\(Int.random(in: 0..<streams, using: &random))", ["a", "b", "c"].randomElement(using: &random)!, amount)
            })
    }

    /// The place of the last event of the first group of which the sum is too large; nil if all fit. Reads the payloads as text.
    private static func expected(_ events: [StoredEvent]) -> String? {
        var last: [String: (kind: String, amount: Int64, position: Position)] = [:]
        for event in events {
            let parts = event.event.data.split { "{}:,\"".contains($0) }
            last[event.stream] = (String(parts[1]), Int64(parts[3]) ?? 0, event.position)
        }
        for kind in ["a", "b", "c"] {
            let rows = last.filter { $0.value.kind == kind && $0.value.amount != 0 }
            let sum = rows.values.reduce(Int128(0)) { $0 + Int128($1.amount) }
            guard Int64(exactly: sum) == nil, let newest = rows.max(by: { $0.value.position < $1.value.position }) else { continue }
            return "event at position \(newest.value.position) (stream \"\(newest.key)\", type \"Set\"): projection \"kinds\", column \"total\": "
        }
        return nil
    }

    @Test("is named by a rebuild and by a catch-up, as a plain reading of the events finds it", arguments: 1...60)
    func randomWorlds(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = Self.events(using: &random)
        let options = Cutting.random(using: &random).options
        func run(_ events: [StoredEvent], into readModels: MemoryReadModelStore, isRebuild: Bool) -> String? {
            do throws(RefoldError) {
                let run = FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options)
                _ = isRebuild ? try run.rebuild([RollupWorld.byKind]) : try run.catchUp([RollupWorld.byKind])
                return nil
            } catch {
                return error.description
            }
        }
        let wanted = Self.expected(events)
        let rebuilt = run(events, into: MemoryReadModelStore(), isRebuild: true)
        #expect(rebuilt == nil ? wanted == nil : rebuilt!.hasPrefix(wanted ?? "none"), "seed \(seed): \(rebuilt ?? "")")
        let readModels = MemoryReadModelStore()
        _ = run(Array(events.prefix(Int.random(in: 0...events.count, using: &random))), into: readModels, isRebuild: false)
        #expect(run(events, into: readModels, isRebuild: false) == rebuilt, "seed \(seed)")
    }
}
