import RefoldEngine
import RefoldReports
import RefoldValues

/// Carries out the steps of a job.
struct JobWork: JobActions {
    let context: CommandContext
    var limits = Folding.Limits()
    /// What never matched, of all steps.
    let log = WarningLog()

    func catchUp(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        result(try folding(switching).catchUp(projections))
    }

    func rebuild(_ projections: [String], _ switching: SwitchChoices) throws(RefoldError) -> StepResult {
        result(try folding(switching).rebuild(projections))
    }

    private func folding(_ switching: SwitchChoices) -> Folding {
        var limits = limits
        limits.switching = switching.joined(with: limits.switching)
        return Folding(context, limits, log: log)
    }

    func report(_ step: ReportStep, today: CalendarDate, into folder: String) throws(RefoldError) -> StepResult {
        let reporting = Reporting(context: context)
        let plan = try context.registry.report(named: step.report.name)
        let table = try reporting.table(of: plan, period: step.period.map { ($0.name, $0.place) }, today: today)
        let csv = CSVOptions.format([context.session.settings.csv, plan.csv, step.csv])
        let files = try reporting.write(table, as: step.formats, csv: csv, into: folder)
        for file in files { context.session.say(file) }
        return StepResult(rows: table.rowCount, files: files, behind: table.behind)
    }

    func export(_ step: ExportStep, to file: String) throws(RefoldError) -> StepResult {
        let (rows, _) = try context.export(step.projection.name, as: step.format, csv: step.csv, to: file)
        context.session.say(file)
        return StepResult(rows: Int(rows), files: [file])
    }

    private func result(_ run: FoldedRun) -> StepResult {
        StepResult(
            events: run.outcomes.reduce(0) { $0 + Int($1.events) }, rows: run.outcomes.reduce(0) { $0 + Int($1.rows) }, bound: run.limits?.bound,
            behind: run.limits?.behind, failure: run.failure)
    }
}
