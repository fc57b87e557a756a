import RefoldCore
import RefoldDefinitions

/// The smallest value of a column.
struct MinMeasure: AggregateFunction {
    static let word = "min"
    static let smallestFirst = true
    static let isOfOneRow = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { "the smallest of \(values.words)" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { extremeTally(of: plan, isLargest: false) }
}

/// The largest value of a column.
struct MaxMeasure: AggregateFunction {
    static let word = "max"
    static let isOfOneRow = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { "the largest of \(values.words)" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { extremeTally(of: plan, isLargest: true) }
}

extension AggregateFunction {
    /// What those that compare values say of a column without an order.
    func refusalUnlessOrdered(_ column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.isOrdered ? nil : (expected: "a column that has an order", remedy: nil)
    }

    fileprivate func extremeTally(of plan: AggregatePlan, isLargest: Bool) -> any Tally {
        func tally<Kept: KeptValues>(_ kept: Kept.Type) -> any Tally { ExtremeTally<Kept>(column: plan.column ?? 0, isLargest: isLargest) }
        return tally(plan.type.content.kept)
    }
}

/// The smallest or the largest value of a column.
final class ExtremeTally<Kept: KeptValues>: Tally {
    private let column: Int
    private let isLargest: Bool
    private var kept: Kept
    private var isSet: [Bool] = []

    init(column: Int, isLargest: Bool) {
        self.column = column
        self.isLargest = isLargest
        kept = Kept(column: column)
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        kept.grow(to: count)
        isSet.grow(to: count, with: false)
        for row in rows where !block.isNull(Int(row), column) {
            let line = Int(groups[Int(row)])
            if isSet[line] {
                let order = kept.order(line, block, Int(row))
                guard isLargest ? order < 0 : order > 0 else { continue }
            }
            isSet[line] = true
            kept.keep(block, Int(row), for: line)
        }
    }

    func result(_ lines: ArraySlice<Int>) -> TallyResult {
        var extreme: Int?
        for line in lines where line < isSet.count && isSet[line] {
            if let known = extreme {
                let order = kept.order(known, line)
                guard isLargest ? order < 0 : order > 0 else { continue }
            }
            extreme = line
        }
        return extreme.map(kept.result) ?? .null
    }
}
