import RefoldCore
import RefoldDefinitions
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

    func figure(of column: ColumnType, _ currency: ReportCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> ReportType? {
        if let currency { return .money(currency) }
        guard let scale else {
            planner.reader.note(
                "an average has no end of decimals", line: location.line, path: location.path, expected: "a scale", remedy: "add scale: 2")
            return nil
        }
        return .decimal(scale: scale)
    }

    func rule(of values: ExplainedValues) -> String {
        let decimals = scale ?? values.figure.number?.scale
        let rounded = decimals.map { ", rounded \(rounding.rawValue) to \($0) decimal\($0 == 1 ? "" : "s")" } ?? ""
        return "the average of \(values.words)" + (values.sum.map { " that add\(values.count == 1 ? "s" : "") up to \($0.plain)" } ?? "") + rounded
    }

    func tally(of column: Int?, _ content: ColumnContent) -> any Tally {
        let figure = { [scale, rounding] (sum: Int128, count: Int64) in TallyResult.average(sum: sum, count: count, scale: scale, rounding) }
        return content.isWide ? WideSumTally(column: column ?? 0, figure: figure) : SumTally(column: column ?? 0, figure: figure)
    }
}
