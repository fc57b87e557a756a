import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The mean of a column weighted by another, rounded once: the sum of the products divided by the sum of the weights, null if that is 0.
struct WeightedMeasure: AggregateFunction {
    static let word = "weighted"
    static let parameters = ["scale", "rounding"]
    static let columnKeys = ["by"]

    /// Nil for an amount whose currency decides.
    let scale: Int?
    let rounding: Rounding

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let (scale, rounding) = parser.rounding(object) else { return nil }
        self.scale = scale
        self.rounding = rounding
    }

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func refusal(of column: ColumnSchema, under key: String) -> (expected: String, remedy: String?)? {
        column.type.isNumeric ? nil : (expected: "a column of numbers", remedy: nil)
    }

    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType? {
        roundedFigure("a weighted average", scale: scale, currency, at: location, in: planner)
    }

    func rule(of values: ExplainedValues) -> String {
        let by = values.further.first ?? ""
        return "the sum of \"\(values.column ?? "")\" × \"\(by)\" divided by the sum of \"\(by)\", of \(values.words)"
            + roundedText(scale, rounding, values.figure)
    }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { WeightedTally(of: plan, scale: scale, rounding) }
}

/// The sum of the products and of the weights of each line.
final class WeightedTally: Tally {
    private let value: (column: Int, isWide: Bool)
    private let weight: (column: Int, isWide: Bool)
    private let scale: Int?
    private let rounding: Rounding
    private var lines: [Line] = []

    private struct Line {
        var products = ExactSum()
        var weights = ExactSum()

        mutating func add(_ other: Line) {
            products.add(other.products)
            weights.add(other.weights)
        }
    }

    init(of plan: AggregatePlan, scale: Int?, _ rounding: Rounding) {
        let by = plan.further(under: "by")
        value = (plan.column ?? 0, plan.type.isWide)
        weight = (by?.column ?? 0, by?.type.isWide ?? false)
        (self.scale, self.rounding) = (scale, rounding)
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.grow(to: count, with: Line())
        for row in rows where !block.isNull(Int(row), value.column) && !block.isNull(Int(row), weight.column) {
            let line = Int(groups[Int(row)])
            let units = block.units(Int(row), weight.column, isWide: weight.isWide)
            lines[line].products.add(block.units(Int(row), value.column, isWide: value.isWide), times: units)
            lines[line].weights.add(units)
        }
    }

    func result(_ wanted: ArraySlice<Int>) -> TallyResult {
        var total = Line()
        for line in wanted where line < lines.count { total.add(lines[line]) }
        guard let products = total.products.number, let weights = total.weights.number else { return .tooLarge }
        return weights == 0 ? .null : .quotient(products, by: weights, scale: scale, rounding)
    }
}
