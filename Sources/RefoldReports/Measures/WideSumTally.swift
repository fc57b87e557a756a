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

    func result(_ wanted: ArraySlice<Int>) -> TallyResult {
        var total = Line()
        for line in wanted where line < lines.count {
            total.add(lines[line].upper, lines[line].lower)
            total.count += lines[line].count
        }
        guard total.count > 0 else { return .null }
        return total.sum.map { figure($0, total.count) } ?? .tooLarge
    }
}
