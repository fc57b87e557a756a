import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// Makes reports as of moments, folded from the events alone. What is served is not touched.
struct MomentReporting {
    let context: CommandContext
    let checks: ReportChecks
    let limits: Folding.Limits

    /// One report that is made, with its moments in order.
    private struct Work {
        var plan: ReportPlan
        var list: ReportMoments
        var moments: [ReportMoment]
        var period: Period?
        /// The same moments, as the events tell them.
        var counted: [Moment]
        /// The instants that `"@as_of"` stands for.
        var instants: [Timestamp]
        /// How far events are read.
        var bound: Position
        /// What digests of the events of each projection cover; of others what the settings say.
        var digested: [String: EventColumns] = [:]
        /// The day that ages count up to, if it was given; nil for that of each moment.
        var today: CalendarDate?
        /// Whether events that cannot be taken are set aside in any case.
        var parks = false
    }

    /// - Parameters:
    ///   - moments: the text of `--as-of`, and where it stands.
    ///   - period: its text and place; nil for everything.
    ///   - today: the base of relative periods; nil for the present day in the report's zone.
    /// - Throws: status 2 for a moment that is none, or that the store has not reached; status 5 for one at which events may still appear; status
    ///   1 if an event cannot be folded; status 3 for a check.
    func reports(
        _ plans: [ReportPlan], asOf moments: (text: String, place: Place), period: (text: String, place: Place)?, today: CalendarDate?
    ) throws(RefoldError) -> [MadeReport] {
        let store = try MomentStore(context)
        var works: [Work] = []
        for plan in plans {
            let day = today ?? plan.timeZone.date(of: Timestamp.now())
            let list = try ReportMoments(moments.text, today: day, of: plan.periods, at: moments.place)
            guard !list.isList || !plan.columns.contains(where: { $0.name == ReportMoments.column }) else {
                throw RefoldError(
                    .usage, "the report \(plan.name) has a column \"\(ReportMoments.column)\" of its own", at: moments.place,
                    expected: "a report without one, since each line gets one with its moment", remedy: "give the column another name")
            }
            guard !list.isList || plan.hasKnownColumns else {
                throw RefoldError(
                    .usage, "the pivot of the report may have other columns at each moment", at: .named("report \(plan.name)"),
                    expected: "values in the pivot if there are several moments", remedy: "add values to the pivot, or name one moment")
            }
            var interval: Period?
            if let period { interval = try Period(period.text, today: day, of: plan.periods, at: period.place) }
            var work = try work(plan, list, interval, in: store, at: moments.place)
            work.today = plan.usesDay ? today : nil
            works.append(work)
        }
        for index in works.indices { works[index].bound = store.bound.position }
        var made = [MadeReport?](repeating: nil, count: works.count)
        // Reports with the same moments are made while the events are read once.
        var left = Array(works.indices)
        while let first = left.first {
            let same = left.filter { works[$0].counted == works[first].counted }
            left.removeAll { same.contains($0) }
            for (index, report) in zip(same, try fold(same.map { works[$0] }, in: store)) { made[index] = report }
        }
        return made.compactMap { $0 }
    }

    /// As ``reports(_:asOf:period:today:)``, of one report.
    func report(
        _ plan: ReportPlan, asOf moments: (text: String, place: Place), period: (text: String, place: Place)?, today: CalendarDate?
    ) throws(RefoldError) -> MadeReport {
        guard let report = try reports([plan], asOf: moments, period: period, today: today).first else {
            throw RefoldError(.failed, "the report was not made", at: .named("report \(plan.name)"), remedy: "run it again")
        }
        return report
    }

    /// - Parameter settles: whether all events of the moments are yet to be made sure of.
    private func work(
        _ plan: ReportPlan, _ list: ReportMoments, _ period: Period?, in store: MomentStore, at place: Place, settles: Bool = true
    ) throws(RefoldError) -> Work {
        var work = Work(plan: plan, list: list, moments: list.ordered(in: plan.timeZone), period: period, counted: [], instants: [], bound: store.bound.position)
        for moment in work.moments {
            if case .position(let position) = moment.form {
                work.counted.append(.position(try store.position(position, at: place)))
                work.instants.append(try store.recordedAt(position))
            } else if let last = moment.lastInstant(in: plan.timeZone), let instant = moment.instant(in: plan.timeZone) {
                work.counted.append(.time(last))
                work.instants.append(instant)
            }
        }
        // What holds for the last of them holds for those before it.
        if settles, let moment = work.moments.last, let last = moment.lastInstant(in: plan.timeZone) {
            try store.settle(last, named: moment.text, at: place)
        }
        return work
    }

    /// Makes a report again that has a manifest, with the present definitions.
    ///
    /// - Throws: status 3 if the store ends before the manifest's bound; else as ``reports(_:asOf:period:today:)``, without checks.
    func report(_ plan: ReportPlan, of manifest: ReportManifest, at place: Place) throws(RefoldError) -> MadeReport {
        let store = try MomentStore(context)
        // It was a bound, so that nothing can appear below it any more, whoever holds the present bound back.
        guard manifest.bound <= store.bound.newest else {
            throw RefoldError(
                .refused, "the report was made from events up to position \(manifest.bound), and \(store.events.name) ends at \(store.bound.newest)",
                at: place, expected: "the store that it was made from", remedy: "name that store with --store, or bring its events back")
        }
        var work: Work
        if manifest.asOf.isEmpty {
            let moment = ReportMoment(.position(manifest.bound))
            work = Work(
                plan: plan, list: ReportMoments([moment]), moments: [moment], period: manifest.period, counted: [.position(manifest.bound)],
                instants: [manifest.today.map { ReportMoment.end(of: $0, in: plan.timeZone) } ?? .first], bound: manifest.bound)
        } else {
            let list = try ReportMoments(texts: manifest.asOf, isList: manifest.hasMomentColumn, at: place)
            work = try self.work(plan, list, manifest.period, in: store, at: place, settles: false)
            work.today = manifest.today
            work.bound = manifest.bound
        }
        work.parks = manifest.isIncomplete
        for source in manifest.readModels { work.digested[source.name] = source.events.map { EventColumns(words: $0.columns) } }
        work.digested[plan.projection] = manifest.events.map { EventColumns(words: $0.columns) }
        guard var made = try fold([work], in: store).first else {
            throw RefoldError(.failed, "the report was not made again", at: place, remedy: "run it again")
        }
        if manifest.asOf.isEmpty { made.table.asOf = [] }
        made.table.bound = manifest.bound
        made.table.behind = manifest.behind
        made.table.isIncomplete = manifest.isIncomplete
        return made
    }

