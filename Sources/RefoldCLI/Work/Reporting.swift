import RefoldCore
import RefoldReports
import RefoldStores
import RefoldValues
import RefoldZones

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
    ///   - today: the base of relative periods, and the day that ends at the moment of a plan that has none; nil for the present day in the report's zone.
    /// - Returns: the report, and the refusal, status 3, of one that is written all the same.
    /// - Throws: status 2 for the definition or the period, status 3 for a check, status 1 if the rows cannot be read.
    func table(
        of plan: ReportPlan, period: (text: String, place: Place)?, today: CalendarDate?
    ) throws(RefoldError) -> MadeReport {
        let today = today ?? plan.timeZone.date(of: Timestamp.now())
        let plan = plan.moment == nil ? plan.at(endOf: today) : plan
        var interval: Period?
        if let period {
            interval = try Period(period.text, today: today, at: period.place)
        }
        let snapshot = try context.snapshot(of: plan.projection, for: "report \(plan.name)")
        let served = snapshot.generation.version
        if let defined = context.registry.projections[plan.projection], defined.version > served, try !waits(defined) {
            throw RefoldError(
                .failed, "version \(served) is served and the definition has version \(defined.version)",
                at: .named("projection \"\(plan.projection)\""), expected: "rows of the version that the report is written for",
                remedy: "run refold catch-up \(plan.projection)")
        }
        var table = try plan.run(on: snapshot, period: interval)
        let refusal = checks.refusal(of: table, by: plan)
        if let refusal, !checks.areOverruled { throw refusal }
        table.failedChecks = plan.failedChecks(of: table)
        do throws(RefoldError) {
            let areGroups = context.registry.projections[plan.projection]?.rollup != nil
            let waiting = try plan.waiting(on: snapshot, period: interval, areGroups: areGroups)
            table.isIncomplete = !waiting.isNone
            if !waiting.isNone { ParkedWarning.say(waiting, report: plan.name, of: plan.projection, in: context.session) }
        } catch {
            table.isIncomplete = true
            ParkedWarning.sayUnknown(error, of: plan.projection, in: context.session)
        }
        table.behind = lag.lag(of: snapshot.generation)
        lag.say(table.behind, missingIn: plan.name, of: plan.projection, at: table.bound)
        return MadeReport(table: table, manifest: manifest(of: plan, on: snapshot, interval, today, table), refusal: refusal)
    }

    /// What the report rests on, but for its files.
    private func manifest(
        of plan: ReportPlan, on snapshot: any ReadModelSnapshot, _ period: Period?, _ today: CalendarDate, _ table: ReportTable
    ) -> ReportManifest {
        let generation = snapshot.generation
        // What is kept of the events cannot be read by a role that may only read rows; then the manifest says that it is not known.
        let events = (try? snapshot.eventsDigest()).flatMap { $0 }
        return ReportManifest(
            report: plan.name, madeBy: "refold \(Version.text)", definitionSHA256: plan.definitionSHA256, readModels: [.init(generation)], period: period,
            today: plan.usesMoment ? today : nil, bound: table.bound, events: events.map { .init($0) }, timeZone: plan.timeZone.name,
            zoneData: try? ZoneData.system.version(), isIncomplete: table.isIncomplete, failsChecks: !table.failedChecks.isEmpty,
            dropped: (generation.origin.leftOut ?? []).sorted().map { .init(projection: generation.projection, position: $0) })
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
            for ending in formats.map(\.rawValue) + [ReportManifest.fileEnding] {
                try context.spared.check(Self.path(of: plan.name, ending, in: folder))
            }
        }
    }

    /// Writes one file per format, `FOLDER/NAME.csv`, and then the manifest, each completely or not at all. Creates missing folders.
    ///
    /// - Parameter csv: how CSV is written.
    /// - Returns: the paths of the files, the manifest's last.
    func write(_ report: MadeReport, as formats: [ReportFormat], csv: CSVFormat, into folder: String) throws(RefoldError) -> [String] {
        var files: [String] = []
        var manifest = report.manifest
        manifest.csv = csv
        manifest.behind = report.table.behind.flatMap { $0 > 0 ? $0 : nil }
        manifest.rowColumns = report.table.columns.filter(\.isRowColumn).map(\.name)
        for format in formats {
            let path = Self.path(of: report.table.name, format.rawValue, in: folder)
            let bytes = format.bytes(of: report.table, csv: csv)
            try write(bytes, to: path)
            files.append(path)
            manifest.files.append(.init(name: path.split(separator: "/").last.map(String.init) ?? path, contents: bytes))
        }
        let path = Self.path(of: report.table.name, ReportManifest.fileEnding, in: folder)
        try write(manifest.bytes, to: path)
        return files + [path]
    }

    private func write(_ bytes: [UInt8], to path: String) throws(RefoldError) {
        let file = try context.output(path)
        try file.write(bytes)
        try file.commit()
    }
}
