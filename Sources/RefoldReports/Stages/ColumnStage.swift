import RefoldCore
import RefoldValues

/// A step in which columns of a report are looked up or worked out for a block of rows.
protocol ColumnStage: Sendable {
    /// Whether one of its columns depends on the moment of the report.
    var usesMoment: Bool { get }

    /// The same for a moment.
    func at(_ moment: Timestamp) -> Self

    /// The block with the stage's columns before its own. Columns that the stage does not know are left out. The rows keep their numbers.
    ///
    /// - Parameters:
    ///   - rows: the numbers of the rows that count, ascending; in the others the stage's columns are null.
    ///   - joined: the rows of the further read models.
    /// - Throws: status 1 if a column cannot be worked out for a row, at the report `report`.
    func complete(_ block: RowBlock, only rows: [Int32], with joined: JoinedRows?, for report: String) throws(RefoldError) -> RowBlock
}

extension ColumnStage {
    var usesMoment: Bool { false }

    func at(_ moment: Timestamp) -> Self { self }
}

extension RowBlock {
    /// The block with columns before its first ones.
    ///
    /// - Parameters:
    ///   - count: how many columns there are to be before it.
    ///   - kept: those of the block, from its first.
    ///   - rows: the rows for which the columns are set, ascending.
    ///   - set: sets columns of the last row of a block; gets that block, the row's number, and its place in `rows`.
    func preceded(by count: Int, _ kept: [ColumnSchema], only rows: [Int32], _ set: (RowBlock, Int, Int) -> Void) -> RowBlock {
        let whole = RowBlock(columnCount: count + kept.count, capacity: byteCount + self.count * (count + 1) * 16)
        let isBytes = kept.map(\.type.isBytes)
        let none: [UInt8] = []
        var next = 0
        for row in 0..<self.count {
            whole.beginRow(key: none.span)
            if next < rows.count, Int(rows[next]) == row {
                set(whole, row, next)
                next += 1
            }
            for column in isBytes.indices { whole.set(count + column, to: column, of: self, row, isBytes: isBytes[column]) }
        }
        return whole
    }
}
