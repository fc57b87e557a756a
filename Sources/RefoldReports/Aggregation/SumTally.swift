import RefoldCore

/// Sums, exact at any number of rows: 128 bits hold 2^64 of the largest values.
final class SumTally: Tally {
    private let column: Int
    private let averages: Bool
    private var lines: [Line] = []

    private struct Line {
        var sum: Int128 = 0
        var count: Int64 = 0
    }

    init(column: Int, averages: Bool) {
        self.column = column
        self.averages = averages
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.fold(rows, column, of: block, groups: groups, count: count, startingWith: Line()) { line, value in
            line.sum &+= Int128(value)
            line.count &+= 1
        }
    }

    func result(_ group: Int?) -> TallyResult {
        var total = Line()
        if let group {
            guard group < lines.count else { return .null }
            total = lines[group]
        } else {
            for line in lines { total = Line(sum: total.sum &+ line.sum, count: total.count &+ line.count) }
        }
        guard total.count > 0 else { return .null }
        return averages ? .average(sum: total.sum, count: total.count) : .units(total.sum)
    }
}
