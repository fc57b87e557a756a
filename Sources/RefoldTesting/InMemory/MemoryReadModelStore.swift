import Foundation
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// A read-model store in memory, for tests: rows by encoded key, generations as in the adapters.
public final class MemoryReadModelStore: ReadModelStore {
    public typealias Cell = InMemorySnapshot.Cell

    struct Kept {
        var generation: Generation
        var rows: [[UInt8]: [Cell]]
        var parked: [ParkedEvent.Place: ParkedEvent] = [:]
        var ranges: [Int64: EventRange] = [:]

        /// The parked events by position, those without a row first.
        var sortedParked: [ParkedEvent] {
            parked.values.sorted { a, b in
                a.position != b.position ? a.position < b.position : (a.key ?? []).lexicographicallyPrecedes(b.key ?? [])
            }
        }
    }

    struct Contents {
        var kept: [String: [Kept]] = [:]
        var locked: Set<String> = []
        /// The last generation number that each projection was given.
        var numbers: [String: Int64] = [:]
        var types: KnownTypes?
        var lastRuns: [String: LastRun] = [:]
        /// How many runs wait for a lock.
        var wanted: [String: Int] = [:]
        var dropped: [DroppedEvent] = []
    }

    let contents = Mutex(Contents())

    let now: @Sendable () -> Timestamp

    /// - Parameter now: the clock for the generations' times.
    private let patience: Duration

    /// - Parameters:
    ///   - now: the clock of the catalog.
    ///   - patience: how long a run waits for a lock that another one has.
    public init(now: @escaping @Sendable () -> Timestamp = { .first }, patience: Duration = .zero) {
        self.now = now
        self.patience = patience
    }

    public var name: String { "memory" }

    public func generations() throws(RefoldError) -> [Generation] {
        contents.withLock { $0.kept.sorted { $0.key < $1.key }.flatMap { $0.value.map(\.generation) } }
    }

    /// The rows of the served generation by encoded key; empty if nothing is served.
    public func servedRows(of projection: String) -> [[UInt8]: [Cell]] {
        contents.withLock { $0.kept[projection]?.first { $0.generation.state == .served }?.rows ?? [:] }
    }

    public func knownTypes() throws(RefoldError) -> KnownTypes? { contents.withLock { $0.types } }

    public func note(_ types: KnownTypes) throws(RefoldError) { contents.withLock { $0.types = types } }

