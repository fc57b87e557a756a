import RefoldCore
import RefoldStores
import RefoldValues

/// Rebuilds projections and catches them up: one pass over the events feeds all of them.
///
/// A rebuild is a catch-up from nothing into a new generation; both use the same scan, lanes and reducers. An interrupted rebuild is
/// resumed from its last durable point.
public struct FoldRun {
    let events: any EventStore
    let readModels: any ReadModelStore
    let options: FoldOptions
    let types: OccurringTypes?
    let report: (FoldProgress) -> Void
    let notice: (FoldNotice) -> Void
    private(set) var isCancelled: () -> Bool
    private let isAsked: (() -> Bool)?
    private let found: (FoldLimits) -> Void
    private let finished: (FoldOutcome) -> Void
    let approve: (([FoldOutcome]) throws(RefoldError) -> Void)?

    /// - Parameters:
    ///   - types: which types occur, if somebody has looked; what is known to hold none of those that are wanted is not read again.
    ///   - progress: told after every batch; must be quick.
    ///   - notice: told what a person should know about interrupted rebuilds.
    ///   - found: told how far the run may read, before it begins.
    ///   - finished: told what was done for each projection, or why it failed, as soon as that is so; not what a catch-up adds to a rebuild
    ///     that went on.
    ///   - approve: asked, with what was built, before readers are switched over to any of it; if it throws, all of it is removed.
    ///   - isCancelled: asked after every batch; the run then ends with status 5, and what was served stays served.
    ///   - isAsked: whether it is somebody who asked it to end, and not its time that is over; nil if that is the same. What an earlier run had no
    ///     time to decide is decided in any time: that cannot be done in parts, and would else never be.
    public init(
        events: any EventStore, readModels: any ReadModelStore, options: FoldOptions, types: OccurringTypes? = nil,
        progress: @escaping (FoldProgress) -> Void = { _ in }, notice: @escaping (FoldNotice) -> Void = { _ in },
        found: @escaping (FoldLimits) -> Void = { _ in }, finished: @escaping (FoldOutcome) -> Void = { _ in },
        approve: (([FoldOutcome]) throws(RefoldError) -> Void)? = nil,
        isCancelled: @escaping () -> Bool = { false }, isAsked: (() -> Bool)? = nil
    ) {
        self.events = events
        self.readModels = readModels
        self.options = options
        self.types = types
        report = progress
        self.notice = notice
        self.found = found
        self.finished = finished
        self.approve = approve
        self.isCancelled = isCancelled
        self.isAsked = isAsked
    }

    /// The same run, which its time does not end.
    var inAnyTime: FoldRun {
        var run = self
        if let isAsked { run.isCancelled = isAsked }
        return run
    }

    /// Builds new generations from the whole store and switches to them.
    ///
    /// Resumes an interrupted rebuild up to the bound that it had, and catches up from there.
    ///
    /// - Parameters:
    ///   - through: the position to stop at; nil for the bound.
    ///   - promotes: whether to switch; if not, the generations stay beside the served ones.
    /// - Throws: as ``attemptRebuild(_:through:promotes:)``; and, when all others are done, what stopped a projection: `.busy` if another run
    ///   holds it, `.usage` if its definition changed under its version, `.failed` with the event that its reducer could not take. If several
    ///   were stopped, the worst status and all faults.
    public func rebuild(_ projections: [Projection], through: Position? = nil, promotes: Bool = true) throws(RefoldError) -> [FoldOutcome] {
        try Self.done(attemptRebuild(projections, through: through, promotes: promotes))
    }

    /// Catches served generations up to the bound; builds those that were never built or have a new version.
    ///
    /// While a complete generation of a projection waits beside what is served, after a refusal, for a person, or after a rollback, what is
    /// served goes on by its own definition, nothing is switched, and the one that waits is brought forward with it.
    ///
    /// - Throws: as ``rebuild(_:through:promotes:)``; `.refused` if a served generation was made from another store.
    public func catchUp(_ projections: [Projection]) throws(RefoldError) -> [FoldOutcome] { try Self.done(attemptCatchUp(projections)) }

    /// Rebuilds as ``rebuild(_:through:promotes:)``. A projection that fails has a ``FoldOutcome/failure``, and stops no other.
    ///
    /// - Returns: one outcome per projection, in their order.
    /// - Throws: what ends the whole run: `.failed` if the store cannot be read or a disk is full, `.usage` if `through` is out of range,
    ///   `.incomplete` if cancelled.
    public func attemptRebuild(_ projections: [Projection], through: Position? = nil, promotes: Bool = true) throws(RefoldError) -> [FoldOutcome] {
        try locked(projections) { (free, results) throws(RefoldError) in
            try run(free, through: through, promotes: promotes, fromNothing: true, results)
            if through == nil { try catchUpResumed(free, results) }
        }
    }

