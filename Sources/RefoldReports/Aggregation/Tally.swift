import RefoldCore
import RefoldValues

/// What one aggregate keeps for every line while rows are read.
///
/// Blocks go through whole: the kind of a tally is looked up once a block, and its loop knows nothing but integers.
protocol Tally: AnyObject {
    /// Takes in rows of a block.
    ///
    /// - Parameters:
    ///   - rows: numbers of the block.
    ///   - groups: the line of each row, by its number in the block.
    ///   - count: how many lines there are by now.
    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int)

    /// What came out for a line; for nil, over all rows of all lines.
    func result(_ group: Int?) -> TallyResult

    /// Called once, after the last row.
    func finish()
}

extension Tally {
    func finish() {}
}

/// A figure before it has a scale.
enum TallyResult {
    case null
    /// How many rows or values.
    case count(Int128)
    /// Integers of the column's last place.
    case units(Int128)
    /// The scale is nil for an amount whose currency decides.
    case average(sum: Int128, count: Int64, scale: Int?, Rounding)
    case text(String)
}

extension Array {
    /// Lengthens the array to `count` elements.
    mutating func grow(to count: Int, with element: Element) {
        if self.count < count { append(contentsOf: repeatElement(element, count: count - self.count)) }
    }

    /// Folds every integer of a block's column into the element of its line, lengthening the array to `count` lines first.
    @inline(__always)
    mutating func fold(
        _ rows: [Int32], _ column: Int, of block: RowBlock, groups: [Int32], count: Int, startingWith new: Element,
        _ body: (inout Element, Int64) -> Void
    ) {
        grow(to: count, with: new)
        var line = mutableSpan
        for row in rows where !block.isNull(Int(row), column) { body(&line[Int(groups[Int(row)])], block.integer(Int(row), column)) }
    }
}
