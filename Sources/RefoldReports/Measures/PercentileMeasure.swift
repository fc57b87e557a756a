import RefoldCore
import RefoldDefinitions
import RefoldValues

/// The value at the nearest rank.
struct PercentileMeasure: AggregateFunction {
    static let word = "percentile"
    static let parameters = ["at"]
    static let isOfOneRow = true

    /// 0 to 1, of at most nine decimals.
    let rank: ExactDecimal

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let value = object.required("at"), let number = value.number("a number from 0 to 1, as 0.95") else { return nil }
        guard let rank = ExactDecimal(number.json), !rank.isNegative, rank <= ExactDecimal(1), rank.reduced.scale <= 9 else {
            value.note("found \(number.text)", expected: "a number from 0 to 1 of at most nine decimals, as 0.95")
            return nil
        }
        self.rank = rank.reduced
    }

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func rule(of values: ExplainedValues) -> String {
        let start = "the percentile at \(rank) of \(values.words) by nearest rank"
        return values.count == 0 ? start : start + ", number \(place(among: values.count) + 1) in ascending order"
    }

    func tally(of column: Int?, _ content: ColumnContent) -> any Tally {
        content.isWide ? WidePercentileTally(column: column ?? 0, rank: self) : PercentileTally(column: column ?? 0, rank: self)
    }

    /// The place of the value among so many sorted ones, from 0.
    func place(among count: Int) -> Int {
        var whole: Int128 = 1
        for _ in 0..<rank.scale { whole *= 10 }
        // The rank has at most nine decimals and is at most 1, so the product is far below 128 bits.
        let place = (rank.mantissa * Int128(count) + whole - 1) / whole
        return max(Int(place), 1) - 1
    }
}

/// Finds the smallest value that at least a share of all values does not exceed.
///
/// Keeps every value, twelve bytes each, until the end.
final class PercentileTally: Tally {
    private let column: Int
    private let rank: PercentileMeasure
    private var groups: [Int32] = []
    private var values: [Int64] = []
    /// The start of each line's values in ``values``, which are sorted at the end.
    private var starts: [Int] = [0]

    init(column: Int, rank: PercentileMeasure) {
        self.column = column
        self.rank = rank
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        for row in rows where !block.isNull(Int(row), column) {
            self.groups.append(groups[Int(row)])
            values.append(block.integer(Int(row), column))
        }
        starts.grow(to: count + 1, with: 0)
    }

    /// Groups the values by line with a counting sort, and sorts the values of each line.
    func finish() {
        for group in groups { starts[Int(group) + 1] += 1 }
        for group in 1..<max(starts.count, 1) { starts[group] += starts[group - 1] }
        var next = starts
        var placed = [Int64](repeating: 0, count: values.count)
        for index in values.indices {
            let group = Int(groups[index])
            placed[next[group]] = values[index]
            next[group] += 1
        }
        groups = []
        for group in 0..<max(starts.count - 1, 0) { placed[starts[group]..<starts[group + 1]].sort() }
        values = placed
    }

    func result(_ group: Int?) -> TallyResult {
        guard let group else { return nearest(values.sorted()[...]) }
        return group + 1 < starts.count ? nearest(values[starts[group]..<starts[group + 1]]) : .null
    }

    private func nearest(_ sorted: ArraySlice<Int64>) -> TallyResult {
        sorted.isEmpty ? .null : .units(Int128(sorted[sorted.startIndex + rank.place(among: sorted.count)]))
    }
}
