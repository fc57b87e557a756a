import RefoldDefinitions
import RefoldEngine
import RefoldReports
import RefoldTables
import RefoldValues

/// Carries out the steps of a job.
struct JobWork: JobActions {
    let context: CommandContext
    var limits = Folding.Limits()
    /// Whether messages may show values of payloads.
    var showsPayload = false
    /// What never matched, of all steps.
    let log = WarningLog()

    func catchUp(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        result(try folding(park, switching).catchUp(projections))
    }

    func rebuild(_ projections: [String], park: Int?, _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        result(try folding(park, switching).rebuild(projections))
    }

    private func folding(_ park: Int?, _ switching: SwitchChoices) -> Folding {
        var limits = limits
        limits.park = park
        // A fold sets the deadline of its run, which is what is left of the job's.
        limits.deadline = context.session.interruption.remaining
        limits.switching = switching.joined(with: limits.switching)
        return Folding(context, limits, log: log)
    }

    func report(_ step: ReportStep, today: CalendarDate, into folder: (Period?) -> String) throws(RefoldError) -> StepResult {
        let checks = ReportChecks(areOverruled: step.despiteChecks, showsPayload: showsPayload, overruling: "despiteChecks: true in its step")
        let reporting = Reporting(context: context, checks: checks)
        let plan = try context.registry.report(named: step.report.name, where: step.tests)
        let period = step.period.map { (text: $0.name, place: $0.place) }
        let report =
            if let moment = step.asOf {
                try MomentReporting(context: context, checks: checks, limits: limits).report(
                    plan, asOf: (moment.name, moment.place), period: period, today: today)
            } else {
                try reporting.table(of: plan, period: period, today: today)
            }
        let (table, refusal) = (report.table, report.refusal)
        let csv = CSVOptions.format([context.session.settings.csv, plan.csv, step.csv])
        let written: WrittenReport
        do throws(RefoldError) {
            written = try reporting.write(report, as: formats(step.formats), csv: csv, into: folder(report.manifest.period))
        } catch {
            throw RefoldError.together([refusal, error].compactMap { $0 }) ?? error
        }
        Reporting.say(written, of: table, in: context.session)
        var result = StepResult(
            rows: table.rowCount, files: written.files, behind: table.behind, failedChecks: table.failedChecks, refusal: refusal)
        result.fields = written.fields
        result.page = StepResult.Page(title: ([table.title] + table.head.choices).joined(separator: ", "), period: report.manifest.period, seal: report.standing, files: written.all)
        result.isIncomplete = table.isIncomplete
        return result
    }

    func seal(_ step: SealStep, today: CalendarDate, into folder: ((Period) -> String)?) throws(RefoldError) -> StepResult {
        let checks = ReportChecks(areOverruled: step.despiteChecks, showsPayload: showsPayload, overruling: "despiteChecks: true in its step")
        let sealed = try Sealing(context: context, checks: checks).seal(
            step.report.name, period: (step.period.name, step.period.place), today: today, because: step.reason,
            into: folder.map { folder in { period, _ in folder(period) } }, takingExisting: true)
        let seal = sealed.report.seal
        let what = sealed.isNew ? "sealed" : "sealed before"
        context.session.say("\(seal.report): \(what) for \(seal.period) at position \(Grouped.text(Int(seal.position))), as seal \(seal.number)")
        var result = StepResult(
            rows: sealed.report.table.rowCount, files: sealed.files, failedChecks: sealed.report.table.failedChecks, refusal: sealed.refusal)
        result.page = StepResult.Page(title: sealed.report.table.title, period: sealed.report.manifest.period, seal: .asSealed, files: sealed.files)
        return result
    }

    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult {
        let written = try context.export(step.projection.name, as: formats([step.format])[0], csv: step.csv, to: file)
        context.session.say(file)
        var result = StepResult(rows: Int(written.count), files: [file], behind: context.lag(of: written.generation, missingIn: file))
        result.isIncomplete = written.isIncomplete
        result.position = written.generation.position
        result.page = StepResult.Page(title: "Rows of \(written.generation.projection)", files: [file])
        return result
    }

    /// Those that steps name.
    ///
    /// - Throws: status 2 for an unknown word, which is found before a job begins.
    private func formats(_ words: [String]) throws(RefoldError) -> [any TableFormat] {
        let known = context.session.domains.formats
        var formats: [any TableFormat] = []
        for word in words {
            guard let format = known[word] else { throw RefoldError(.usage, "there is no format \"\(word)\"", expected: DefinitionValue.list(known.words)) }
            formats.append(format)
        }
        return formats
    }

    private func result(_ run: FoldedRun) -> StepResult {
        var result = StepResult(
            events: run.outcomes.reduce(0) { $0 + Int($1.events) }, rows: run.outcomes.reduce(0) { $0 + Int($1.rows) }, bound: run.limits?.bound,
            behind: run.limits?.behind, failure: run.failure, done: Set(run.outcomes.filter { $0.failure == nil && ($0.behind == 0 || limits.allowsBehind) }.map(\.projection)),
            failures: run.failures, projections: run.projections)
        result.parkedEvents = Dictionary(uniqueKeysWithValues: run.outcomes.map { ($0.projection, $0.parked) })
        result.left = (run.failures.keys + run.stopped.map(\.projection.name)).sorted()
        result.position = run.position
        return result
    }

    func targets(of action: StepAction) throws(RefoldError) -> [String]? {
        switch action {
        case .catchUp(let projections, _, _), .rebuild(let projections, _, _):
            projections.isEmpty ? nil : projections.compactMap { context.registry.projectionName($0.name) }
        case .report, .export, .seal, .unread: []
        }
    }

    func readModels(of action: StepAction) throws(RefoldError) -> [String] {
        switch action {
        case .report(let step): try context.registry.report(named: step.report.name).projections
        case .export(let step): [context.registry.projectionName(step.projection.name)].compactMap { $0 }
        case .seal(let step): try context.registry.report(named: step.report.name).projections
        case .catchUp, .rebuild, .unread: []
        }
    }
}
