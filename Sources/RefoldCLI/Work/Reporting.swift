import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// Computes reports and writes their files.
struct Reporting {
    let context: CommandContext
    let checks: ReportChecks
    /// Whether a seal of the report and its period is passed over.
    var passesOverSeals = false
    /// The bytes that the report may keep of what grows with the rows.
    var memory = Folding.Limits().memory
    private let lag: ServedLag

    init(context: CommandContext, checks: ReportChecks = ReportChecks(), passingOverSeals passesOverSeals: Bool = false) {
        self.context = context
        self.checks = checks
        self.passesOverSeals = passesOverSeals
        lag = ServedLag(context.session, context.registry.projections)
    }

    /// Computes a report, and refuses it if one of its checks fails, unless it is to be written all the same. If it is sealed for the period, the
    /// sealed figures are given, and the refusal says that today's are others.
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
            interval = try Period(period.text, today: today, of: plan.periods, at: period.place)
        }
        // What is sealed has all rows, so that no seal stands for some of them.
        if let interval, !passesOverSeals, plan.typedTests.isEmpty, let sealed = try Seals(context).report(plan.name, for: interval) {
            return try taken(from: sealed, by: plan, interval)
        }
        return try made(by: plan, interval, today)
    }

    /// Computes a report from the served rows.
    private func made(by plan: ReportPlan, _ interval: Period?, _ today: CalendarDate) throws(RefoldError) -> MadeReport {
        let (rows, figures) = try figures(of: plan, interval)
        let plan = rows.plan
        var table = figures
        let refusal = checks.refusal(of: table, by: plan)
        if let refusal, !checks.areOverruled { throw refusal }
        table.failedChecks = plan.failedChecks(of: table)
        table.isIncomplete = isIncomplete(rows, period: interval)
        table.behind = lag.lag(of: rows.generations)
        lag.say(table.behind, missingIn: plan.name, of: rows.names, at: table.bound)
        if !passesOverSeals { sayOverlaps(of: plan, interval) }
        return MadeReport(table: table, manifest: manifest(on: rows, interval, today, table), refusal: refusal)
    }

    /// Says that parts of the period are sealed for themselves: the report has today's figures of them.
    private func sayOverlaps(of plan: ReportPlan, _ interval: Period?) {
        // A role that may only read rows need not see seals.
        let seals = (try? context.readModels.seals()) ?? []
        let periods = seals.filter { seal in
            seal.isLive && ExactText(seal.report) == ExactText(plan.name) && (interval.map { $0.from < seal.to && seal.from < $0.to } ?? true)
        }.map(\.period)
        guard let first = periods.first else { return }
        let more = periods.count > 1 ? " and \(Grouped.text(periods.count - 1, "other period"))" : ""
        let what =
            plan.typedTests.isEmpty
            ? "these are today's figures: refold seals --check says whether they are the same"
            : "these are today's figures of some of its rows: without --where the sealed ones are given"
        context.session.say("refold: \(plan.name) is sealed for \(first)\(more), and \(what)")
    }

    /// A sealed report, and what today's rows make of it.
    private func taken(from sealed: SealedReport, by plan: ReportPlan, _ interval: Period) throws(RefoldError) -> MadeReport {
        var report = MadeReport(table: sealed.table, manifest: sealed.manifest, sealed: sealed)
        // What draws and shows times by the definition does so for the sealed figures.
        (report.table.zone, report.table.charts) = (plan.timeZone, plan.charts(of: sealed.table.columns))
        // What was sealed although checks fail is given so, and never passes as sound.
        var refusals = [checks.refusal(of: sealed.table, by: plan)]
        // What expires by the clock is as on the day of the seal.
        let day = sealed.manifest.today ?? plan.timeZone.date(of: sealed.seal.sealedAt)
        let plan = plan.at(endOf: day)
        do throws(RefoldError) {
            let (rows, table) = try figures(of: plan, interval)
            try Restated.requireReached(sealed.seal, by: rows.generation)
            _ = isIncomplete(rows, period: interval)
            let behind = lag.lag(of: rows.generations)
            lag.say(behind, missingIn: "what \(plan.name) is compared with", of: rows.names, at: table.bound)
            let difference = ReportDifference(from: sealed.table, to: table)
            if !difference.isNone {
                let now = manifest(on: rows, interval, day, table)
                report.comparison = .differs(
                    Restated(sealed: sealed, plan: plan, period: interval, generation: rows.generation, now: now, difference: difference))
                refusals.append(Restated.refusal(of: sealed.seal, difference, at: table.bound))
            }
        } catch {
            guard ![.incomplete, .busy].contains(error.status) else { throw error }
            report.comparison = .unknown
            refusals.append(Restated.unknown(error, sealed.seal))
        }
        report.refusal = RefoldError.together(refusals.compactMap { $0 })
        return report
    }

    /// Computes the figures from the served rows, without a look at its checks.
    private func figures(of plan: ReportPlan, _ interval: Period?) throws(RefoldError) -> (rows: ServedRows, table: FigureTable) {
        var plan = plan
        plan.memory = context.memoryForReports(memory)
        let rows = try rows(of: plan)
        return (rows, try rows.plan.run(on: rows.own, period: interval))
    }

    /// The served rows that a report reads.
    ///
    /// - Throws: status 1 if there are none, or if they are of an earlier version that waits for a catch-up; status 5 if its read models stand at
    ///   different positions.
    func rows(of plan: ReportPlan) throws(RefoldError) -> ServedRows {
        let snapshots = try context.snapshots(of: plan.projections, for: "report \(plan.name)")
        for generation in snapshots.map(\.generation) {
            guard let defined = context.registry.projections[generation.projection], defined.version > generation.version, try !waits(defined) else { continue }
            throw RefoldError(
                .failed, "version \(generation.version) is served and the definition has version \(defined.version)",
                at: .named("projection \"\(generation.projection)\""), expected: "rows of the version that the report is written for",
                remedy: "run refold catch-up \(generation.projection)")
        }
        return try ServedRows(snapshots, of: plan)
    }

    /// Whether the report lacks parked events, or that is not known; says so.
    func isIncomplete(_ rows: ServedRows, period: Period?) -> Bool {
        let plan = rows.plan
        // Of a row that is looked up nobody knows which lines it changes.
        var isIncomplete = rows.further.reduce(false) { ParkedWarning.say(of: $1, in: context.session) || $0 }
        do throws(RefoldError) {
            let areGroups = context.registry.projections[plan.projection]?.rollup != nil
            let waiting = try plan.waiting(on: rows.own, period: period, areGroups: areGroups)
            if !waiting.isNone { ParkedWarning.say(waiting, report: plan.name, of: plan.projection, in: context.session) }
            if !waiting.isNone { isIncomplete = true }
        } catch {
            ParkedWarning.sayUnknown(error, of: plan.projection, in: context.session)
            isIncomplete = true
        }
        return isIncomplete
    }

    /// What the report rests on, but for its files.
    private func manifest(on rows: ServedRows, _ period: Period?, _ today: CalendarDate, _ table: FigureTable) -> ReportManifest {
        // What is kept of the events cannot be read by a role that may only read rows; then the manifest says that it is not known.
        let events = (try? rows.own.eventsDigest()).flatMap { $0 }
        return ReportManifest(
            of: rows.plan, table, from: [.init(rows.generation)] + rows.further.map { .init(further: $0) }, period: period,
            today: rows.plan.usesMoment ? today : nil, events: events, leavingOut: rows.generations.map { $0.origin.leftOut ?? [] })
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
    static func say(_ written: WrittenReport, of table: FigureTable, in session: Session) {
        let rows = table.typedTests.isEmpty ? "" : ": of rows where \(table.typedTests.joined(separator: " and "))"
        for file in written.all { session.say(file + rows + (table.failedChecks.isEmpty ? "" : ": written although checks fail")) }
    }

    /// The folder of a report's files.
    ///
    /// - Parameter today: the day in the path and the base of relative periods.
    /// - Throws: status 2 for the period.
    func folder(
        _ output: PathPattern, of plan: ReportPlan, period: (text: String, place: Place)?, today: CalendarDate
    ) throws(RefoldError) -> String {
        guard let period else { return output.path(on: today) }
        return output.path(on: today, try Period(period.text, today: today, of: plan.periods, at: period.place))
    }

    /// Refuses folders, one per report, in which its files would replace one that Refold reads or keeps, before any report is computed.
    func check(_ plans: [ReportPlan], _ formats: [any TableFormat], into folders: [String]) throws(RefoldError) {
        for (plan, folder) in zip(plans, folders) {
            for ending in formats.map(\.fileEnding) + [ReportManifest.fileEnding] + Restated.fileEndings {
                try context.spared.check(Self.path(of: plan.name, ending, in: folder))
            }
        }
    }

    /// Writes one file per format, `FOLDER/NAME.csv`, and then the manifest, each completely or not at all. Creates missing folders. Beside a sealed
    /// report whose figures are others today stands a restatement; one of an earlier run goes.
    ///
    /// - Parameter csv: how CSV is written.
    func write(_ report: MadeReport, as formats: [any TableFormat], csv: CSVStyle, into folder: String) throws(RefoldError) -> WrittenReport {
        if !report.table.typedTests.isEmpty { try requireReplaceable(report.table.name, by: nil, in: folder) }
        // All before the first is written: what a format cannot hold leaves the files of an earlier run as they are.
        var contents: [[UInt8]] = []
        for format in formats { contents.append(try report.bytes(as: format, TableStyle(csv: csv))) }
        var manifest = report.manifest
        manifest.files = []
        manifest.csv = csv
        manifest.behind = report.table.behind
        // All are there under no name before the first takes the place of an earlier one.
        var files: [(path: String, file: AtomicFile)] = []
        for (format, bytes) in zip(formats, contents) {
            let path = Self.path(of: report.table.name, format.fileEnding, in: folder)
            files.append((path, try filled(path, bytes)))
            manifest.files.append(.init(name: path.split(separator: "/").last.map(String.init) ?? path, contents: bytes))
        }
        let manifestPath = Self.path(of: report.table.name, ReportManifest.fileEnding, in: folder)
        let last = try filled(manifestPath, report.sealed?.manifest(of: manifest.files, csv: csv) ?? manifest.bytes)
        let restatement = try RestatementFiles(context, of: report.table.name, in: folder).update(by: report.comparison, csv: csv)
        removeOldManifest(manifestPath)
        for file in files { try file.file.commit() }
        try last.commit()
        return WrittenReport(files: files.map(\.path), manifest: manifestPath, restatement: restatement)
    }

    /// A run that is killed between two files leaves none that says more than there is.
    private func removeOldManifest(_ path: String) {
        guard let bytes = try? WholeFile.read(path), (try? ReportManifest(reading: bytes, file: path)) != nil, (try? context.spared.check(path)) != nil else {
            return
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Refuses a folder in which the files of a sealed report would be replaced by others: they may be all that is left of what was filed.
    ///
    /// - Parameter sealed: what the manifest that is to be written says of its seal; nil for none.
    func requireReplaceable(_ name: String, by sealed: ReportManifest.Sealed?, in folder: String) throws(RefoldError) {
        let path = Self.path(of: name, ReportManifest.fileEnding, in: folder)
        guard let bytes = try? WholeFile.read(path), let there = (try? ReportManifest(reading: bytes, file: path))?.sealed, there != sealed else { return }
        throw RefoldError(
            .refused, "the files of a report that was sealed for \(there.period) lie there", at: .named(path), expected: "a folder without the files of another seal",
            remedy: "name another folder with --output")
    }

    private func filled(_ path: String, _ bytes: [UInt8]) throws(RefoldError) -> AtomicFile {
        let file = try context.output(path)
        try file.write(bytes)
        return file
    }
}
