import RefoldCore
import RefoldValues

/// Finds the value at the nearest rank of each line. Keeps every value, and its line, until the end.
final class RankTally<Value: FixedWidthInteger & SignedInteger & Sendable>: Tally {
    private let column: Int
    private let rank: NearestRank
    private let budget: ReportMemory?
    private let read: (RowBlock, Int) -> Value
    private var groups: [Int32] = []
    private var values: [Value] = []
    /// How many values each line has.
    private var counts: [Int] = []
    private var runs: SortedRuns?

    // At the end: either all values by line, each line's sorted, with the start of each line; or what the lines come to, and their values in a file.
    private var starts: [Int] = []
    private var figures: [Value] = []
    private var spilled: SortedLines?

    init(column: Int, _ rank: NearestRank, _ memory: ReportMemory?, _ read: @escaping (RowBlock, Int) -> Value) {
        (self.column, self.rank, budget, self.read) = (column, rank, memory, read)
    }

    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        counts.grow(to: count, with: 0)
        for row in rows where !block.isNull(Int(row), column) {
            let group = groups[Int(row)]
            self.groups.append(group)
            values.append(read(block, Int(row)))
            counts[Int(group)] += 1
        }
    }

    // MARK: Spilling

    var memory: Int { groups.capacity * MemoryLayout<Int32>.stride + values.capacity * MemoryLayout<Value>.stride }

    func spill() throws(RefoldError) {
        guard let budget, !values.isEmpty else { return }
        if runs == nil { runs = try SortedRuns(budget, isDistinct: false) }
        let sorted = sortedByLine()
        (groups, values) = ([], [])
        try runs?.append { (writer) throws(RefoldError) in
            for line in 0..<sorted.starts.count - 1 {
                for value in sorted.values[sorted.starts[line]..<sorted.starts[line + 1]] { try writer.append(Int32(line), value.orderedBytes.span) }
            }
        }
    }

    /// The values by line, by a counting sort, and sorted within each.
    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    private func sortedByLine() -> (values: [Value], starts: [Int]) {
        var starts = [Int](repeating: 0, count: counts.count + 1)
        for group in groups { starts[Int(group) + 1] += 1 }
        for line in counts.indices { starts[line + 1] += starts[line] }
        var next = starts
        var placed = [Value](repeating: 0, count: values.count)
        for (index, value) in values.enumerated() {
            let line = Int(groups[index])
            placed[next[line]] = value
            next[line] += 1
        }
        for line in counts.indices { placed[starts[line]..<starts[line + 1]].sort() }
        return (placed, starts)
    }

    // MARK: Figures

    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    func finish() throws(RefoldError) {
        guard let runs else {
            (values, starts) = sortedByLine()
            groups = []
            return
        }
        try spill()
        figures = [Value](repeating: 0, count: counts.count)
        var (present, place, wanted) = (-1, 0, -1)
        spilled = try runs.merged { line, value in
            if Int(line) != present { (present, place, wanted) = (Int(line), 0, self.rank.place(among: self.counts[Int(line)])) }
            if place == wanted { self.figures[present] = Value(orderedBytes: value) }
            place += 1
        }
        self.runs = nil
    }

    func result(_ lines: ArraySlice<Int>) throws(RefoldError) -> TallyResult {
        let lines = lines.filter { $0 < counts.count && counts[$0] > 0 }
        guard let first = lines.first else { return .null }
        guard lines.count == 1 else { return .units(Int128(try figure(of: lines))) }
        return .units(Int128(spilled == nil ? values[starts[first] + rank.place(among: counts[first])] : figures[first]))
    }

    /// The figure of several lines, whose values are brought together as those of one.
    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    private func figure(of lines: [Int]) throws(RefoldError) -> Value {
        let place = rank.place(among: lines.reduce(0) { $0 + counts[$1] })
        let joined = JoinedValues<Value>(budget)
        for line in lines {
            if let spilled {
                try spilled.values(of: line) { (value) throws(RefoldError) in try joined.add(Value(orderedBytes: value)) }
            } else {
                for value in values[starts[line]..<starts[line + 1]] { try joined.add(value) }
            }
        }
        return try joined.value(at: place)
    }
}

/// Values of several lines, for the one at a place in their order.
private final class JoinedValues<Value: FixedWidthInteger & SignedInteger & Sendable> {
    private let budget: ReportMemory?
    private var values: [Value] = []
    private var runs: SortedRuns?

    init(_ budget: ReportMemory?) { self.budget = budget }

    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    func add(_ value: Value) throws(RefoldError) {
        values.append(value)
        guard let budget, values.count * MemoryLayout<Value>.stride * 2 > budget.kept else { return }
        if runs == nil { runs = try SortedRuns(budget, isDistinct: false) }
        values.sort()
        try runs?.append { (writer) throws(RefoldError) in for value in values { try writer.append(0, value.orderedBytes.span) } }
        values.removeAll(keepingCapacity: true)
    }

    @specialized(where Value == Int64)
    @specialized(where Value == Int128)
    func value(at place: Int) throws(RefoldError) -> Value {
        values.sort()
        guard let runs else { return values[place] }
        try runs.append { (writer) throws(RefoldError) in for value in values { try writer.append(0, value.orderedBytes.span) } }
        var (next, found) = (0, 0 as Value)
        try runs.merge { _, value in
            if next == place { found = Value(orderedBytes: value) }
            next += 1
        }
        return found
    }
}

extension FixedWidthInteger where Self: SignedInteger {
    /// Bytes that sort as the numbers do: big-endian, with the sign bit inverted.
    fileprivate var orderedBytes: [UInt8] {
        let bits = self ^ 1 << (Self.bitWidth - 1)
        return stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
    }

    fileprivate init(orderedBytes bytes: Span<UInt8>) {
        var bits: Self = 0
        for index in bytes.indices { bits = bits << 8 | Self(bytes[index]) }
        self = bits ^ 1 << (Self.bitWidth - 1)
    }
}
