import RefoldCore
import RefoldReports
import RefoldStores
import RefoldValues

/// Computes reports and writes their files.
struct Reporting {
    let context: CommandContext
    let checks: ReportChecks
    private let lag: ServedLag

    init(context: CommandContext, checks: ReportChecks = ReportChecks()) {
        self.context = context
        self.checks = checks
        lag = ServedLag(context.session, context.registry.projections)
    }

    /// Computes a report, and refuses it if one of its checks fails, unless it is to be written all the same.
    ///
    /// - Parameters:
    ///   - period: its text and place; nil for everything.
    ///   - today: the base of relative periods; nil for the present day in the report's zone.
    /// - Returns: the report, and the refusal, status 3, of one that is written all the same.
    /// - Throws: status 2 for the definition or the period, status 3 for a check, status 1 if the rows cannot be read.
    func table(
        of plan: ReportPlan, period: (text: String, place: Place)?, today: CalendarDate?
    ) throws(RefoldError) -> (table: ReportTable, refusal: RefoldError?) {
        var interval: Period?
        if let period {
            interval = try Period(period.text, today: today ?? plan.timeZone.date(of: Timestamp.now()), at: period.place)
        }
        let snapshot = try snapshot(of: plan)
        var table = try plan.run(on: snapshot, period: interval)
        let refusal = checks.refusal(of: table, by: plan)
        if let refusal, !checks.areOverruled { throw refusal }
        table.failedChecks = plan.failedChecks(of: table)
        table.isIncomplete = isIncomplete(plan, on: snapshot, period: interval)
        table.behind = lag.lag(of: snapshot.generation)
        lag.say(table.behind, missingIn: plan.name, of: plan.projection, at: table.bound)
        return (table, refusal)
    }

    /// The served rows that a report reads.
    ///
    /// - Throws: status 1 if there are none, or if they are of an earlier version that waits for a catch-up.
    func snapshot(of plan: ReportPlan) throws(RefoldError) -> any ReadModelSnapshot {
        let snapshot = try context.snapshot(of: plan.projection, for: "report \(plan.name)")
        let served = snapshot.generation.version
        if let defined = context.registry.projections[plan.projection], defined.version > served, try !waits(defined) {
            throw RefoldError(
                .failed, "version \(served) is served and the definition has version \(defined.version)",
                at: .named("projection \"\(plan.projection)\""), expected: "rows of the version that the report is written for",
                remedy: "run refold catch-up \(plan.projection)")
        }
        return snapshot
    }

    /// Whether the report lacks parked events, or that is not known; says so.
    func isIncomplete(_ plan: ReportPlan, on snapshot: any ReadModelSnapshot, period: Period?) -> Bool {
        do throws(RefoldError) {
            let areGroups = context.registry.projections[plan.projection]?.rollup != nil
            let waiting = try plan.waiting(on: snapshot, period: period, areGroups: areGroups)
            if !waiting.isNone { ParkedWarning.say(waiting, report: plan.name, of: plan.projection, in: context.session) }
            return !waiting.isNone
        } catch {
            ParkedWarning.sayUnknown(error, of: plan.projection, in: context.session)
            return true
        }
    }

    /// Whether the present definition has a generation that waits beside what is served: then that was decided, and rows of the earlier version
    /// are reported as far as they have the columns.
    private func waits(_ defined: Projection) throws(RefoldError) -> Bool {
        try context.readModels.generations().contains { generation in
            generation.projection == defined.name && generation.state == .built && generation.version == defined.version
                && !defined.hasChanged(since: generation)
        }
    }

    /// The path of a report's file.
    static func path(of name: String, _ format: String, in folder: String) -> String {
        (folder.hasSuffix("/") ? folder : folder + "/") + name + "." + format
    }

    /// Says which files were written, and of which a check does not hold: CSV has no place to say it in.
    static func say(_ files: [String], of table: ReportTable, in session: Session) {
        for file in files { session.say(file + (table.failedChecks.isEmpty ? "" : ": written although checks fail")) }
    }

    /// Refuses a folder in which a report's file would replace one that Refold reads or keeps, before any report is computed.
    func check(_ plans: [ReportPlan], _ formats: [ReportFormat], into folder: String) throws(RefoldError) {
        for plan in plans {
            for format in formats { try context.spared.check(Self.path(of: plan.name, format.rawValue, in: folder)) }
        }
    }

    /// Writes one file per format, `FOLDER/NAME.csv`, each completely or not at all. Creates missing folders.
    ///
    /// - Parameter csv: how CSV is written.
    /// - Returns: the paths of the files.
    func write(_ table: ReportTable, as formats: [ReportFormat], csv: CSVFormat, into folder: String) throws(RefoldError) -> [String] {
        var files: [String] = []
        for format in formats {
            let path = Self.path(of: table.name, format.rawValue, in: folder)
            let file = try context.output(path)
            try file.write(format.bytes(of: table, csv: csv))
            try file.commit()
            files.append(path)
        }
        return files
    }
}
