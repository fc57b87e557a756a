import RefoldValues

extension ReportPlan {
    /// The maximum number of broken checks that are listed one by one.
    static let mostFindings = 20

    /// The lines of a table made by this plan that break a check, each named by its row columns. A null passes.
    ///
    /// - Returns: the first twenty, and one fault with the number of further ones.
    public func findings(in table: ReportTable) -> [Fault] {
        var findings: [Fault] = []
        var more = 0
        for index in 0..<table.rowCount {
            let line = table.row(index)
            for check in checks where !check.holds(line) {
                guard findings.count < Self.mostFindings else {
                    more += 1
                    continue
                }
                findings.append(
                    Fault(
                        "the check \"\(check.text)\" fails\(label(of: line))", at: .named("report \(name)"),
                        remedy: "look at the events behind this line"))
            }
        }
        if more > 0 { findings.append(Fault("\(more) more lines break a check", at: .named("report \(name)"))) }
        return findings
    }

    /// - Throws: status 3 if a line breaks a check.
    public func verify(_ table: ReportTable) throws(RefoldError) {
        let findings = findings(in: table)
        if !findings.isEmpty { throw RefoldError(.refused, findings) }
    }

    /// ` for month = 2024-09, vehicle_class = A`; empty if the report has one line.
    private func label(of line: ArraySlice<ReportValue>) -> String {
        let parts = zip(columns, line).filter { $0.0.isRowColumn }.map { column, value in
            "\(column.name) = \(value.isNull ? "null" : Printable.text(value.plain))"
        }
        return parts.isEmpty ? "" : " for " + parts.joined(separator: ", ")
    }
}

extension CheckPlan {
    /// Whether a line meets the check; a null does.
    func holds(_ line: ArraySlice<ReportValue>) -> Bool {
        let (left, right) = (value(left, line), value(right, line))
        if left.isNull || right.isNull { return true }
        return comparison.holds(ReportValue.order(left, right))
    }

    private func value(_ operand: Operand, _ line: ArraySlice<ReportValue>) -> ReportValue {
        switch operand {
        case .column(let number): line[line.startIndex + number]
        case .number(let number): .number(number)
        }
    }
}
