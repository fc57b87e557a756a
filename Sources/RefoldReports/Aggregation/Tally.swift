import RefoldCore
import RefoldValues

/// The state of one aggregate for every line while rows are read.
///
/// A tally gets whole blocks: the dynamic call happens once per block, and the loop inside handles only integers.
protocol Tally: AnyObject {
    /// Adds rows of a block.
    ///
    /// - Parameters:
    ///   - rows: the rows' numbers in the block.
    ///   - groups: the line of each row, by its number in the block.
    ///   - count: the present number of lines.
    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int)

    /// The result for a line; for nil, over all rows of all lines.
    func result(_ group: Int?) -> TallyResult

    /// Called once, after the last row.
    func finish()
}

extension Tally {
    func finish() {}
}

/// A figure before it gets a scale.
enum TallyResult {
    case null
    /// How many rows or values.
    case count(Int128)
    /// Integers of the column's last place.
    case units(Int128)
    /// The scale is nil for an amount whose currency decides.
    case average(sum: Int128, count: Int64, scale: Int?, Rounding)
    case text(String)
    /// A sum of more than 38 digits.
    case tooLarge
}

extension Array {
    /// Lengthens the array to `count` elements.
    mutating func grow(to count: Int, with element: Element) {
        if self.count < count { append(contentsOf: repeatElement(element, count: count - self.count)) }
    }

    /// Combines every integer of a block's column with the element of its line; first lengthens the array to `count` lines.
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
