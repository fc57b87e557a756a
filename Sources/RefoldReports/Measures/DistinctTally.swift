import RefoldCore
import RefoldValues

/// Counts different values of each line exactly: every value of a line is kept once.
final class DistinctTally: Tally {
    private let columns: [(column: Int, isBytes: Bool)]
    private let values: DistinctValues
    private let budget: ReportMemory?

    init(of plan: AggregatePlan, _ memory: ReportMemory?) {
        columns = [(plan.column ?? 0, plan.type.isBytes)] + plan.further.map { ($0.column, $0.type.isBytes) }
        budget = memory
        values = DistinctValues(memory)
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) throws(RefoldError) {
        let (column, isBytes) = columns[0]
        guard columns.count == 1 else { return addCombinations(rows, of: block, groups: groups) }
        if isBytes {
            for row in rows where !block.isNull(Int(row), column) {
                block.withBytes(Int(row), column) { values.add(groups[Int(row)], $0) }
            }
        } else {
            var bytes: [UInt8] = []
            for row in rows where !block.isNull(Int(row), column) {
                bytes.removeAll(keepingCapacity: true)
                KeyEncoding.append(block.integer(Int(row), column), to: &bytes)
                values.add(groups[Int(row)], bytes.span)
            }
        }
    }

    private func addCombinations(_ rows: [Int32], of block: RowBlock, groups: [Int32]) {
        var bytes: [UInt8] = []
        for row in rows where !columns.contains(where: { block.isNull(Int(row), $0.column) }) {
            bytes.removeAll(keepingCapacity: true)
            for (column, isBytes) in columns {
                if isBytes {
                    block.withBytes(Int(row), column) { KeyEncoding.append($0, isOnlyPart: false, to: &bytes) }
                } else {
                    KeyEncoding.append(block.integer(Int(row), column), to: &bytes)
                }
            }
            values.add(groups[Int(row)], bytes.span)
        }
    }

    var memory: Int { values.memory }

    func spill() throws(RefoldError) { try values.spill() }

    func finish() throws(RefoldError) { try values.finish() }

    func result(_ lines: ArraySlice<Int>) throws(RefoldError) -> TallyResult {
        guard lines.count > 1 else { return .count(Int128(lines.first.map(values.count) ?? 0)) }
        // The values of several lines are brought together as those of one.
        let joined = DistinctValues(budget)
        for line in lines {
            try values.values(of: line) { (value) throws(RefoldError) in
                joined.add(0, value)
                if let budget, joined.memory > budget.kept { try joined.spill() }
            }
        }
        try joined.finish()
        return .count(Int128(joined.count(of: 0)))
    }
}
