import FoundationEssentials
import RefoldCore
import RefoldEngine
import RefoldFiles
import RefoldStores
import RefoldValues

/// Rebuilds and catches up projections, with progress, and prints the results.
struct Folding {
    /// The resources that a run may use. They do not change the result.
    struct Limits {
        var memory = 1 << 30
        /// With less, a run would spill nearly every row again and again, and take hours instead of minutes.
        static let leastMemory = 1 << 20
        /// The minimum memory is for this many threads, which share it.
        static let workersForLeastMemory = 4
        var workers = min(max(ProcessInfo.processInfo.activeProcessorCount, 2), 16)
        var deadline: Duration?
        /// How often state and position are made durable while events are read.
        var saveEvery = Duration.seconds(30)
        /// Whether the saved state of an interrupted rebuild is ignored.
        var startsAgain = false
        /// How long transactions are waited for that keep events out of the run.
        var wait = Duration.zero
        /// Whether the run may leave such events out.
        var allowsBehind = false

        /// How many events that cannot be taken may be set aside per projection; nil for none.
        var park: Int?

        /// Whether rows are mended under which events changed.
        var repairs = false
        /// Whether a warning keeps a rebuild from being served.
        var isStrict = false
        /// What may be done with a generation that differs from the served one.
        var switching = SwitchChoices()

        init() {}

        /// Those of a job.
        init(wait: Duration, allowsBehind: Bool, isStrict: Bool, switching: SwitchChoices = SwitchChoices()) {
            self.wait = wait
            self.allowsBehind = allowsBehind
            self.isStrict = isStrict
            self.switching = switching
        }

        /// Takes `--memory`, `--workers`, `--deadline`, `--save-every`, `--afresh`, `--strict`, `--allow-behind`, `--park`, the flags of a switch,
        /// and `--wait` with its setting.
        init(_ arguments: Arguments, _ settings: Settings) throws(RefoldError) {
            let workers = try arguments.whole(.workers, 1...64)
            let share = Self.leastMemory / Self.workersForLeastMemory
            let least = Self.leastMemory * max(1, (workers ?? 1) / Self.workersForLeastMemory)
            memory = try arguments.size(.memory, least: least, least > Self.leastMemory ? " with --workers \(workers ?? 1)" : "") ?? memory
            self.workers = workers ?? min(self.workers, memory / share)
            deadline = try arguments.duration(.deadline)
            saveEvery = try arguments.duration(.saveEvery, orNone: true) ?? saveEvery
            startsAgain = arguments.has(.afresh)
            wait = try settings.waitForWriters()
            allowsBehind = arguments.has(.allowBehind)
            repairs = arguments.has(.repair)
            isStrict = arguments.has(.strict)
            park = try arguments.park()
            switching = try SwitchChoices(arguments)
        }
    }

    let context: CommandContext
    let limits: Limits
    /// What never matched, also of a run that ends with an error.
    let log: WarningLog

    init(_ context: CommandContext, _ limits: Limits = Limits(), log: WarningLog = WarningLog()) {
        self.context = context
        self.limits = limits
        self.log = log
    }

    private static let rebuilding = "rebuild"

    /// - Parameter names: none means every projection whose event types occur in the store.
    func rebuild(_ names: [String], through: Position? = nil, promotes: Bool = true) throws(RefoldError) -> FoldedRun {
        try fold(names, task: Self.rebuilding, promotes: promotes) { (run, projections) throws(RefoldError) in
            try run.attemptRebuild(projections, through: through, promotes: promotes)
        }
    }

    /// - Parameter names: none means every projection whose event types occur in the store.
    func catchUp(_ names: [String]) throws(RefoldError) -> FoldedRun {
        try fold(names, task: "catch-up") { (run, projections) throws(RefoldError) in try run.attemptCatchUp(projections) }
    }

