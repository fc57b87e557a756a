import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// Events of random types, and projections that count some of them.
enum TypeWorld {
    static func events(_ count: Int, types: [String], seed: UInt64) -> [StoredEvent] { grown([], by: count, types: types, seed: seed) }

    /// More events behind some, with holes between the positions.
    static func grown(_ events: [StoredEvent], by count: Int, types: [String], seed: UInt64) -> [StoredEvent] {
        var random = SeededNumbers(seed)
        var versions: [ExactText: Int64] = [:]
        for event in events { versions[ExactText(event.stream)] = event.version }
        var position = events.last?.position ?? 0
        return events + (0..<count).map { number in
            position += Int64.random(in: 1...3, using: &random)
            let stream = "s\(Int.random(in: 0..<9, using: &random))"
            let version = (versions[ExactText(stream)] ?? 0) + 1
            versions[ExactText(stream)] = version
            return StoredEvent(
                position: position, stream: stream, version: version,
                event: NewEvent(
                    id: "\(seed)-\(number)", type: types.randomElement(using: &random)!, data: "{}", metadata: "{}", occurredAt: .first, recordedAt: .first))
        }
    }

    /// Counts the events of some types, by stream.
    static func counts(_ name: String, of types: [String]) -> Projection {
        Projection(name, version: 1, key: "stream") { p in
            let count = p.column("events", .integer)
            for type in types { p.on(type) { _, row throws(FoldError) in row.set(count, to: row.integer(count) + 1) } }
        }
    }

    /// The rows of ``counts(_:of:)``, worked out plainly.
    static func rows(_ events: [StoredEvent], _ types: [String]) -> [[UInt8]: [MemoryReadModelStore.Cell]] {
        let read = events.filter { types.containsExactly($0.event.type) }
        return Dictionary(grouping: read) { Array($0.stream.utf8) }.mapValues { [.units(Int64($0.count))] }
    }

    static func occurs(_ projection: Projection, in events: [StoredEvent]) -> Bool {
        events.contains { projection.eventTypes?.containsExactly($0.event.type) ?? true }
    }

    static func types(
        of projections: [Projection], in store: LookedAtStore, _ readModels: MemoryReadModelStore
    ) throws(RefoldError) -> OccurringTypes {
        try OccurringTypes(of: projections.flatMap { $0.eventTypes ?? [] }, in: store, known: readModels.knownTypes())
    }

    static func run(_ store: LookedAtStore, _ readModels: MemoryReadModelStore, _ types: OccurringTypes) -> FoldRun {
        var options = FoldOptions(batchEvents: 7, temporaryFolder: NSTemporaryDirectory(), servesBehind: true)
        // What a catch-up looks at again has tests of its own.
        options.recheckedRanges = 0
        // A store may be restored to nothing.
        options.switching.allowsEmpty = true
        return FoldRun(events: store, readModels: readModels, options: options, types: types)
    }

    /// A catch-up of those projections whose types occur.
    static func catchUp(
        _ projections: [Projection], _ store: LookedAtStore, _ readModels: MemoryReadModelStore
    ) throws(RefoldError) -> [FoldOutcome] {
        let types = try types(of: projections, in: store, readModels)
        return try run(store, readModels, types).catchUp(projections.filter(types.concerns))
    }
}

/// A store that counts the events that it had to look at to answer, and whose bound can be held back.
final class LookedAtStore: ForwardingStore {
    private struct State {
        var store: MemoryEventStore
        var looked = 0
        var held: Position?
    }

    private let state: Mutex<State>

    init(_ events: [StoredEvent]) { state = Mutex(State(store: MemoryEventStore(events))) }

    var store: MemoryEventStore { state.withLock { $0.store } }

    /// How many events stand in the ranges that were scanned or searched.
    var looked: Int { state.withLock { $0.looked } }

    func replace(by events: [StoredEvent]) { state.withLock { $0.store = MemoryEventStore(events) } }

    func hold(at position: Position?) { state.withLock { $0.held = position } }

    private func look(after: Position, through: Position) {
        state.withLock { state in state.looked += state.store.all.count { $0.position > after && $0.position <= through } }
    }

    func bound(remembered: Position) throws(RefoldError) -> Bound {
        var bound = try store.bound(remembered: remembered)
        if let held = state.withLock({ $0.held }) { bound.position = min(bound.newest, max(held, remembered)) }
        return bound
    }
    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        look(after: query.after, through: query.through)
        return try store.scan(query)
    }
    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        let found = try store.firstPositions(of: types, after: after, through: through)
        let isWhole = found.count < Set(types.map { ExactText($0) }).count
        look(after: after, through: isWhole ? through : found.values.max() ?? after)
        return found
    }
    func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        try store.matches(of: batch, comparingRecordedAt: comparingRecordedAt)
    }
}
