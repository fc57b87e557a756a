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
    /// - Throws: status 1 if what it keeps cannot be written to a temporary file.
    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) throws(RefoldError)

    /// Called once, after the last row.
    ///
    /// - Throws: as ``add(_:of:groups:count:)``.
    func finish() throws(RefoldError)

    /// The bytes that ``spill()`` frees.
    var memory: Int { get }

    /// Writes what it keeps to a temporary file, if that grows with the rows.
    ///
    /// - Throws: as ``add(_:of:groups:count:)``.
    func spill() throws(RefoldError)

    /// The result over all rows of these lines together, once it is finished: of one line, or of a set such as all lines for totals.
    ///
    /// - Parameter lines: their numbers, ascending, each once. A line past those that were counted has no rows.
    /// - Complexity: that of the rows of these lines at most, so that disjoint sets cost one pass over all rows together.
    /// - Throws: status 1 if a temporary file cannot be read.
    func result(_ lines: ArraySlice<Int>) throws(RefoldError) -> TallyResult
}

extension Tally {
    var memory: Int { 0 }

    func spill() throws(RefoldError) {}

    func finish() throws(RefoldError) {}
}

/// A figure before it gets a scale.
enum TallyResult {
    case null
    /// How many rows or values.
    case count(Int128)
    /// Integers of the column's last place.
    case units(Int128)
    /// Integers of the column's last place, divided by a number. The scale is nil for an amount whose currency decides.
    case quotient(Int128, by: Int128, scale: Int?, Rounding)
    /// The root of a variance of such integers; the scale as for a quotient.
    case deviation(Variance, scale: Int?, Rounding)
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
