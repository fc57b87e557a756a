import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The standard deviation of a sample, rounded once: null for fewer than two values.
struct DeviationMeasure: AggregateFunction {
    static let word = "deviation"
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
        roundedFigure("a standard deviation", scale: scale, currency, at: location, in: planner)
    }

    func rule(of values: ExplainedValues) -> String {
        "the sample standard deviation of \(values.words)" + roundedText(scale, rounding, values.figure)
    }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { DeviationTally(of: plan, scale: scale, rounding) }
}

/// The number, the sum and the sum of the squares of each line's values.
final class DeviationTally: Tally {
    private let column: Int
    private let isWide: Bool
    private let scale: Int?
    private let rounding: Rounding
    private var lines: [Variance] = []

    init(of plan: AggregatePlan, scale: Int?, _ rounding: Rounding) {
        column = plan.column ?? 0
        isWide = plan.type.isWide
        (self.scale, self.rounding) = (scale, rounding)
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.grow(to: count, with: Variance())
        for row in rows where !block.isNull(Int(row), column) {
            lines[Int(groups[Int(row)])].add(block.units(Int(row), column, isWide: isWide))
        }
    }

    func result(_ wanted: ArraySlice<Int>) -> TallyResult {
        var total = Variance()
        for line in wanted where line < lines.count { total.add(lines[line]) }
        return total.count > 1 ? .deviation(total, scale: scale, rounding) : .null
    }
}
