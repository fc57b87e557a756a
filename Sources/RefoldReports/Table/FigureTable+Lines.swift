import RefoldTables

extension FigureTable {
    /// Takes lines over, each to its place.
    ///
    /// - Parameter plan: by which they were made.
    mutating func take(_ lines: [ShapedLine], of plan: ReportPlan) {
        cells.reserveCapacity(lines.count * head.columns.count)
        var number = 0
        for line in lines {
            switch line.kind {
            case .line, .others:
                if line.kind == .others { head.others.append(number) }
                cells += line.cells
                number += 1
            case .subtotal(let level, let after):
                let kept = plan.shape.subtotals.prefix(level) + plan.shape.currencies
                let names = Set(kept.map { plan.columns[$0].name })
                let agreeing = head.columns.indices.filter { head.columns[$0].isRowColumn && names.contains(head.columns[$0].name) }
                subtotals.append(Subtotal(after: after, agreeing: agreeing, values: line.cells))
            case .total: totals = line.cells
            }
        }
        // Lines were made level by level; where several end, the innermost stands first.
        subtotals = subtotals.enumerated().sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }.map(\.element)
    }
}
