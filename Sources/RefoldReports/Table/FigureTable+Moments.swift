import RefoldTables
import RefoldValues

extension FigureTable {
    /// One table of the tables of several moments, with a first column `as_of`. It has no totals: the figures of one moment are among those of the
    /// next.
    ///
    /// - Parameter tables: of one report, one per moment, in the order of the moments.
    public init?(_ tables: [FigureTable], at moments: [ReportMoment], of list: ReportMoments) {
        guard var whole = tables.last else { return nil }
        let column = TableColumn(ReportMoments.column, list.columnType, isRowColumn: true)
        var (cells, others, checks, lines) = ([TableValue](), [Int](), [String: [Int]](), 0)
        for (table, moment) in zip(tables, moments) {
            let own = moment.cell(as: column.type)
            for index in 0..<table.rowCount { cells += [own] + table.row(index) }
            others += table.others.map { $0 + lines }
            for check in table.failedChecks { checks[check.text, default: []] += check.lines.map { $0 + lines } }
            lines += table.rowCount
            if table.isIncomplete { whole.isIncomplete = true }
        }
        whole.columns = [column] + whole.columns
        whole.cells = cells
        whole.totals = nil
        (whole.others, whole.subtotals) = (others, [])
        let order = tables.flatMap { $0.failedChecks.map(\.text) }.reduce(into: [String]()) { known, text in if !known.contains(text) { known.append(text) } }
        whole.failedChecks = order.map { FailedCheck($0, lines: checks[$0] ?? []) }
        whole.asOf = moments.map(\.text)
        whole.hasMomentColumn = true
        whole.charts = whole.charts.flatMap { chart in
            // Each x occurs at every moment, so that each moment is a series.
            guard chart.series == nil else { return [chart] }
            return chart.y.map { name in
                var own = chart
                (own.y, own.series) = ([name], column.name)
                if chart.y.count > 1 { own.title = nil }
                return own
            }
        }
        self = whole
    }
}
