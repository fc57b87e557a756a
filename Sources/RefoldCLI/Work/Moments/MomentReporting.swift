import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldStores
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
        /// What digests of the events cover; nil for what the settings say.
        var digested: EventColumns?
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
            let list = try ReportMoments(moments.text, today: day, at: moments.place)
            guard !list.isList || !plan.columns.contains(where: { $0.name == ReportMoments.column }) else {
                throw RefoldError(
                    .usage, "the report \(plan.name) has a column \"\(ReportMoments.column)\" of its own", at: moments.place,
                    expected: "a report without one, since each line gets one with its moment", remedy: "give the column another name")
            }
            var interval: Period?
            if let period { interval = try Period(period.text, today: day, at: period.place) }
            works.append(try work(plan, list, interval, in: store, at: moments.place))
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
            work.bound = manifest.bound
        }
        work.parks = manifest.isIncomplete
        work.digested = manifest.events.map { EventColumns(words: $0.columns) }
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
        let session = context.session
        var passes: [MomentPasses] = []
        for work in works { passes.append(try MomentPasses(work.instants.map { work.plan.at($0) }, period: work.period)) }
        let names = works.map(\.plan.projection).reduce(into: [String]()) { known, name in if !known.contains(name) { known.append(name) } }
        let scope = try session.settings.digestScope()
        var sources: [MomentSource] = []
        for name in names {
            let readers = works.indices.filter { works[$0].plan.projection == name }.map { passes[$0].reader }
            sources.append(try store.source(of: name, scope, digesting: works[0].digested, parks: works[0].parks, readers))
        }
        let meter = session.meter("report as of \(works[0].counted.count == 1 ? works[0].moments[0].text : "\(works[0].counted.count) moments")")
        defer { meter.finish() }
        let fold = MomentFold(
            events: store.events, options: try Folding(context, limits).options(waits: nil),
            progress: { meter.update(done: Int($0.done), total: Int($0.total)) }, isCancelled: { session.interruption.isDue })
        let outcomes = try fold.run(works[0].counted, through: works[0].bound, sources)
        meter.finish()
        var made: [MadeReport] = []
        for (index, work) in works.enumerated() {
            guard let source = names.firstIndex(of: work.plan.projection) else { continue }
            made.append(try report(work, passes[index].passes, outcomes[source], sources[source]))
        }
        return made
    }

    private func report(
        _ work: Work, _ passes: [ReportPass], _ outcomes: [MomentOutcome], _ source: MomentSource
    ) throws(RefoldError) -> MadeReport {
        var tables: [ReportTable] = []
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
            table.isIncomplete = outcomes[number].parked > 0
            tables.append(table)
        }
        let refusal = refused.isEmpty ? nil : RefoldError(.refused, refused)
        if let refusal, !checks.areOverruled { throw refusal }
        if let parked = outcomes.last?.parked, parked > 0 {
            context.session.console.say(
                "refold: \(work.plan.name) is incomplete: \(Grouped.text(parked, "event")) cannot be taken: see refold parked \(work.plan.projection)")
        }
        guard var table = work.list.isList ? ReportTable(tables, at: work.moments, of: work.list) : tables.last else {
            throw RefoldError(.usage, "there is no moment", at: .named("--as-of"), expected: ReportMoments.forms)
        }
        table.asOf = work.moments.map(\.text)
        let manifest = ReportManifest(
            of: work.plan, table, from: .init(source.projection, at: table.bound), period: work.period, today: nil, events: outcomes.last?.events,
            leavingOut: source.leftOut)
        return MadeReport(table: table, manifest: manifest, refusal: refusal)
    }
}