    /// Makes reports that have the same moments.
    private func fold(_ works: [Work], in store: MomentStore) throws(RefoldError) -> [MadeReport] {
        let joins = MomentJoins(of: works.map(\.plan), moments: works[0].counted.count)
        // What rows are looked up in must be there before them, so that the events of these projections are read first.
        let further = try folded(joins.names, works, in: store) { joins.readers(of: $0) }
        joins.finish()
        var passes: [MomentPasses] = []
        // Where reports keep values, they have one half of the memory, and the rows of the fold the other.
        var limits = limits
        let keeping = works.filter(\.plan.keepsValues).reduce(0) { $0 + $1.instants.count }
        if keeping > 0 { limits.memory /= 2 }
        let share = context.memoryForReports(limits.memory).shared(by: keeping)
        for (index, work) in works.enumerated() {
            let plans = work.instants.enumerated().map { moment, instant in
                var plan = joins.plan(work.plan.at(instant, day: work.today), of: index, at: moment)
                plan.memory = share
                return plan
            }
            passes.append(try MomentPasses(plans, period: work.period))
        }
        let names = works.map(\.plan.projection).reduce(into: [String]()) { known, name in if !known.contains(name) { known.append(name) } }
        let own = try folded(names, works, in: store) { name in works.indices.filter { works[$0].plan.projection == name }.map { passes[$0].reader } }
        var made: [MadeReport] = []
        for (index, work) in works.enumerated() {
            guard let source = own[work.plan.projection] else { continue }
            made.append(try report(work, passes[index].passes, source, work.plan.projections.dropFirst().compactMap { further[$0] }))
        }
        return made
    }

    /// A projection that was folded, and what the rows of each moment rest on.
    private struct Folded {
        var source: MomentSource
        var outcomes: [MomentOutcome]
    }

    /// Folds projections while the events are read once.
    private func folded(
        _ names: [String], _ works: [Work], in store: MomentStore, readers: (String) -> [MomentReader]
    ) throws(RefoldError) -> [String: Folded] {
        guard !names.isEmpty else { return [:] }
        let session = context.session
        let scope = try session.settings.digestScope()
        var sources: [MomentSource] = []
        for name in names {
            sources.append(try store.source(of: name, scope, digesting: works[0].digested[name], parks: works[0].parks, readers(name)))
        }
        let meter = session.meter("report as of \(works[0].counted.count == 1 ? works[0].moments[0].text : "\(works[0].counted.count) moments")")
        defer { meter.finish() }
        let fold = MomentFold(
            events: store.events, options: try Folding(context, limits).options(waits: nil),
            progress: { meter.update(done: Int($0.done), total: Int($0.total)) }, isCancelled: { session.interruption.isDue })
        let outcomes = try fold.run(works[0].counted, through: works[0].bound, sources)
        return Dictionary(uniqueKeysWithValues: zip(names, zip(sources, outcomes).map { Folded(source: $0, outcomes: $1) }))
    }

    private func report(_ work: Work, _ passes: [ReportPass], _ own: Folded, _ further: [Folded]) throws(RefoldError) -> MadeReport {
        var tables: [FigureTable] = []
        var refused: [Fault] = []
        for (number, pass) in passes.enumerated() {
            var table = try pass.table(bound: work.counted[number].last(of: work.bound))
            if let refusal = checks.refusal(of: table, by: work.plan) {
                refused += refusal.faults.map { fault in
                    var fault = fault
                    if passes.count > 1 { fault.what = "as of \(work.moments[number].text): \(fault.what)" }
                    return fault
                }
            }
            table.failedChecks = work.plan.failedChecks(of: table)
            table.isIncomplete = ([own] + further).contains { $0.outcomes[number].parked > 0 }
            tables.append(table)
        }
        let refusal = refused.isEmpty ? nil : RefoldError(.refused, refused)
        if let refusal, !checks.areOverruled { throw refusal }
        for folded in [own] + further {
            guard let parked = folded.outcomes.last?.parked, parked > 0 else { continue }
            context.session.console.say(
                "refold: \(work.plan.name) is incomplete: \(Grouped.text(parked, "event")) cannot be taken: see refold parked \(folded.source.projection.name)")
        }
        guard var table = work.list.isList ? FigureTable(tables, at: work.moments, of: work.list) : tables.last else {
            throw RefoldError(.usage, "there is no moment", at: .named("--as-of"), expected: ReportMoments.forms)
        }
        table.asOf = work.moments.map(\.text)
        let manifest = ReportManifest(
            of: work.plan, table,
            from: [.init(own.source.projection, at: table.bound)]
                + further.map { .init(further: $0.source.projection, at: table.bound, events: $0.outcomes.last?.events) },
            period: work.period, today: work.today, events: own.outcomes.last?.events, leavingOut: ([own] + further).map(\.source.leftOut))
        return MadeReport(table: table, manifest: manifest, refusal: refusal)
    }
}
