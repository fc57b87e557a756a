import Dispatch
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Writes a run of rows into a generation.
enum RowOutput {
    private static let blockSize = 1 << 20

    /// - Parameters:
    ///   - overlapping: whether a second thread brings the rows together while the calling one hands them to the database.
    ///   - matches: take note of what the rows hold.
    ///   - wrote: told how many rows have been written so far; throwing ends the writing.
    /// - Returns: the number of rows.
    static func write(
        _ run: any RowRun, columnCount: Int, to builder: any GenerationBuilder, _ matches: inout Matches, overlapping: Bool,
        wrote: (Int64) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64 {
        var rows: Int64 = 0
        func write(_ block: RowBlock) throws(RefoldError) {
            guard block.count > 0 else { return }
            try builder.write(block)
            matches.note(block)
            rows += Int64(block.count)
            try wrote(rows)
        }
        if overlapping {
            let blocks = (0..<3).map { _ in emptyBlock(columnCount) }
            try BufferExchange.run("refold.rows", blocks, fill: { (block) throws(RefoldError) in try fill(block, from: run) }, use: write)
        } else {
            let block = emptyBlock(columnCount)
            while try fill(block, from: run) { try write(block) }
            try write(block)
        }
        return rows
    }

    private static func emptyBlock(_ columnCount: Int) -> RowBlock {
        RowBlock(columnCount: columnCount, capacity: blockSize * 5 / 4)
    }

    /// Fills a block with the next rows.
    ///
    /// - Returns: whether there may be more.
    private static func fill(_ block: RowBlock, from run: any RowRun) throws(RefoldError) -> Bool {
        block.removeAll()
        while block.byteCount < blockSize {
            guard try run.advance() else { return false }
            try run.emit(into: block)
        }
        return true
    }
}