    private func fold(
        _ names: [String], task: String, promotes: Bool = true, _ body: (FoldRun, [Projection]) throws(RefoldError) -> [FoldOutcome]
    ) throws(RefoldError) -> FoldedRun {
        let session = context.session
        let meant = names.isEmpty ? try context.registry.allProjections() : try context.registry.projections(named: names)
        // Before the store is opened, which may wait for somebody.
        session.interruption.defer()
        session.interruption.setDeadline(in: limits.deadline)
        let events = try inTime { () throws(RefoldError) in try context.events() }
        if task != Self.rebuilding { try events.requireStable(for: task) }
        let types = names.isEmpty ? try inTime { () throws(RefoldError) in try occurringTypes(of: meant, in: events, isRebuild: task == Self.rebuilding) } : nil
        let projections = meant.filter { types?.concerns($0) ?? true }
        let finder = WarningFinder(
            registry: context.registry,
            names: NearNames(events, folder: context.readModelLocation.folderForTemporaryFiles) { session.interruption.isDue })
        let leftOut = task == Self.rebuilding && names.isEmpty ? context.registry.declared(besides: projections) : []
        let begun = log.warnings.count
        /// Finds what never matched, says it, and throws if the run is strict.
        func look(_ outcomes: [FoldOutcome]) throws(RefoldError) {
            let built = outcomes.compactMap { outcome in
                projections.first { $0.name == outcome.projection }.map { (projection: $0, unmatched: $0.unmatched(outcome.matches)) }
            }
            let found = finder.warnings(leftOut.map { ($0, $0.unmatchedWithoutEvents) } + built)
            log.add(found, in: session)
            guard limits.isStrict, !found.isEmpty else { return finder.sayVersions(of: found, served: outcomes, in: session) }
            throw MatchWarning.refusal(found, nothingDone: "what was built is removed, and what was served still is")
        }
        if !projections.isEmpty { session.recorder?.begin(makes: true) }
        let meter = session.meter("\(task) \(projections.map(\.name).joined(separator: ", "))")
        defer { meter.finish() }
        let options = try options(waits: limits.wait > .zero ? session.waitForWriters(limits.wait) : nil)
        var (reading, finished, kept) = (FoldLimits?.none, [FoldOutcome](), [String: Position]())
        let run = FoldRun(
            events: events, readModels: context.readModels, options: options, types: types,
            progress: { progress in
                if progress.phase == .writing { meter.begin("\(task): write", unit: "rows") }
                meter.update(done: Int(progress.done), total: Int(progress.total))
            },
            notice: { notice in
                switch notice {
                case .saved(let projection, let position, _), .savedRows(let projection, _, let position): kept[projection] = position
                default: break
                }
                notice.say(in: session)
            },
            found: { reading = $0 }, finished: { finished.append($0) },
            approve: limits.isStrict
                ? { (built) throws(RefoldError) in
                    meter.finish()
                    if reading.map({ $0.bound.newest > 0 }) ?? false { try look(built) }
                } : nil,
            isCancelled: { session.interruption.isDue }, isAsked: { session.interruption.isRequested })
        do throws(RefoldError) {
            let outcomes = try inTime { () throws(RefoldError) in try body(run, projections) }
            meter.finish()
            if projections.isEmpty {
                session.say("refold: nothing to do: no projection reads an event that occurs in \(events.name)")
                try look([])
                return FoldedRun(outcomes: [], warnings: Array(log.warnings[begun...]))
            }
            for outcome in outcomes where outcome.action != .failed {
                for line in outcome.review?.lines(of: outcome.projection) ?? [] { session.say(line) }
                session.say(Self.line(outcome))
            }
            for outcome in outcomes where outcome.parked > 0 { session.console.say("refold: " + Self.parkedLine(outcome)) }
            var run = ended(outcomes, reading, promotes: promotes, in: events.name)
            if !limits.isStrict, let reading, reading.bound.newest > 0 { try look(outcomes.filter { $0.action == .rebuilt && $0.failure == nil }) }
            run.warnings = Array(log.warnings[begun...])
            return run
        } catch where error.status == .incomplete || !finished.isEmpty {
            meter.finish()
            let stopped = projections.filter { projection in !finished.contains { $0.projection == projection.name } }
            return FoldedRun(
                outcomes: finished, stopped: stopped.map { FoldedRun.Stopped(projection: $0, position: kept[$0.name]) }, limits: reading,
                warnings: Array(log.warnings[begun...]), failure: error, allowsBehind: limits.allowsBehind)
        }
    }

