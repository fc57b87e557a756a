import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldValues

/// The passes of one report over the rows of moments. The fold hands rows over on its own threads, one call at a time.
final class MomentPasses: @unchecked Sendable {
    /// One per moment.
    private(set) var passes: [ReportPass] = []
    private let plans: [ReportPlan]
    private let period: Period?

    /// - Parameter plans: of the report, one per moment.
    /// - Throws: status 2 if a period is given but the definition names no period column.
    init(_ plans: [ReportPlan], period: Period?) throws(RefoldError) {
        (self.plans, self.period) = (plans, period)
        for plan in plans { passes.append(try ReportPass(plan, period: period)) }
    }

    /// What reads the rows of the report's projection.
    var reader: MomentReader {
        MomentReader(columns: passes.first?.columns ?? [], where: passes.first?.range, restart: { [self] in begin(again: $0) }) {
            [self] moment, block throws(RefoldError) in try passes[moment].add(block)
        }
    }

    private func begin(again moment: Int) {
        // It was made once already, so that it can be made again.
        if let pass = try? ReportPass(plans[moment], period: period) { passes[moment] = pass }
    }
}
