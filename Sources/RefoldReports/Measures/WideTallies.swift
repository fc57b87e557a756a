import RefoldCore
import RefoldValues

/// Sums of numbers of up to 38 digits. They have 192 bits, so that it does not depend on the order of the rows whether a sum fits.
final class WideSumTally: Tally {
    private let column: Int
    private let figure: (Int128, Int64) -> TallyResult
    private var lines: [Line] = []

    private struct Line {
        /// The sum is `upper × 2^128 + lower`.
        var upper: Int64 = 0
        var lower: UInt128 = 0
        var count: Int64 = 0

        mutating func add(_ upper: Int64, _ lower: UInt128) {
            let (sum, carry) = self.lower.addingReportingOverflow(lower)
            self.lower = sum
            self.upper &+= upper &+ (carry ? 1 : 0)
        }

        /// The sum; nil if it has more than 38 digits.
        var sum: Int128? {
            let sum = Int128(truncatingIfNeeded: lower)
            return upper == (sum < 0 ? -1 : 0) && WideUnits.fits(sum) ? sum : nil
        }
    }

    /// - Parameter figure: what a sum and the number of its values, at least one, come to.
    init(column: Int, figure: @escaping (Int128, Int64) -> TallyResult) {
        self.column = column
        self.figure = figure
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.grow(to: count, with: Line())
        for row in rows where !block.isNull(Int(row), column) {
            let number = block.wide(Int(row), column)
            let line = Int(groups[Int(row)])
            lines[line].add(number < 0 ? -1 : 0, UInt128(truncatingIfNeeded: number))
            lines[line].count += 1
        }
    }

    func result(_ group: Int?) -> TallyResult {
        var total = Line()
        if let group {
            guard group < lines.count else { return .null }
            total = lines[group]
        } else {
            for line in lines {
                total.add(line.upper, line.lower)
                total.count += line.count
            }
        }
        guard total.count > 0 else { return .null }
        return total.sum.map { figure($0, total.count) } ?? .tooLarge
    }
}

/// The smallest or the largest number of up to 38 digits.
final class WideExtremeTally: Tally {
    private let column: Int
    private let isLargest: Bool
    private var extremes: [Int128?] = []

    init(column: Int, isLargest: Bool) {
        self.column = column
        self.isLargest = isLargest
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        extremes.grow(to: count, with: nil)
        for row in rows where !block.isNull(Int(row), column) {
            let number = block.wide(Int(row), column)
            let line = Int(groups[Int(row)])
            let known = extremes[line] ?? number
            extremes[line] = isLargest ? max(known, number) : min(known, number)
        }
    }

    func result(_ group: Int?) -> TallyResult {
        if let group { return group < extremes.count ? extremes[group].map { .units($0) } ?? .null : .null }
        let known = extremes.compactMap(\.self)
        return (isLargest ? known.max() : known.min()).map { .units($0) } ?? .null
    }
}

/// As ``PercentileTally``, for numbers of up to 38 digits. Keeps every value, sixteen bytes each, until the end.
final class WidePercentileTally: Tally {
    private let column: Int
    private let rank: PercentileMeasure
    private var values: [[Int128]] = []

    init(column: Int, rank: PercentileMeasure) {
        self.column = column
        self.rank = rank
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        values.grow(to: count, with: [])
        for row in rows where !block.isNull(Int(row), column) { values[Int(groups[Int(row)])].append(block.wide(Int(row), column)) }
    }

    func finish() {
        for line in values.indices { values[line].sort() }
    }

    func result(_ group: Int?) -> TallyResult {
        guard let group else { return nearest(values.flatMap(\.self).sorted()) }
        return group < values.count ? nearest(values[group]) : .null
    }

    private func nearest(_ sorted: [Int128]) -> TallyResult {
        sorted.isEmpty ? .null : .units(sorted[rank.place(among: sorted.count)])
    }
}
