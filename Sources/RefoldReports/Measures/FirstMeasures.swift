import RefoldCore
import RefoldDefinitions
import RefoldValues

/// The value of a column in the row with the smallest `by`; of several such rows the smallest value.
struct FirstMeasure: AggregateFunction {
    static let word = "first"
    static let columnKeys = ["by"]
    static let isOfOneRow = true
    static let smallestFirst = true
    static let isOrderedByFurther = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalOfJSON(column) }
    func refusal(of column: ColumnSchema, under key: String) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { values.edgeRule("smallest") }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { edgeTally(of: plan, isLast: false) }
}

/// The value of a column in the row with the largest `by`; of several such rows the largest value.
struct LastMeasure: AggregateFunction {
    static let word = "last"
    static let columnKeys = ["by"]
    static let isOfOneRow = true
    static let isOrderedByFurther = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalOfJSON(column) }
    func refusal(of column: ColumnSchema, under key: String) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { values.edgeRule("largest") }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { edgeTally(of: plan, isLast: true) }
}

extension AggregateFunction {
    fileprivate func refusalOfJSON(_ column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.content == .json ? (expected: "a column of another type: JSON has no order", remedy: nil) : nil
    }

    fileprivate func edgeTally(of plan: AggregatePlan, isLast: Bool) -> any Tally {
        let by = plan.further(under: "by")
        func tally<By: KeptValues>(_ kept: By.Type) -> any Tally {
            func tally<Value: KeptValues>(_ value: Value.Type) -> any Tally {
                EdgeTally<By, Value>(column: plan.column ?? 0, by: by?.column ?? 0, isLast: isLast)
            }
            return tally(plan.type.content.kept)
        }
        let kept = (by?.type ?? plan.type).content.kept
        return tally(kept)
    }
}

extension ExplainedValues {
    fileprivate func edgeRule(_ end: String) -> String {
        "the value in the row with the \(end) \"\(further.first ?? "")\", of \(words), and the \(end) value of several such rows"
    }
}

/// For each line the first or the last row by a column, and the value of another column in it.
final class EdgeTally<By: KeptValues, Value: KeptValues>: Tally {
    private let column: Int
    private let byColumn: Int
    private let isLast: Bool
    private var by: By
    private var values: Value
    private var isSet: [Bool] = []

    init(column: Int, by byColumn: Int, isLast: Bool) {
        (self.column, self.byColumn, self.isLast) = (column, byColumn, isLast)
        by = By(column: byColumn)
        values = Value(column: column)
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        by.grow(to: count)
        values.grow(to: count)
        isSet.grow(to: count, with: false)
        for row in rows where !block.isNull(Int(row), column) && !block.isNull(Int(row), byColumn) {
            let line = Int(groups[Int(row)])
            if isSet[line] {
                var order = by.order(line, block, Int(row))
                // The order of the rows must not matter.
                if order == 0 { order = values.order(line, block, Int(row)) }
                guard isLast ? order < 0 : order > 0 else { continue }
            }
            isSet[line] = true
            by.keep(block, Int(row), for: line)
            values.keep(block, Int(row), for: line)
        }
    }

    func result(_ lines: ArraySlice<Int>) -> TallyResult {
        var edge: Int?
        for line in lines where line < isSet.count && isSet[line] {
            if let known = edge {
                var order = by.order(known, line)
                if order == 0 { order = values.order(known, line) }
                guard isLast ? order < 0 : order > 0 else { continue }
            }
            edge = line
        }
        return edge.map(values.result) ?? .null
    }
}
