import Foundation
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// A read-model store in memory, for tests: rows by encoded key, generations as in the adapters.
public final class MemoryReadModelStore: ReadModelStore {
    /// A value of a row.
    public typealias Cell = InMemorySnapshot.Cell

    struct Kept {
        var generation: Generation
        var rows: [[UInt8]: [Cell]]
        var parked: [ParkedEvent.Place: ParkedEvent] = [:]
        var ranges: [Int64: EventRange] = [:]
        /// The checkpoint with which they were written last.
        var proven: Position = 0

        /// The parked events by position, those without a row first.
        var sortedRanges: [EventRange] { ranges.values.sorted { $0.number < $1.number } }

        /// Those of the events that its rows were made from, without their lists; none if it was brought forward without them.
        var provenRanges: [EventRange] {
            guard proven >= generation.position else { return [] }
            return sortedRanges.map { range in
                var range = range
                range.list = nil
                return range
            }
        }

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
        var runs: [String: RunRecord] = [:]
        /// How many runs wait for a lock.
        var wanted: [String: Int] = [:]
        var dropped: [DroppedEvent] = []
        var seals: [(seal: Seal, files: SealedFiles)] = []
        /// What is durable of generations that are not complete, by projection; with the key of the last row.
        var unfinished: [String: (written: UnfinishedGeneration, lastKey: [UInt8])] = [:]
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
            generations: try generations(), lastRuns: contents.withLock { $0.lastRuns.values.sorted { $0.projection < $1.projection } },
            unfinished: contents.withLock { $0.unfinished.values.map(\.written).sorted { $0.projection < $1.projection } })
    }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {
        let time = now()
        contents.withLock { contents in
            for end in ends { contents.lastRuns[end.projection] = end.lastRun(at: time, after: contents.lastRuns[end.projection]) }
        }
    }

    public func runs() throws(RefoldError) -> [RunRecord] { contents.withLock { RunHistory.newestFirst(Array($0.runs.values)) } }

    public func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) {
        contents.withLock { contents in
            guard makes || !contents.kept.isEmpty || !contents.runs.isEmpty else { return }
            for run in runs { contents.runs[run.id] = run }
            for id in RunHistory.surplus(of: Array(contents.runs.values)) { contents.runs[id] = nil }
        }
    }

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        try contents.withLock { contents throws(RefoldError) in
            guard let kept = contents.kept[generation.projection]?.first(where: { $0.generation.number == generation.number }) else { return [] }
            return try kept.generation.checked(kept.sortedParked, in: name)
        }
    }

    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        let kept = contents.withLock { $0.kept[generation.projection]?.first { $0.generation.number == generation.number } }
        guard let kept, kept.proven >= generation.position else { return [] }
        return kept.sortedRanges.filter { $0.number >= first }.prefix(limit).map { range in
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
            kept.removeAll { $0.generation.state.isReplaced }
            contents.unfinished[schema.name] = nil
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

    public func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration? {
        contents.withLock { $0.unfinished[projection]?.written }
    }

    public func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder {
        let (served, lastKey) = contents.withLock { contents in
            let lastKey = contents.unfinished[unfinished.projection]?.lastKey ?? []
            var kept = contents.kept[unfinished.projection] ?? []
            for index in kept.indices where kept[index].generation.number == unfinished.generation.number {
                kept[index].rows = kept[index].rows.filter { !lastKey.lexicographicallyPrecedes($0.key) }
            }
            contents.kept[unfinished.projection] = kept
            return (kept.map(\.generation).first { $0.state == .served }, lastKey)
        }
        return MemoryGeneration(self, unfinished.generation, beside: served, after: unfinished, lastKey)
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater { MemoryGeneration(self, generation) }

    public func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        let all = contents.withLock { contents in projections.map { contents.kept[$0] ?? [] } }
        return try all.map { (kept) throws(RefoldError) in try snapshots(of: kept, choosing: choose) }
    }

    private func snapshots(
        of all: [Kept], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        let chosen = choose(all.map(\.generation))
        for generation in chosen { try GenerationTurn.requireServable(generation, in: name) }
        return chosen.compactMap { generation in
            all.first { $0.generation.number == generation.number }.map { kept in
                let rows = kept.rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                return InMemorySnapshot(
                    kept.generation, rows: rows.map { kept.generation.schema.keyCells($0.key) + $0.value }, keys: rows.map(\.key),
                    parked: kept.sortedParked, ranges: kept.provenRanges)
            }
        }
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