    /// The resources of a run, and what it does about those who hold events back.
    func options(waits: WaitPolicy?) throws(RefoldError) -> FoldOptions {
        let resume = ResumeOptions(
            folder: try context.session.settings.resumeFolder(), program: { Self.program }, now: Timestamp.now,
            startsAgain: limits.startsAgain, savesBeforeWriting: limits.deadline != nil)
        var options = FoldOptions(
            memory: limits.memory, workers: limits.workers, temporaryFolder: context.readModelLocation.folderForTemporaryFiles,
            saveEvery: limits.saveEvery, resume: resume, waits: waits, servesBehind: limits.allowsBehind, park: limits.park,
            digests: try context.session.settings.digestScope(), program: { Self.programText }, switching: try switchOptions())
        options.repairs = limits.repairs
        return options
    }

    /// What a run did that came to its end, with what it left out.
    private func ended(_ outcomes: [FoldOutcome], _ reading: FoldLimits?, promotes: Bool, in store: String) -> FoldedRun {
        var run = FoldedRun(outcomes: outcomes, limits: reading, allowsBehind: limits.allowsBehind)
        guard let reading else { return run }
        let unserved = outcomes.filter { promotes && !$0.isServed && $0.behind > 0 && $0.failure == nil }.map(\.projection)
        let leavesOut = outcomes.contains { $0.behind > 0 }
        if leavesOut, !limits.allowsBehind {
            run.failure = reading.failure(in: store, after: limits.wait, unserved: unserved)
        } else if let line = leavesOut ? reading.sentence : reading.bound.line {
            context.session.say(line)
        }
        return run
    }

    private func switchOptions() throws(RefoldError) -> SwitchOptions {
        let currencies = context.registry.eventsFile.currencies
        var options = SwitchOptions { $0.keptProjection(currencies) }
        options.acceptsDifferences = limits.switching.accepts
        options.reviews = limits.switching.reviews
        options.allowsEmpty = limits.switching.allowsEmpty
        if let keep = limits.switching.keep { options.keep = keep } else { options.keep = try context.session.settings.keptGenerations() }
        return options
    }

    /// A rebuild believes nothing that earlier runs kept: it is the remedy after a store was changed.
    private func occurringTypes(of projections: [Projection], in events: any EventStore, isRebuild: Bool) throws(RefoldError) -> OccurringTypes {
        try OccurringTypes(
            of: projections.flatMap { $0.eventTypes ?? [] }.sortedOnce, in: events, known: isRebuild ? nil : context.readModels.knownTypes())
    }

    /// Runs `body`, which the deadline may end; reports if it did.
    private func inTime<Result>(_ body: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        do throws(RefoldError) {
            return try body()
        } catch {
            guard error.status == .incomplete, !context.session.interruption.isRequested else { throw error }
            var error = error
            error.faults[0].what = "the deadline came before the end"
            throw error
        }
    }

    /// A hash of this program, because a rebuild is resumed only by the program that began it.
    private static let program = Checksum.ofFile("/proc/self/exe") ?? 0

    /// The same with the version, as it is kept with what is built.
    private static let programText = "\(Version.text) \(String(Self.program, radix: 16))"

    /// `payments: rebuilt from 10,000 events, 4,321 rows (4,300 before); generation 2 is served, up to position 10,000`.
    static func line(_ outcome: FoldOutcome) -> String {
        let (events, rows) = (Grouped.text(Int(outcome.events), "event"), Grouped.text(Int(outcome.rows), "row"))
        let done =
            switch outcome.action {
            case .rebuilt: "rebuilt from \(events), \(rows)" + (outcome.rowsBefore.map { " (\(Grouped.text(Int($0))) before)" } ?? "")
            case .caughtUp: "caught up by \(events), \(rows) changed"
            case .upToDate: outcome.behind > 0 ? "no event that it may read" : "up to date"
            case .failed: "failed"
            }
        let served = outcome.isServed ? "is served" : "is built but not served"
        return "\(outcome.projection): \(done); generation \(outcome.generation) \(served), up to position \(Grouped.text(Int(outcome.position)))"
    }

    /// `payments: 2 events are parked: see refold parked payments`.
    static func parkedLine(_ outcome: FoldOutcome) -> String {
        "\(outcome.projection): \(Grouped.text(Int(outcome.parked), "event")) \(outcome.parked == 1 ? "is" : "are") parked: "
            + (outcome.isServed ? "see refold parked \(outcome.projection)" : "not served")
    }
}
