import RefoldCore
import RefoldStores
import RefoldValues

/// Follows an event store: brings read models forward when events come, until it is asked to end.
///
/// A pass is a catch-up of all projections that are free. Between passes nothing is locked, and nothing is read if nothing happened. A
/// projection that fails, or whose lock another run has, stops no other; a store that cannot be reached is tried again. Belongs to the
/// thread that calls ``follow(_:)``. See ``Follower`` for one on a thread of its own.
public final class FollowRun {
    private let events: any EventStore
    private let readModels: any ReadModelStore
    private let folding: FoldOptions
    /// Whether rows count as complete that lack events held back.
    private let allowsBehind: Bool
    private let options: FollowOptions
    private let signal: WakeSignal
    private let changed: () -> [Projection]?
    private let progress: (FoldProgress) -> Void
    private let notice: (FollowNotice) -> Void
    private let isEnded: () -> Bool

    private var followed: [FollowedProjection] = []
    private var watch: (any EventWatch)?
    private var types: DormantTypes?
    /// Whether events that can be seen were left out of the last pass: nobody announces the end of those who hold them back.
    private var isHeld = false
    private var holding = HoldingWatch()
    private var outage: GrowingPause?
    private var nextLook = ContinuousClock.now
    private var lastNote: ContinuousClock.Instant?
    private var lastPass = Duration.zero
    private var nextIdlePass = ContinuousClock.now
    /// Of which generations it was told that they wait beside what is served, or why they do not go on.
    private var toldOf: [String: Int64] = [:]
    /// The candidates that cannot take an event, by projection: read again only when the definitions change.
    private var stuck: [String: Int64] = [:]
    /// Whether another pass is due at once.
    private var isDue = true

    /// - Parameters:
    ///   - folding: the resources of a pass. It never waits for those who hold events back, and serves what it builds at once.
    ///   - signal: ends the wait for events; woken by the store, and by anybody else.
    ///   - changed: asked once an interval: other projections to follow from now on; nil if nothing changed.
    ///   - progress: told after every batch of a pass.
    ///   - isEnded: asked after every batch, and whenever the signal is woken.
    public init(
        events: any EventStore, readModels: any ReadModelStore, folding: FoldOptions, options: FollowOptions = FollowOptions(),
        signal: WakeSignal = WakeSignal(), changed: @escaping () -> [Projection]? = { nil }, progress: @escaping (FoldProgress) -> Void = { _ in },
        notice: @escaping (FollowNotice) -> Void = { _ in }, isEnded: @escaping () -> Bool
    ) {
        self.events = events
        self.readModels = readModels.keepingSessions()
        allowsBehind = folding.servesBehind
        var own = folding
        (own.waits, own.servesBehind) = (nil, true)
        self.folding = own
        self.options = options
        self.signal = signal
        self.changed = changed
        self.progress = progress
        self.notice = notice
        self.isEnded = isEnded
    }

    /// Follows these projections until it is asked to end. A pass under way has been committed or abandoned when this returns.
    public func follow(_ projections: [Projection]) {
        adopt(projections)
        while !isEnded() {
            do throws(RefoldError) {
                if watch == nil { watch = try events.watch(waking: signal) }
                isDue = false
                try pass()
                if outage != nil { notice(.regained) }
                outage = nil
                try rest()
            } catch {
                guard !isEnded() else { return }
                lose(failureOfWatch() ?? error)
            }
        }
    }

    /// What the watch says of the store: more to the point than what a pass met there.
    private func failureOfWatch() -> RefoldError? {
        do throws(RefoldError) {
            _ = try watch?.look()
            return nil
        } catch {
            return error
        }
    }

    private func adopt(_ projections: [Projection]) {
        let known = followed
        followed = projections.map { projection in
            var own = FollowedProjection(projection)
            own.lock = known.first { $0.projection.name == projection.name }?.lock
            return own
        }
        (types, stuck) = (nil, [:])
        notice(.follows(projections.map(\.name)))
    }

    /// Tells that the stores cannot be reached, once, and waits a while before they are tried again: not at all the first time.
    private func lose(_ error: RefoldError) {
        watch = nil
        isDue = true
        guard var pause = outage else {
            notice(.lost(error))
            outage = GrowingPause(from: options.firstOutage, to: options.longestOutage)
            return
        }
        let end = ContinuousClock.now + pause.take()
        outage = pause
        while !isEnded(), .now < end { _ = signal.wait(until: end) }
    }

    // MARK: Waiting

    /// Waits until a pass is due. Leaves others their share of the locks and the machine, however many events come.
    private func rest() throws(RefoldError) {
        let earliest = ContinuousClock.now + min(max(lastPass, Self.shortestRest), Self.longestRest)
        while !isEnded() {
            let now = ContinuousClock.now
            if now >= nextLook {
                nextLook = now + options.interval
                if try look() { isDue = true }
            }
            if isDue, now >= earliest { return }
            if signal.wait(until: isDue ? min(earliest, nextLook) : nextLook) { isDue = true }
        }
    }

    private static let shortestRest = Duration.milliseconds(5)
    private static let longestRest = Duration.milliseconds(100)

    /// Whether something calls for a pass that nobody announces.
    private func look() throws(RefoldError) -> Bool {
        notice(.looked)
        if let projections = changed() {
            adopt(projections)
            return true
        }
        let now = ContinuousClock.now
        try takeMended(at: now)
        // Always looked at: a watch that ended is found only so.
        let hasChanged = try watch?.look() ?? true
        return hasChanged || isHeld || now >= nextIdlePass || followed.contains { $0.lock != nil || $0.isRetried(at: now) }
    }