    /// Catches up as ``catchUp(_:)``; else as ``attemptRebuild(_:through:promotes:)``.
    public func attemptCatchUp(_ projections: [Projection]) throws(RefoldError) -> [FoldOutcome] {
        try locked(projections) { (free, results) throws(RefoldError) in try catchUp(free, results) }
    }

    /// Catches up for a caller who holds the projections' locks, and who calls ``note(_:allowsBehind:)`` if status is to know.
    ///
    /// - Parameter stuck: candidates, by projection, that are left where they are.
    func attemptCatchUp(
        _ projections: [Projection], holding locks: [any RunLock], leaving stuck: [String: Int64] = [:]
    ) throws(RefoldError) -> [FoldOutcome] {
        defer { withExtendedLifetime(locks) {} }
        let results = RunResults(finished)
        try catchUp(projections, leaving: stuck, results)
        return projections.compactMap { results[$0] }
    }

    /// Catches up what is served, and the candidates beside it.
    private func catchUp(_ present: [Projection], leaving stuck: [String: Int64] = [:], _ results: RunResults) throws(RefoldError) {
        let plan = CatchUpPlan(present, try readModels.generations(), made: options.switching.projection)
        for served in plan.goingOn { notice(.goesOnAsKept(projection: served.projection, version: served.version, generation: served.number)) }
        for (projection, served) in plan.held { try results.fail(projection, CatchUpPlan.refusal(of: served)) }
        let again = options.repairs ? try repair(plan.projections, results) : []
        try run(plan.projections.filter { results[$0]?.failure == nil }, through: nil, promotes: true, fromNothing: false, again: again, results)
        try catchUpResumed(plan.projections, results)
        for candidate in plan.candidates {
            // Beside what stands still it goes on alone.
            try bringCandidate(of: candidate, isAlone: results[candidate].map { $0.failure != nil } ?? true, unless: stuck[candidate.name])
        }
    }

    private static func done(_ outcomes: [FoldOutcome]) throws(RefoldError) -> [FoldOutcome] {
        if let failure = RefoldError.together(outcomes.compactMap(\.failure)) { throw failure }
        return outcomes
    }

    /// A resumed rebuild ends at the bound that it had: the events since then are read, too.
    private func catchUpResumed(_ projections: [Projection], _ results: RunResults) throws(RefoldError) {
        let first = projections.compactMap { results[$0] }
        let behind = projections.filter { results[$0].map { $0.resumedFrom != nil && $0.isServed && $0.failure == nil } ?? false }
        guard !behind.isEmpty else { return }
        let more = RunResults()
        results.reopen(behind)
        try run(behind, through: nil, promotes: true, fromNothing: false, more, after: first)
        for projection in behind {
            guard var outcome = results[projection], let later = more[projection] else { continue }
            outcome.failure = later.failure
            outcome.parked = max(outcome.parked, later.parked)
            if later.action == .caughtUp {
                outcome.position = later.position
                outcome.events += later.events
                outcome.rows += later.rows
                outcome.behind = later.behind
                outcome.matches.formUnion(later.matches)
            }
            results.correct(outcome)
        }
    }

    /// Locks the projections, and works on those that no other run holds.
    private func locked(
        _ projections: [Projection], _ body: ([Projection], RunResults) throws(RefoldError) -> Void
    ) throws(RefoldError) -> [FoldOutcome] {
        let results = RunResults(finished)
        var locks: [any RunLock] = []
        var free: [Projection] = []
        for projection in projections {
            do throws(RefoldError) {
                locks.append(try readModels.lock(.projection(projection.name)))
                free.append(projection)
            } catch where error.status == .busy {
                try results.fail(projection, error)
            }
        }
        defer { withExtendedLifetime(locks) {} }
        guard !free.isEmpty || projections.isEmpty else { return projections.compactMap { results[$0] } }
        do throws(RefoldError) {
            try body(free, results)
        } catch {
            note(free, results, error)
            throw error
        }
        note(free, results, nil)
        return projections.compactMap { results[$0] }
    }

