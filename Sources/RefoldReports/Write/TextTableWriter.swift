/// Writes a report as a table for people: the title, the description, labels or names of the columns, aligned columns, numbers to the right.
///
/// For terminals and logs, not for programs: control characters in texts are escaped, and the layout may change.
public enum TextTableWriter {
    /// The table with a line break after each line.
    public static func text(of table: ReportTable) -> String {
        var lines = [table.columns.map { Printable.text($0.label ?? $0.name) }]
        var subtotals = table.subtotals[...]
        for index in 0...table.rowCount {
            while let next = subtotals.first, next.after <= index {
                lines.append(labelled(next, table.columns).map(cell))
                subtotals.removeFirst()
            }
            if index < table.rowCount { lines.append(table.row(index).map(cell)) }
        }
        if let totals = table.labelledTotals ?? table.totals { lines.append(totals.map(cell)) }
        let widths = table.columns.indices.map { column in lines.reduce(0) { max($0, $1[column].count) } }
        let rule = widths.map { String(repeating: "-", count: $0) }
        var out = Printable.text(table.title) + "\n"
        for line in table.description?.split(separator: "\n", omittingEmptySubsequences: false) ?? [] { out += Printable.text(String(line)) + "\n" }
        if let period = period(table.interval) { out += period + "\n" }
        if !table.typedTests.isEmpty { out += Printable.text("where " + table.typedTests.joined(separator: " and ")) + "\n" }
        if !table.hasMomentColumn, let moment = table.asOf.first { out += "as of \(moment)\n" }
        if table.isIncomplete { out += "incomplete: events that it may count are parked\n" }
        for check in table.failedChecks { out += failure(check) + "\n" }
        out += "\n"
        for (index, line) in lines.enumerated() {
            if index == 1 || (index == lines.count - 1 && table.totals != nil && index > 1) { out += row(rule, widths, table.columns) }
            out += row(line, widths, table.columns)
        }
        return out
    }

    private static func cell(_ value: ReportValue) -> String { Printable.text(value.plain) }

    /// The values, with `subtotal` in the first column in which its lines differ.
    private static func labelled(_ subtotal: ReportTable.Subtotal, _ columns: [ReportColumn]) -> [ReportValue] {
        var values = subtotal.values
        if let place = columns.indices.first(where: { columns[$0].isRowColumn && !subtotal.agreeing.contains($0) }) { values[place] = .text("subtotal") }
        return values
    }

    private static func period(_ interval: ReportInterval) -> String? {
        guard !interval.from.isNull else { return nil }
        return "from \(interval.from.plain) to before \(interval.to.plain), \(interval.timeZone)"
    }

    /// The first lines that break a check are named, the others are counted.
    private static func failure(_ check: FailedCheck) -> String {
        let more = check.lines.count - ReportPlan.mostFindings
        let lines = check.lines.prefix(ReportPlan.mostFindings).map(String.init).joined(separator: ", ")
        return "check failed: \(check.text), line\(check.lines.count == 1 ? "" : "s") \(lines)" + (more > 0 ? " and \(more) more" : "")
    }

    private static func row(_ cells: [String], _ widths: [Int], _ columns: [ReportColumn]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - cell.count)
            if index > 0 { line += "  " }
            line += columns[index].type.isNumeric ? padding + cell : cell + padding
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}