    /// Has those that failed tried again of which something else is served by now: another run has done what was to be done.
    private func takeMended(at now: ContinuousClock.Instant) throws(RefoldError) {
        guard followed.contains(where: { $0.failure != nil }) else { return }
        let generations = try readModels.generations().filter { $0.state == .served }
        for index in followed.indices {
            guard let failure = followed[index].failure, failure.until > now else { continue }
            let served = generations.first { $0.projection == followed[index].projection.name }
            if served != failure.served { followed[index].failure?.until = now }
        }
    }

    // MARK: A pass

    private func pass() throws(RefoldError) {
        let began = ContinuousClock.now
        defer {
            lastPass = began.duration(to: .now)
            nextIdlePass = .now + options.longestIdle
        }
        var occurring: OccurringTypes?
        if options.choosesByType, types == nil {
            let found = try OccurringTypes(
                of: followed.flatMap { $0.projection.eventTypes ?? [] }.sortedOnce, in: events, known: readModels.knownTypes())
            for index in followed.indices { followed[index].isDormant = !found.concerns(followed[index].projection) }
            types = DormantTypes(after: found.settled)
            occurring = found
        }
        var bound: Bound?
        let sound = followed.indices.filter { followed[$0].isSound }, retried = followed.indices.filter { followed[$0].isRetried(at: began) }
        if !sound.isEmpty, let found = try bringForward(sound, types: occurring) { bound = found }
        for index in retried where !isEnded() { _ = try bringForward([index], types: nil) }
        guard var types, followed.contains(where: \.isDormant), !isEnded() else { return }
        for index in try types.occurring(among: followed, in: events, bound) { followed[index].isDormant = false; isDue = true }
        self.types = types
    }

    /// Brings projections forward together. What stops one of them stops no other.
    ///
    /// - Returns: how far could be read; nil if nothing was read.
    /// - Throws: if the stores cannot be reached or read.
    private func bringForward(_ indices: [Int], types: OccurringTypes?) throws(RefoldError) -> Bound? {
        var locks: [any RunLock] = []
        var free: [Int] = []
        for index in indices {
            let name = followed[index].projection.name
            if let lock = try readModels.lockIfFree(.projection(name)) {
                locks.append(lock)
                free.append(index)
                if followed[index].isUnlocked() { notice(.unlocked(projection: name)) }
            } else if followed[index].isLocked(at: .now, options) {
                notice(.locked(projection: name))
            }
        }
        guard !free.isEmpty else { return nil }
        var limits: FoldLimits?
        let run = FoldRun(
            events: events, readModels: readModels, options: folding, types: types, progress: progress, notice: { [self] in tell($0) },
            found: { limits = $0 }, isCancelled: isEnded)
        let outcomes = try run.attemptCatchUp(free.map { followed[$0].projection }, holding: locks, leaving: stuck)
        isHeld = limits.map { $0.bound.position < $0.bound.newest } ?? false
        // What failed because the stores are away is not the fault of a projection.
        let generations = outcomes.contains { $0.failure != nil } ? try requireStores() : []
        var isNews = false
        for index in free {
            guard let outcome = outcomes.first(where: { $0.projection == followed[index].projection.name }) else { continue }
            if outcome.parked != followed[index].parked {
                followed[index].parked = outcome.parked
                isNews = true
            }
            if let failure = outcome.failure {
                fail(index, failure, generations)
                isNews = true
            } else if followed[index].failure != nil {
                followed[index].failure = nil
                notice(.mended(projection: outcome.projection))
                isNews = true
            }
        }
        let advanced = outcomes.filter { $0.action == .caughtUp || $0.action == .rebuilt }
        notice(.passed(outcomes))
        if !advanced.isEmpty { notice(.advanced(advanced)) }
        // A pass that finds nothing new brings what is served up to the last event, too.
        let pause = advanced.isEmpty ? options.longestIdle : min(Self.betweenNotes, options.longestIdle)
        if isNews || lastNote.map({ $0.duration(to: .now) >= pause }) ?? true {
            run.note(outcomes, allowsBehind: allowsBehind)
            lastNote = .now
        }
        if let limits, holding.isLong(limits, options) { notice(.heldBack(limits)) }
        return limits?.bound
    }

    /// Tells what a pass says; of a generation that waits, once.
    private func tell(_ said: FoldNotice) {
        let topic: String, generation: Int64
        switch said {
        case .goesOnAsKept(let projection, _, let number): (topic, generation) = ("kept \(projection)", number)
        case .candidateWaits(let projection, _, let number, _): (topic, generation) = ("waits \(projection)", number)
        case .candidateStays(let projection, let number, _, let error):
            (topic, generation) = ("stays \(projection)", number)
            if error.status != .busy { stuck[projection] = number }
        default: return notice(.run(said))
        }
        if toldOf.updateValue(generation, forKey: topic) != generation { notice(.run(said)) }
    }

    /// - Returns: what is served.
    private func requireStores() throws(RefoldError) -> [Generation] {
        _ = try events.bound()
        return try readModels.generations().filter { $0.state == .served }
    }

    /// How often it is kept when a run ended, while passes succeed.
    private static let betweenNotes = Duration.seconds(10)

    private func fail(_ index: Int, _ error: RefoldError, _ generations: [Generation]) {
        let served = generations.first { $0.projection == followed[index].projection.name }
        let isNew = followed[index].fail(error, beside: served, at: .now, options)
        let pause = followed[index].failure.map { ContinuousClock.now.duration(to: $0.until) } ?? .zero
        if isNew { notice(.failed(projection: followed[index].projection.name, error, again: pause)) }
    }
}