    /// - Parameters:
    ///   - again: names of those that are built anew in a catch-up.
    ///   - first: what was done before, if this is the second half of a run: then nobody is waited for again.
    private func run(
        _ all: [Projection], through: Position?, promotes: Bool, fromNothing: Bool, again: Set<String> = [], _ results: RunResults,
        after first: [FoldOutcome] = []
    ) throws(RefoldError) {
        let names = Set(all.map(\.name))
        let known = try readModels.generations().filter { names.contains($0.projection) }
        let served = known.filter { $0.state == .served }
        let fingerprints = StoreFingerprints(of: events)
        let comparison = try StoreComparison(of: served, fingerprints, remembered: types?.bound ?? 0)
        let leftOut = try LeftOutEvents(in: readModels, of: names, events)
        // A run that is asked to end has served what it built, and is not to fail for a second look.
        let changed = fromNothing || !first.isEmpty && isCancelled() ? [:] : try recheck(all.filter { !again.contains($0.name) }, served, comparison)
        var projections: [Projection] = []
        for projection in all {
            let fromNothing = fromNothing || again.contains(projection.name)
            do throws(RefoldError) {
                try projection.schema.requireStorable()
                if let refusal = changed[projection.name] { throw refusal }
                if !fromNothing, let objection = comparison.objection(to: projection.name, served, in: readModels.name, as: events.name) { throw objection }
                if let own = served.first(where: { $0.projection == projection.name }) {
                    if !fromNothing { try own.requireDrops(leftOut[projection.name], in: readModels.name) }
                    let lost = own.lostDrops(leftOut[projection.name])
                    if lost > 0 { notice(.lostDrops(projection: projection.name, count: lost)) }
                }
                projections.append(projection)
            } catch {
                try results.fail(projection, error)
            }
        }
        let limits = try FoldLimits.find(for: projections, through: through, in: events, comparison, waits: first.isEmpty ? options.waits : nil)
        if first.allSatisfy({ $0.behind == 0 }) { found(limits) }
        try types?.note(upTo: limits.bound.position, fingerprints, in: readModels)
        let bound = try limits.end(through: through, in: events)
        let undecided = try inAnyTime.undecided(among: known, of: all, fingerprints, leftOut: leftOut, through: through) { projection in
            // Built anew since events changed: what was built before rests on the old ones.
            guard promotes, !again.contains(projection.name) else { return false }
            guard !fromNothing, let own = served.first(where: { $0.projection == projection.name }) else { return true }
            return own.version != projection.version || projection.hasOtherRules(than: own)
        }
        let points = FoldPoints(of: self, through: through, results)
        var tasks: [FoldTask] = []
        defer { points.leave(tasks) }
        for projection in projections {
            let own = served.first { $0.projection == projection.name }
            // Nobody is used to what was never served: figures without events that everybody sees would be taken for all.
            let isFit = own != nil || options.servesBehind || limits.behind(projection) == 0
            do throws(RefoldError) {
                if let leftover = undecided[projection.name] {
                    if isFit, leftover.position <= bound {
                        var outcome = try inAnyTime.decide(leftover, of: projection, from: own, own.map(comparison.match), through: bound)
                        outcome.behind = limits.behind(projection)
                        results.take(outcome)
                        continue
                    }
                    try readModels.discard(leftover)
                }
                let task = try FoldTask(
                    projection, of: fingerprints, in: readModels, over: own, bound: bound, through: through,
                    fromNothing: fromNothing || again.contains(projection.name), promotes: promotes && isFit,
                    isDecided: approve != nil || promotes && isFit, park: options.park, leftOut: leftOut, program: options.program)
                try points.prepare(task, in: readModels, startsAgain: again.contains(projection.name))
                tasks.append(task)
            } catch {
                try results.fail(projection, error)
            }
        }
        try fold(tasks, points, results)
        var outcomes: [FoldOutcome] = []
        for task in tasks {
            try results.attempt(task) { () throws(RefoldError) in
                var outcome = try finish(task, points)
                outcome.behind = limits.behind(task.projection)
                guard approve == nil else { return outcomes.append(outcome) }
                try switchOver(task, task.served.map(comparison.match), &outcome)
                points.discard(task)
                results.take(outcome)
            }
        }
        if let approve { try promote(tasks, outcomes, comparison, points, results, approve) }
    }

    /// Asks whether what was built may be served, and switches readers over to it.
    private func promote(
        _ tasks: [FoldTask], _ outcomes: [FoldOutcome], _ comparison: StoreComparison, _ points: FoldPoints, _ results: RunResults,
        _ approve: ([FoldOutcome]) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        do throws(RefoldError) {
            try approve(outcomes.filter { $0.action == .rebuilt })
        } catch {
            for var outcome in outcomes {
                if outcome.action == .rebuilt { (outcome.isServed, outcome.rowsBefore, outcome.failure) = (false, nil, error) }
                results.take(outcome)
            }
            // What cannot be removed now goes with the next run.
            for task in tasks { if let built = task.built { try? readModels.discard(built) } }
            tasks.forEach(points.discard)
            throw error
        }
        for task in tasks {
            guard var outcome = outcomes.first(where: { $0.projection == task.projection.name }) else { continue }
            try results.attempt(task) { () throws(RefoldError) in
                try switchOver(task, task.served.map(comparison.match), &outcome)
                points.discard(task)
                results.take(outcome)
            }
        }
    }
}
