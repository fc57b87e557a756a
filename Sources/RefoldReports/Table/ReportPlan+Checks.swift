import RefoldTables
import RefoldValues

extension ReportPlan {
    /// The maximum number of broken checks that are listed one by one.
    static let mostFindings = FailedCheck.mostNamed

    /// The checks that lines of a table made by this plan break, in the order of the definition. A null passes.
    public func failedChecks(of table: FigureTable) -> [FailedCheck] {
        checks.compactMap { check in
            let lines = (0..<table.rowCount).filter { !check.holds(table.row($0)) }
            return lines.isEmpty ? nil : FailedCheck(check.text, lines: lines.map { $0 + 1 })
        }
    }

    /// One fault per line and check that fails, with the figures that were compared, in the order of the lines. A null passes.
    ///
    /// A figure that is worked out of all rows of a line is no value of a payload. Row columns, texts and what one row has, such as the
    /// largest amount, may be: they are there only if asked for.
    ///
    /// - Parameters:
    ///   - showsPayload: names the line by its row columns too, and shows all that is compared.
    ///   - remedy: what to do about them all; stands in the last fault.
    /// - Returns: the first twenty, and if there are more, one fault with the number of the others.
    public func findings(in table: FigureTable, showsPayload: Bool = false, remedy: String? = nil) -> [Fault] {
        let withheld = showsPayload ? [] : valuesOfOneRow
        var findings: [Fault] = []
        var more = 0
        for index in 0..<table.rowCount {
            let line = table.row(index)
            for check in checks where !check.holds(line) {
                guard findings.count < Self.mostFindings else {
                    more += 1
                    continue
                }
                let what = "the check \"\(check.text)\" fails\(label(of: line, index, showsPayload))\(figures(of: check, line, withheld))"
                findings.append(Fault(what, at: .named("report \(name)")))
            }
        }
        if more > 0 { findings.append(Fault("\(more) more \(more == 1 ? "failure" : "failures") of checks", at: .named("report \(name)"))) }
        if !findings.isEmpty { findings[findings.count - 1].remedy = remedy }
        return findings
    }

    /// ` in line 3`, with the row columns if they may be shown; empty if the report has one line.
    private func label(of line: ArraySlice<TableValue>, _ index: Int, _ showsPayload: Bool) -> String {
        let parts = zip(shownColumns, line).filter { $0.0.isRowColumn }.map { column, value in
            "\(column.name) = \(value.isNull ? "null" : Printable.text(value.plain))"
        }
        if parts.isEmpty { return "" }
        return " in line \(index + 1)" + (showsPayload ? " (\(parts.joined(separator: ", ")))" : "")
    }

    /// Whether a check compares what messages show only if that is asked for.
    public var comparesValuesOfOneRow: Bool {
        let withheld = valuesOfOneRow
        return checks.contains { check in
            [check.left, check.right].contains { if case .column(let number) = $0 { withheld.contains(number) } else { false } }
        }
    }

    /// The columns whose figures may each be the value of one row: those of rows, texts, what ``AggregateFunction/isOfOneRow`` says of, and
    /// arithmetic with such figures.
    private var valuesOfOneRow: Set<Int> {
        var found = Set(columns.indices.filter { columns[$0].isRowColumn || columns[$0].type == .text })
        for (number, measure) in measures.enumerated() {
            let isOne =
                switch measure.form {
                case .aggregate(let aggregate): type(of: aggregate.function).isOfOneRow
                case .arithmetic(let arithmetic):
                    arithmetic.operands.contains { if case .measure(let above) = $0 { found.contains(rows.count + above) } else { false } }
                case .ofLines(let lines): found.contains(rows.count + lines.operand)
                case .unreadable: false
                }
            if isOne { found.insert(rows.count + number) }
        }
        guard shape.pivot?.values != nil else { return found }
        // The columns of a pivot are the other row columns, then all measures for each value.
        let rest = rows.count - 1
        return Set(shownColumns.indices.filter { $0 < rest || found.contains(rows.count + ($0 - rest) % measures.count) })
    }

    /// `: refunded is 12.00, amount is 10.00`, the columns that a check compares, except those that are withheld.
    private func figures(of check: CheckPlan, _ line: ArraySlice<TableValue>, _ withheld: Set<Int>) -> String {
        var shown: [String] = []
        for case .column(let number) in [check.left, check.right] where !withheld.contains(number) {
            let column = shownColumns[number]
            let text = "\(column.name) is \(Printable.text(line[line.startIndex + number].plain))"
            if !shown.contains(text) { shown.append(text) }
        }
        return shown.isEmpty ? "" : ": " + shown.joined(separator: ", ")
    }
}

extension CheckPlan {
    /// Whether a line meets the check; a null does.
    func holds(_ line: ArraySlice<TableValue>) -> Bool {
        let (left, right) = (value(left, line), value(right, line))
        if left.isNull || right.isNull { return true }
        return comparison.holds(TableValue.order(left, right))
    }

    private func value(_ operand: Operand, _ line: ArraySlice<TableValue>) -> TableValue {
        switch operand {
        case .column(let number): line[line.startIndex + number]
        case .number(let number): .number(number)
        }
    }
}
