import RefoldCore
import RefoldDefinitions

/// The sum of a column. A list instead of a column is arithmetic between measures.
struct SumMeasure: AggregateFunction {
    static let word = "sum"
    static let operand = "the name of a column, or a list of measures"
    static let isAdded = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func rule(of values: ExplainedValues) -> String { "the sum of \(values.words)" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally {
        let column = plan.column ?? 0
        return plan.type.isWide ? WideSumTally(column: column) { sum, _ in .units(sum) } : SumTally(column: column) { sum, _ in .units(sum) }
    }
}

/// Sums, exact at any number of rows: 128 bits hold 2^64 of the largest values.
final class SumTally: Tally {
    private let column: Int
    private let figure: (Int128, Int64) -> TallyResult
    private var lines: [Line] = []

    private struct Line {
        var sum: Int128 = 0
        var count: Int64 = 0
    }

    /// - Parameter figure: what a sum and the number of its values, at least one, come to.
    init(column: Int, figure: @escaping (Int128, Int64) -> TallyResult) {
        self.column = column
        self.figure = figure
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.fold(rows, column, of: block, groups: groups, count: count, startingWith: Line()) { line, value in
            line.sum &+= Int128(value)
            line.count &+= 1
        }
    }

    func result(_ wanted: ArraySlice<Int>) -> TallyResult {
        var total = Line()
        for line in wanted where line < lines.count {
            total.sum &+= lines[line].sum
            total.count &+= lines[line].count
        }
        return total.count > 0 ? figure(total.sum, total.count) : .null
    }
}
