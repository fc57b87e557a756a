import RefoldCore
import RefoldDefinitions
import RefoldTables

/// How many different values, or different combinations of values.
struct DistinctMeasure: AggregateFunction {
    static let word = "distinct"
    static let keepsValues = true
    static let operand = "the name of a column, or a list of columns"
    static let takesList = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.content == .json ? (expected: "a column of another type: equal JSON can be written in many ways", remedy: nil) : nil
    }

    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType? { .integer }

    func rule(of values: ExplainedValues) -> String {
        values.further.isEmpty
            ? "the number of different values among \(values.words)"
            : "the number of different combinations of values among \(values.count) row\(values.count == 1 ? "" : "s") in which none is null"
    }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { DistinctTally(of: plan, memory) }
}
