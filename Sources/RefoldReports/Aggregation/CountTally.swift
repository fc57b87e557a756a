import RefoldCore

/// How many rows, or how many whose column is not null.
final class CountTally: Tally {
    private let column: Int?
    private var counts: [Int64] = []

    init(column: Int?) { self.column = column }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        counts.grow(to: count, with: 0)
        // Moved out for the loop: a span over storage of a class cannot be had.
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

    func result(_ group: Int?) -> TallyResult {
        guard let group else { return .units(counts.reduce(0) { $0 + Int128($1) }) }
        return .units(Int128(group < counts.count ? counts[group] : 0))
    }
}
