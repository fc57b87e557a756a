import RefoldCore
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// Seals reports.
struct Sealing {
    let context: CommandContext
    let checks: ReportChecks

    /// Seals a report of a period, and writes its files if a folder is given.
    ///
    /// - Parameters:
    ///   - today: the base of relative periods; nil for the present day in the report's zone.
    ///   - reason: kept with it.
    ///   - folder: nil for no files.
    ///   - takesExisting: whether a seal that exists is taken as it is.
    /// - Returns: with the files written, whether it is new, and the refusal, status 3, of a report that is sealed although checks fail.
    /// - Throws: status 3 if a check fails, if the report is incomplete, if the period is not over or sealed already; status 5 if the rows lag; what
    ///   the report throws.
    func seal(
        _ name: String, period: (text: String, place: Place), today: CalendarDate?, because reason: String?, into location: ((Period, CalendarDate) -> String)?,
        takingExisting takesExisting: Bool = false
    ) throws(RefoldError) -> (report: SealedReport, files: [String], isNew: Bool, refusal: RefoldError?) {
        let plan = try context.registry.report(named: name)
        let now = plan.timeZone.date(of: Timestamp.now())
        let interval = try Period(period.text, today: today ?? now, of: plan.periods, at: period.place)
        _ = try plan.interval(of: interval)
        guard interval.to <= now else {
            throw RefoldError(
                .refused, "the period \(interval.shortText) is not over", at: .named("report \(plan.name)"),
                expected: "a period that ends before today, \(now) in \(plan.timeZone.name)", remedy: "seal it on \(interval.to) or later")
        }
        let reporting = Reporting(context: context, checks: checks, passingOverSeals: true)
        let folder = location?(interval, today ?? now)
        if let folder { try reporting.check([plan], SealedReport.formats, into: [folder]) }
        let seals = Seals(context)
        let csv = CSVOptions.format([context.session.settings.csv, plan.csv])
        func write(_ sealed: SealedReport, _ comparison: MadeReport.Comparison) throws(RefoldError) -> [String] {
            guard let folder else { return [] }
            let report = MadeReport(table: sealed.table, manifest: sealed.manifest, sealed: sealed, comparison: comparison)
            return try reporting.write(report, as: SealedReport.formats, csv: csv, into: folder).all
        }
        if let existing = try seals.report(plan.name, for: interval) {
            guard takesExisting else { throw existing.seal.exists(in: context.readModels.name) }
            if let folder { try reporting.requireReplaceable(plan.name, by: existing.manifest.sealed, in: folder) }
            return (existing, try write(existing, .notMade), false, nil)
        }
        if let folder { try reporting.requireReplaceable(plan.name, by: nil, in: folder) }
        let events = try context.stableEvents(for: "a seal")
        let made = try reporting.table(of: plan, period: (interval.shortText, period.place), today: today ?? now)
        try requireWhole(made, of: plan, events)
        if made.table.rowCount == 0 {
            context.session.console.warn("\(plan.name) has no line in \(interval.shortText), and is sealed so")
        }
        let sealed = try seals.keep(made, of: plan.projection, for: interval, in: plan.timeZone.name, because: reason, csv: csv)
        return (sealed, try write(sealed, .same), true, made.refusal)
    }

    private func requireWhole(_ made: MadeReport, of plan: ReportPlan, _ events: any EventStore) throws(RefoldError) {
        let table = made.table
        let named = plan.projections.joined(separator: " ")
        let quoted = plan.projections.map { "\"\($0)\"" }.joined(separator: ", ")
        let place = Place.named("report \(plan.name)")
        guard !table.isIncomplete else {
            throw RefoldError(
                .refused, "the report is incomplete: events that it may count are parked, or that is not known", at: place,
                expected: "figures of all events", remedy: "see refold parked\(plan.projections.count == 1 ? " \(named)" : ""), then retry or drop these events, and seal again")
        }
        // Of rows that lag by nothing nobody has looked where they come from.
        let served = try context.readModels.generations().filter { plan.projections.contains($0.projection) && $0.state == .served }
        var isOwn = true
        for served in served {
            if let made = served.store, try events.fingerprint(at: served.position) != made { isOwn = false }
        }
        guard let behind = table.behind, isOwn else {
            throw RefoldError(
                .refused, "whether the rows have all events is not known: the store cannot be read, or they were made from another one", at: place,
                expected: "the store that \(quoted) \(plan.projections.count == 1 ? "was" : "were") made from", remedy: "name it with --store, or run refold rebuild \(named)")
        }
        guard made.manifest.events != nil, made.manifest.readModels.dropFirst().allSatisfy({ $0.events != nil }) else {
            throw RefoldError(
                .refused, "nothing is kept of the events that the rows rest on, so that the manifest would prove nothing", at: place,
                expected: "rows that this version of Refold has made", remedy: "run refold rebuild \(named), and seal again")
        }
        guard behind == 0 else {
            throw RefoldError(
                .incomplete, "\(Grouped.text(Int(behind), "event")) that can be seen \(behind == 1 ? "is" : "are") not in the rows yet", at: place,
                expected: "figures of all events", remedy: "run refold catch-up \(named), and seal again")
        }
    }
}
