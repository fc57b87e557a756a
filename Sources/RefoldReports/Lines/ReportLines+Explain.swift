import RefoldTables
import RefoldValues

extension ReportLines {
    /// The measures of a line, by its number; nil for those over all lines.
    func figures(ofLine number: Int?) throws(RefoldError) -> [TableValue] {
        if let number { return Array(line(number).dropFirst(plan.rows.count)) }
        return try figures(over: numbers, agreeing: [], [TableValue](repeating: .null, count: plan.rows.count))
    }

    /// What goes into a figure that is worked out from lines.
    ///
    /// - Parameters:
    ///   - number: of its line; nil for a figure over all lines.
    ///   - limit: how many lines are named; further ones are one entry.
    func contributions(to measure: Int, _ own: LineMeasurePlan, _ number: Int?, limit: Int) throws(RefoldError) -> [ExplainedFigure.Operand] {
        let name = plan.measures[own.operand].name
        let column = plan.rows.count + own.operand
        let isShare = type(of: own.function).extent == .whole
        guard let number else {
            let whole = try figures(ofLine: nil)[own.operand]
            return own.along == nil ? [.measure(name, whole)] + (isShare ? [.lines("\(name) of all lines", whole)] : []) : []
        }
        let groups = groups(by: own.agreeing)
        let (lines, series) = try series(of: own, among: groups.members[Int(groups.groupOfLine[number])])
        guard let along = own.along else {
            let value = ExplainedFigure.Operand.measure(name, self.line(number)[number * width + column])
            let among = own.agreeing.map { " with this \(plan.columns[$0].name)" }.joined(separator: " and")
            return [value] + (isShare ? [.lines("\(name) of all lines\(among)", series.whole)] : [])
        }
        guard let index = lines.firstIndex(of: number) else { return [] }
        let places = own.function.reach.places(from: index, in: series)
        var operands = places.suffix(limit).map { place -> ExplainedFigure.Operand in
            place == index
                ? .measure(name, series.values[place])
                : .lines("\(name), \(plan.columns[along].name) \(cells[lines[place] * width + along].plain)", series.values[place])
        }
        if places.count > limit {
            let earlier = places.dropLast(limit)
            var sum = ExactDecimal.zero
            do throws(DecimalError) {
                for place in earlier { if let value = series.values[place].number { sum = try sum.adding(value) } }
                operands.insert(.lines("\(name), \(earlier.count) earlier lines together", .number(sum)), at: 0)
            } catch {
                operands.insert(.lines("\(name), \(earlier.count) earlier lines", .null), at: 0)
            }
        }
        return operands
    }
}