    public func overview() throws(RefoldError) -> ReadModelOverview {
        ReadModelOverview(
            generations: try generations(), lastRuns: contents.withLock { $0.lastRuns.values.sorted { $0.projection < $1.projection } })
    }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {
        let time = now()
        contents.withLock { contents in
            for end in ends { contents.lastRuns[end.projection] = end.lastRun(at: time, after: contents.lastRuns[end.projection]) }
        }
    }

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        contents.withLock { contents in
            contents.kept[generation.projection]?.first { $0.generation.number == generation.number }?.sortedParked ?? []
        }
    }

    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        let kept = contents.withLock { $0.kept[generation.projection]?.first { $0.generation.number == generation.number }?.ranges ?? [:] }
        return kept.values.filter { $0.number >= first }.sorted { $0.number < $1.number }.prefix(limit).map { range in
            var range = range
            if !lists { range.list = nil }
            return range
        }
    }

    public func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? {
        try ranges(of: generation, from: 0, limit: .max, lists: true).last
    }

    public func dropped() throws(RefoldError) -> [DroppedEvent] {
        contents.withLock { $0.dropped.sorted { ($0.projection, $0.position) < ($1.projection, $1.position) } }
    }

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock {
        let end = ContinuousClock.now + patience
        contents.withLock { $0.wanted[subject.key, default: 0] += 1 }
        defer { contents.withLock { $0.wanted[subject.key, default: 1] -= 1 } }
        while !contents.withLock({ $0.locked.insert(subject.key).inserted }) {
            guard .now < end else { throw RefoldError(.busy, "another run is at work", at: .named(subject.words)) }
            Thread.sleep(forTimeInterval: 0.001)
        }
        return Lock(self, subject.key)
    }

    public func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? {
        let isTaken = contents.withLock { $0.wanted[subject.key, default: 0] == 0 && $0.locked.insert(subject.key).inserted }
        return isTaken ? Lock(self, subject.key) : nil
    }

    private final class Lock: RunLock {
        private let store: MemoryReadModelStore
        private let key: String

        init(_ store: MemoryReadModelStore, _ key: String) {
            self.store = store
            self.key = key
        }

        deinit { _ = store.contents.withLock { $0.locked.remove(key) } }
    }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        let (generation, served) = contents.withLock { contents in
            var kept = contents.kept[schema.name] ?? []
            kept.removeAll { $0.generation.state == .building || $0.generation.state == .built }
            let number = (contents.numbers[schema.name] ?? 0) + 1
            contents.numbers[schema.name] = number
            var generation = Generation(
                number: number, state: .building, version: version, fingerprint: fingerprint, zones: zones, position: 0, rows: 0, schema: schema,
                updatedAt: now())
            generation.origin = origin
            contents.kept[schema.name] = kept + [Kept(generation: generation, rows: [:])]
            return (generation, kept.map(\.generation).first { $0.state == .served })
        }
        return MemoryGeneration(self, generation, beside: served)
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater { MemoryGeneration(self, generation) }

    public func snapshots(
        of projection: String, choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        let all = contents.withLock { $0.kept[projection] ?? [] }
        let chosen = choose(all.map(\.generation))
        for generation in chosen { try GenerationTurn.requireServable(generation, in: name) }
        return chosen.compactMap { generation in
            all.first { $0.generation.number == generation.number }.map { kept in
                let rows = kept.rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                return InMemorySnapshot(
                    kept.generation, rows: rows.map { kept.generation.schema.keyCells($0.key) + $0.value }, keys: rows.map(\.key),
                    parked: kept.sortedParked)
            }
        }
    }

    @discardableResult
    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try GenerationTurn.requireServable(generation, in: name)
        return try contents.withLock { contents throws(RefoldError) in
            var kept = contents.kept[generation.projection] ?? []
            let servedNow = kept.map(\.generation).first { $0.state == .served }
            guard let index = kept.firstIndex(where: { $0.generation.knownLine == generation.knownLine }), servedNow?.number == before?.number,
                servedNow?.position == before?.position
            else {
                throw Generation.overtaken(
                    generation.projection, cannot: "serve generation \(generation.number)", in: name, expected: "one run at a time")
            }
            kept[index].generation.state = .served
            let served = kept[index].generation
            let outcome = turn.outcome(for: kept.map(\.generation).filter { $0.number != generation.number })
            for (other, state) in outcome.changed {
                if let place = kept.firstIndex(where: { $0.generation.number == other.number }) { kept[place].generation.state = state }
            }
            kept.removeAll { one in outcome.removed.contains { $0.number == one.generation.number } }
            contents.kept[generation.projection] = kept
            return served
        }
    }

    public func discard(_ generation: Generation) throws(RefoldError) {
        contents.withLock { $0.kept[generation.projection]?.removeAll { $0.generation.knownLine == generation.knownLine && $0.generation.state == .built } }
    }

    @discardableResult
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] {
        contents.withLock { $0.kept.removeValue(forKey: projection)?.map(\.generation) ?? [] }
    }
}

extension ReadModelSchema {
    /// The parts of an encoded key as cells.
    func keyCells(_ key: [UInt8]) -> [MemoryReadModelStore.Cell] {
        var offset = 0
        var text: [UInt8] = []
        return self.key.map { part in
            let value = KeyEncoding.read(part.type, from: key.span, at: &offset, isOnlyPart: self.key.count == 1, text: &text)
            return part.type.isBytes ? .text(String(decoding: text, as: UTF8.self)) : .units(value)
        }
    }
}
