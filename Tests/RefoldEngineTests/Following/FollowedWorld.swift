import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// A store in memory that is followed, can be lost, and counts what is asked of it; with what was told.
final class FollowedWorld: Sendable {
    private struct State {
        var events: [StoredEvent] = []
        var isLost = false
        var held: Position?
        var scans = 0
        var told: [String] = []
        var projections: [Projection]?
    }

    private let state = Mutex(State())
    let readModels = { [clock = TickingClock()] in MemoryReadModelStore { clock.now } }()

    /// Three projections that count events of one type each, and one that fails at the type `bad`.
    static let all = ["a", "b"].map { TypeWorld.counts("counts_\($0)", of: [$0]) } + [failing(version: 1)]

    /// Version 2 takes what version 1 does not.
    static func failing(version: Int) -> Projection {
        Projection("fragile", version: version, key: "stream") { p in
            let count = p.column("events", .integer)
            for type in ["a", "bad"] {
                p.on(type) { _, row throws(FoldError) in
                    if type == "bad", version == 1 { throw FoldError(.overflow, column: 0) }
                    row.set(count, to: row.integer(count) + 1)
                }
            }
        }
    }

    var told: [String] { state.withLock { $0.told } }
    var scans: Int { state.withLock { $0.scans } }
    var events: [StoredEvent] { state.withLock { $0.events } }

    func append(_ types: String...) {
        state.withLock { state in
            state.events = types.reduce(state.events) { TypeWorld.grown($0, by: 1, types: [$1], seed: UInt64($0.count) + 1) }
        }
    }

    func lose(_ isLost: Bool) { state.withLock { $0.isLost = isLost } }

    /// From now on no event after this position may be read; nil for an end of that.
    func hold(at position: Position?) { state.withLock { $0.held = position } }

    /// From now on these are declared.
    func declare(_ projections: [Projection]) { state.withLock { $0.projections = projections } }

    /// Follows until `body` has ended.
    func following(
        _ projections: [Projection] = all, options: FollowOptions = FollowedWorld.quick, _ body: (WakeSignal) throws -> Void
    ) throws {
        let (signal, isEnded, done) = (WakeSignal(), FollowedFlag(), DispatchGroup())
        done.enter()
        let thread = Thread { [self] in
            FollowRun(
                events: FollowedStore(world: self), readModels: readModels, folding: FoldOptions(temporaryFolder: NSTemporaryDirectory()),
                options: options, signal: signal, changed: { [self] in state.withLock { $0.projections.take() } }, notice: { [self] in note($0) },
                isEnded: { isEnded.isSet }
            ).follow(projections)
            done.leave()
        }
        thread.start()
        defer {
            isEnded.set()
            signal.wake()
            done.wait()
        }
        try body(signal)
    }

    /// Looks and pauses so short that a test need not wait.
    static var quick: FollowOptions {
        var options = FollowOptions()
        options.interval = .milliseconds(5)
        (options.firstRetry, options.longestRetry) = (.milliseconds(20), .milliseconds(40))
        (options.firstOutage, options.longestOutage) = (.milliseconds(5), .milliseconds(20))
        options.patience = .milliseconds(20)
        return options
    }

    /// Waits for a state, a minute at most.
    func wait(_ what: String, until isReached: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while try !isReached() {
            guard ContinuousClock.now < end else { throw RefoldError(.failed, "it never came to this: \(what); told: \(told)") }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }

    /// Whether the rows of a counting projection are those of all events.
    func isWhole(_ name: String, _ types: [String]) -> Bool { readModels.servedRows(of: name) == TypeWorld.rows(events, types) }

    private func note(_ notice: FollowNotice) {
        let text: String? =
            switch notice {
            case .failed(let projection, let error, _): "failed \(projection): \(error.faults[0].what)"
            case .mended(let projection): "mended \(projection)"
            case .locked(let projection): "locked \(projection)"
            case .unlocked(let projection): "unlocked \(projection)"
            case .lost: "lost"
            case .regained: "regained"
            case .follows(let names): "follows \(names.count)"
            case .advanced, .passed, .looked, .heldBack, .run: nil
            }
        if let text { state.withLock { $0.told.append(text) } }
    }

    fileprivate func stored() throws(RefoldError) -> MemoryEventStore {
        let (events, isLost) = state.withLock { ($0.events, $0.isLost) }
        if isLost { throw RefoldError(.failed, "the store is away") }
        return MemoryEventStore(events)
    }

    fileprivate func bound(remembered: Position) throws(RefoldError) -> Bound {
        let bound = try stored().bound(remembered: remembered)
        return state.withLock { $0.held }.map { Bound(position: min($0, bound.position), newest: bound.newest) } ?? bound
    }

    fileprivate func countScan() { state.withLock { $0.scans += 1 } }
}

/// A flag that another thread sets.
final class FollowedFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .sequentiallyConsistent) }
    func set() { flag.store(true, ordering: .sequentiallyConsistent) }
}

/// The store of a ``FollowedWorld``.
private struct FollowedStore: ForwardingStore {
    let world: FollowedWorld

    var store: MemoryEventStore { MemoryEventStore(world.events) }

    func bound(remembered: Position) throws(RefoldError) -> Bound { try world.bound(remembered: remembered) }
    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] { try world.stored().samples(upTo: positions) }
    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan {
        world.countScan()
        return try world.stored().scan(query)
    }
    func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        try store.matches(of: batch, comparingRecordedAt: comparingRecordedAt)
    }
}
