import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldValues

/// The rows of the read models that reports read beside their own, as they are at some moments. The fold hands rows over on its own threads, one
/// call at a time.
final class MomentJoins: @unchecked Sendable {
    /// For each report, for each moment.
    private var rows: [[JoinedRows]]
    /// The projections that are folded for them, each once.
    let names: [String]

    /// - Parameter moments: how many there are.
    init(of plans: [ReportPlan], moments: Int) {
        rows = plans.map { plan in plan.furtherProjections.isEmpty ? [] : (0..<moments).map { _ in JoinedRows(of: plan) } }
        names = plans.flatMap(\.furtherProjections).reduce(into: []) { known, name in if !known.contains(name) { known.append(name) } }
    }

    /// What reads the rows of a projection.
    func readers(of projection: String) -> [MomentReader] {
        rows.indices.flatMap { report in
            (rows[report].first?.sources ?? []).enumerated().filter { $0.element.projection == projection }.map { number, source in
                MomentReader(columns: source.columns, where: nil, restart: { [self] in rows[report][$0].begin(again: number) }) {
                    [self] (moment, block) throws(RefoldError) in rows[report][moment].add(block, of: number)
                }
            }
        }
    }

    /// A report over the rows of a moment, once all are read.
    func plan(_ plan: ReportPlan, of report: Int, at moment: Int) -> ReportPlan {
        rows[report].isEmpty ? plan : plan.reading(rows[report][moment])
    }

    /// Called once, after the last row.
    func finish() {
        for rows in rows.joined() { rows.finish() }
    }
}
