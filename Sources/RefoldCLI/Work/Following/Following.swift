import Dispatch
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldValues

/// Follows the event store until a signal or the deadline comes, and prints what happens.
struct Following {
    let context: CommandContext
    let limits: Folding.Limits
    let interval: Duration

    /// The caller has deferred signals.
    ///
    /// - Parameter names: none means every projection whose event types occur in the store, now or later.
    /// - Throws: if the definitions have faults, or the stores cannot be reached or read at the start.
    func follow(_ names: [String]) throws(RefoldError) -> FoldedRun {
        let session = context.session, interruption = session.interruption
        let definitions = FollowedDefinitions(context, names: names)
        let projections = try definitions.projections()
        let signal = WakeSignal()
        interruption.setDeadline(in: limits.deadline)
        interruption.onRequest { signal.wake() }
        if let deadline = limits.deadline {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(deadline / .milliseconds(1)) + 1)) { signal.wake() }
        }
        // Nobody is told of each wait: there may be one a second for as long as another run works.
        let waits = WaitPolicy(limit: .seconds(60), isCancelled: { interruption.isDue }) { _ in }
        let readModels = context.readModelLocation.readModelStore(waits: waits, housekeeping: session.housekeeping)
        let events: any EventStore
        do throws(RefoldError) {
            events = try session.settings.eventStore(.reading, waits: waits, counting: session.unreadable)
            try events.requireStable(for: "catch-up")
            _ = try events.bound()
            _ = try readModels.generations()
        } catch {
            guard interruption.isDue else { throw error }
            return FoldedRun(outcomes: [])
        }

        var options = FollowOptions()
        (options.interval, options.choosesByType) = (interval, names.isEmpty)
        let (log, warnings) = (FollowLog(in: session, interval: interval), WarningLog())
        let zoneData = FollowedZoneData()
        var folding = try Folding(context, limits).options(waits: nil)
        // A pass is to be short, and comes often.
        folding.recheckedRanges = 1
        let metrics = try FollowedMetrics(session, readModels.keepingSessions())
        let run = FollowRun(
            events: events, readModels: readModels, folding: folding, options: options, signal: signal,
            changed: {
                zoneData.look()
                return definitions.changed()
            }, progress: { log.progress($0) },
            notice: { notice in
                log.note(notice)
                switch notice {
                case .passed, .looked:
                    session.recorder?.renew()
                    metrics?.writeIfDue()
                case .lost: metrics?.writeIfDue(isForced: true)
                default: break
                }
                guard case .advanced(let outcomes) = notice else { return }
                let built = outcomes.filter { $0.action == .rebuilt }
                guard !built.isEmpty else { return }
                warnings.replace(by: self.warnings(built, definitions.registry, events), of: built.map(\.projection), in: session)
            },
            isEnded: { interruption.isDue || zoneData.change != nil })
        session.recorder?.begin(makes: true)
        run.follow(projections)
        log.end()
        var result = FoldedRun(outcomes: log.outcomes)
        result.warnings = warnings.warnings
        result.endsAsAsked = true
        if let change = zoneData.change {
            result.failure = change
            result.endsAsAsked = false
        }
        return result
    }

    /// What never matched in what was built.
    private func warnings(_ outcomes: [FoldOutcome], _ registry: DefinitionRegistry, _ events: any EventStore) -> [MatchWarning] {
        let built = outcomes.filter { $0.position > 0 }.compactMap { outcome in
            registry.projections[outcome.projection].map { (projection: $0, unmatched: $0.unmatched(outcome.matches)) }
        }
        guard !built.isEmpty else { return [] }
        let interruption = context.session.interruption
        let names = NearNames(events, folder: context.readModelLocation.folderForTemporaryFiles) { interruption.isDue }
        return WarningFinder(registry: registry, names: names).warnings(built)
    }
}
