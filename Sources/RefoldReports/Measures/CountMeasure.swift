import RefoldCore
import RefoldDefinitions
import RefoldTables

/// How many rows, or how many whose column is not null.
struct CountMeasure: AggregateFunction {
    static let word = "count"
    static let operand = "\"*\" or the name of a column"
    static let takesRows = true
    static let countsRows = true
    static let isAdded = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    var mixesCurrencies: Bool { true }

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { nil }

    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType? { .integer }

    func rule(of values: ExplainedValues) -> String { values.column.map { "the number of rows with a value of \"\($0)\"" } ?? "the number of rows" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { CountTally(column: plan.column) }
}

/// A count a line.
final class CountTally: Tally {
    private let column: Int?
    private var counts: [Int64] = []

    init(column: Int?) { self.column = column }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        counts.grow(to: count, with: 0)
        // Moved to a local variable: a span over a class's storage cannot be created.
        var kept: [Int64] = []
        swap(&kept, &counts)
        var number = kept.mutableSpan
        if let column {
            for row in rows where !block.isNull(Int(row), column) { number[Int(groups[Int(row)])] &+= 1 }
        } else {
            for row in rows { number[Int(groups[Int(row)])] &+= 1 }
        }
        swap(&kept, &counts)
    }

    func result(_ lines: ArraySlice<Int>) -> TallyResult {
        var count: Int128 = 0
        for line in lines where line < counts.count { count += Int128(counts[line]) }
        return .count(count)
    }
}
