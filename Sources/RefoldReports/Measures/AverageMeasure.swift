import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The mean of a column, rounded once.
struct AverageMeasure: AggregateFunction {
    static let word = "average"
    static let parameters = ["scale", "rounding"]

    /// Nil for an amount whose currency decides.
    let scale: Int?
    let rounding: Rounding

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let (scale, rounding) = parser.rounding(object) else { return nil }
        self.scale = scale
        self.rounding = rounding
    }

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType? {
        roundedFigure("an average", scale: scale, currency, at: location, in: planner)
    }

    func rule(of values: ExplainedValues) -> String {
        "the average of \(values.words)" + (values.sum.map { " that add\(values.count == 1 ? "s" : "") up to \($0.plain)" } ?? "")
            + roundedText(scale, rounding, values.figure)
    }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally {
        let column = plan.column ?? 0
        let figure = { [scale, rounding] (sum: Int128, count: Int64) in TallyResult.quotient(sum, by: Int128(count), scale: scale, rounding) }
        return plan.type.isWide ? WideSumTally(column: column, figure: figure) : SumTally(column: column, figure: figure)
    }
}
