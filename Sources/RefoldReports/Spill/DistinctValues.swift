import RefoldValues

/// The different values of lines, as bytes: in memory, and what was spilled in a file.
final class DistinctValues {
    private let budget: ReportMemory?
    private var table = LineValues()
    private var runs: SortedRuns?

    // At the end.
    private var counts: [Int] = []
    /// The values in ``table`` by line, with the start of each line; unless they are in a file.
    private var order: [Int32] = []
    private var starts: [Int] = []
    private var spilled: SortedLines?

    init(_ memory: ReportMemory?) { budget = memory }

    @inline(__always)
    func add(_ line: Int32, _ value: Span<UInt8>) { table.add(line, value) }

    /// The bytes that ``spill()`` frees.
    var memory: Int { table.memory }

    /// Writes what is in memory to the file.
    func spill() throws(RefoldError) {
        guard let budget, table.count > 0 else { return }
        if runs == nil { runs = try SortedRuns(budget, isDistinct: true) }
        let order = table.sorted()
        try runs?.append { (writer) throws(RefoldError) in
            for number in order {
                try table.with(Int(number)) { (line, value) throws(RefoldError) in _ = try writer.append(line, value) }
            }
        }
        table = LineValues()
    }

    /// Called once, after the last value.
    func finish() throws(RefoldError) {
        guard let runs else {
            counts = table.counts
            return
        }
        try spill()
        var counts: [Int] = []
        spilled = try runs.merged { line, _ in
            counts.grow(to: Int(line) + 1, with: 0)
            counts[Int(line)] += 1
        }
        self.counts = counts
        self.runs = nil
    }

    /// How many different values a line has.
    func count(of line: Int) -> Int { line < counts.count ? counts[line] : 0 }

    /// The different values of a line.
    func values(of line: Int, _ body: (Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) {
        if let spilled { return try spilled.values(of: line, body) }
        guard line < counts.count else { return }
        if starts.isEmpty { (order, starts) = table.byLine() }
        for number in order[starts[line]..<starts[line + 1]] {
            try table.with(Int(number)) { (_, value) throws(RefoldError) in try body(value) }
        }
    }
}
