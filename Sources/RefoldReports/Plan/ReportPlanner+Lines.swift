import RefoldCore
import RefoldProjections
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// Resolves a measure of lines.
    func ofLines(_ measure: LineMeasure) -> (MeasurePlan.Form, TableType)? {
        let along = measure.along.map { cut($0, for: "\(type(of: measure.function).word) goes along") }
        let within = measure.within.map { rowColumn($0) }
        guard let operand = measureAbove(measure.operand), let type = columns[definition.rows.count + operand].type else { return nil }
        if let expected = measure.function.refusal(of: type) {
            measure.operand.value(in: reader).note("the measure \"\(measure.operand.name)\" is \(type.word)", expected: expected)
            return nil
        }
        if Swift.type(of: measure.function).isOfSums, !isAdditive(operand) {
            measure.operand.value(in: reader).note(
                "the measure \"\(measure.operand.name)\" does not add up over lines", expected: "a sum, a count, or a sum or difference of these",
                remedy: "make a measure of it that does, as {sum: …} or {count: \"*\"}")
            return nil
        }
        guard !(along.map { $0 == nil } ?? false), !within.contains(where: { $0 == nil }) else { return nil }
        var agreeing = within.compactMap(\.self)
        if let place = along ?? nil {
            agreeing = definition.rows.indices.filter { $0 != place }
        } else if case .money(.column(let currency)) = type, let place = definition.rows.firstIndex(where: { $0.name == currency }), !agreeing.contains(place) {
            agreeing.append(place)
        }
        let plan = LineMeasurePlan(function: measure.function, operand: operand, along: along ?? nil, agreeing: agreeing.sorted())
        return (.ofLines(plan), measure.function.type(of: type))
    }

    /// Whether the figure over lines together is the sum of their figures.
    private func isAdditive(_ measure: Int) -> Bool {
        switch definition.measures[measure].form {
        case .aggregate(let aggregate, _): return type(of: aggregate.function).isAdded
        case .arithmetic(let arithmetic):
            guard arithmetic.operation == .sum || arithmetic.operation == .subtract, arithmetic.scale == nil else { return false }
            return arithmetic.operands.allSatisfy { operand in
                guard case .measure(let named) = operand else { return false }
                return definition.measures.firstIndex { $0.name == named.name }.map(isAdditive) ?? false
            }
        case .ofLines, nil: return false
        }
    }

    /// The place of a row column; notes a fault and returns nil if there is none of this name.
    func rowColumn(_ named: LocatedName) -> Int? {
        if let place = definition.rows.firstIndex(where: { $0.name == named.name }) { return place }
        guard definition.hasAllNames else { return nil }
        let value = named.value(in: reader)
        if definition.measures.contains(where: { $0.name == named.name }) {
            value.note("\"\(named.name)\" is a measure", expected: "a row column of the report")
        } else {
            value.noteUnknown("row column", named.name, among: definition.rows.map(\.name))
        }
        return nil
    }

    /// The place of a row column whose values follow each other; notes a fault and returns nil if it is none.
    ///
    /// - Parameter what: wants it, as a clause that ends before the name.
    func cut(_ named: LocatedName, for what: String) -> Int? {
        guard let place = rowColumn(named) else { return nil }
        guard let isSequence = sequences[place] else { return nil }
        guard isSequence else {
            named.value(in: reader).note(
                "\(what) \"\(named.name)\", whose values do not follow each other", expected: "a cut among rows, such as {month: \"created_at\"}")
            return nil
        }
        return place
    }

    // MARK: Stock

    /// The place of the period's column for measures that count rows before it; nil if there are none, or after a finding.
    func stockPlace(_ period: (number: Int, type: ColumnType)?) -> Int? {
        let stock = definition.measures.first { measure in
            if case .aggregate(let aggregate, _) = measure.form { aggregate.span != .period } else { false }
        }
        guard let stock else { return nil }
        guard let named = definition.period?.column else {
            reader.note(
                "the measure \"\(stock.name)\" is a stock, and the report has no period", line: stock.location.line, path: stock.location.path,
                expected: "a column that says when a row counts", remedy: "add period: {column: \"…\"}")
            return nil
        }
        for row in definition.rows where row.isCut(of: named.name) {
            reader.note(
                "the row column \"\(row.name)\" cuts the period, and the stock \"\(stock.name)\" counts rows before it", line: row.location.line,
                path: row.location.path, expected: "lines for other columns",
                remedy: "take it out of rows, or write {running: …, along: \"\(row.name)\"} for the balance of each")
        }
        return period == nil ? nil : scan(named.name)
    }
}
