import RefoldCore
import RefoldStores
import RefoldValues

extension ReportPlan {
    /// The number of a measure by its name; without a name that of the only one.
    ///
    /// - Throws: status 2 if there is no such measure, or if none is named among several.
    public func measure(named name: String?, at place: Place) throws(RefoldError) -> Int {
        let names = measures.map(\.name)
        guard let name else {
            if names.count == 1 { return 0 }
            throw RefoldError(
                .usage, "the report \"\(self.name)\" has \(names.count) measures", at: place, expected: names.map { "\"\($0)\"" }.joined(separator: ", "),
                remedy: "name one with --measure")
        }
        if let number = names.firstIndex(of: name) { return number }
        throw RefoldError(
            .usage, "the report \"\(self.name)\" has no measure \"\(name)\"", at: place, expected: names.map { "\"\($0)\"" }.joined(separator: ", "),
            remedy: Suggestion.phrase(for: name, among: names))
    }

    /// Finds the rows that a figure was made from, in one pass over the read model.
    ///
    /// - Parameters:
    ///   - measure: its number.
    ///   - line: nil for the figure over all lines.
    ///   - limit: how many rows are named; all of them are counted.
    /// - Throws: status 1 if there is no such line, and as ``run(on:period:)``; status 2 for a figure that the report does not have.
    public func explain(
        _ measure: Int, of line: LineName?, on snapshot: any ReadModelSnapshot, period: Period?, limit: Int
    ) throws(RefoldError) -> ExplainedFigure {
        let schema = snapshot.generation.schema
        try requireColumns(of: schema)
        var currency = aggregate(measure)?.currencyColumn
        if case .money(.column(let name)) = columns[rows.count + measure].type { currency = name }
        if line == nil, let currency {
            throw RefoldError(
                .usage, "amounts of several currencies have no figure over all lines", at: .named("report \(name)"), expected: "a line, with its \"\(currency)\"",
                remedy: "name one with --row")
        }
        let interval = try interval(of: period)
        let pass = try FigurePass(self, measure, of: line, period: period, schema, limit: limit)
        try snapshot.rows(columns: pass.columns, where: interval.range, inKeyOrder: false) { (block) throws(RefoldError) in try pass.add(block) }
        return try pass.figure(interval.stated)
    }
}
