import RefoldCore
import RefoldDefinitions

/// How many different values.
struct DistinctMeasure: AggregateFunction {
    static let word = "distinct"

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.content == .json ? (expected: "a column of another type: equal JSON can be written in many ways", remedy: nil) : nil
    }

    func figure(of column: ColumnType, _ currency: ReportCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> ReportType? { .integer }

    func rule(of values: ExplainedValues) -> String { "the number of different values among \(values.words)" }

    func tally(of column: Int?, _ content: ColumnContent) -> any Tally { DistinctTally(column: column ?? 0, isText: content.isBytes) }
}

/// Counts different values exactly: every pair of a line and a value is kept once.
final class DistinctTally: Tally {
    private let column: Int
    private let isText: Bool
    private var texts = TextPool()
    private var pairs = GroupIndex(width: 2)
    private var counts: [Int64] = []
    private var wanted: [Int64] = []
    private var found: [Int32] = []

    init(column: Int, isText: Bool) {
        self.column = column
        self.isText = isText
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        counts.grow(to: count, with: 0)
        wanted.removeAll(keepingCapacity: true)
        for row in rows where !block.isNull(Int(row), column) {
            wanted.append(Int64(groups[Int(row)]))
            let value =
                isText
                ? Int64(block.withBytes(Int(row), column) { texts.number(of: $0) })
                : block.integer(Int(row), column)
            wanted.append(value)
        }
        let before = pairs.count
        pairs.groups(of: wanted, into: &found)
        for pair in before..<pairs.count {
            let key = pairs.key(pair)
            counts[Int(key[key.startIndex])] += 1
        }
    }

    func result(_ group: Int?) -> TallyResult {
        guard let group else { return .count(Int128(countOfAll())) }
        return .count(Int128(group < counts.count ? counts[group] : 0))
    }

    /// The number of distinct values in all lines together; needed only for totals.
    private func countOfAll() -> Int {
        if isText { return texts.count }
        var values = GroupIndex(width: 1)
        values.groups(of: (0..<pairs.count).map { pairs.key($0).last ?? 0 }, into: &found)
        return values.count
    }
}
