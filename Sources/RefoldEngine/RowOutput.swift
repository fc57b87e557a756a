import Dispatch
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Writes a run of rows into a generation.
enum RowOutput {
    /// - Parameters:
    ///   - blockSize: in bytes; a block may be some more.
    ///   - unfinished: what an interrupted run wrote of the same rows: they are brought together, and not written again.
    ///   - overlapping: whether a second thread brings the rows together while the calling one hands them to the database.
    ///   - matches: take note of what the rows hold.
    ///   - wrote: told how many rows have been written so far, after each block that this run wrote; throwing ends the writing.
    /// - Returns: the number of rows; nil if what the interrupted run wrote are not the first of them.
    static func write(
        _ run: any RowRun, columnCount: Int, blockSize: Int, after unfinished: UnfinishedGeneration?, to builder: any GenerationBuilder, _ matches: inout Matches,
        overlapping: Bool, wrote: (Int64) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64? {
        let run = LimitedRun(run, first: unfinished?.rows ?? 0)
        var rows: Int64 = 0
        var isSame = true
        func write(_ block: RowBlock) throws(RefoldError) {
            guard block.count > 0, isSame else { return }
            rows += Int64(block.count)
            matches.note(block)
            if let unfinished, rows <= unfinished.rows {
                if rows == unfinished.rows { isSame = block.withKey(block.count - 1) { $0.stableHash } == unfinished.lastKey }
                // Nobody is asked whether the run is to end: one whose time is over writes a block all the same, and so each gets further.
                return
            }
            try builder.write(block)
            try wrote(rows)
        }
        if overlapping {
            let blocks = (0..<3).map { _ in RowBlock(columnCount: columnCount, capacity: blockSize * 5 / 4) }
            try BufferExchange.run("refold.rows", blocks, fill: { (block) throws(RefoldError) in try fill(block, to: blockSize, from: run) }, use: write)
        } else {
            let block = RowBlock(columnCount: columnCount, capacity: blockSize * 5 / 4)
            while try fill(block, to: blockSize, from: run) { try write(block) }
            try write(block)
        }
        return isSame && rows >= unfinished?.rows ?? 0 ? rows : nil
    }

    /// Fills a block with the next rows.
    ///
    /// - Returns: whether there may be more.
    private static func fill(_ block: RowBlock, to blockSize: Int, from run: LimitedRun) throws(RefoldError) -> Bool {
        block.removeAll()
        while block.byteCount < blockSize {
            guard try run.rows.advance() else { return false }
            try run.rows.emit(into: block)
            run.left -= 1
            // The rows that are written, and those that are not, are in different blocks.
            if run.left == 0 { return true }
        }
        return true
    }

    /// Rows, of which the first ones are counted.
    private final class LimitedRun {
        let rows: any RowRun
        var left: Int64

        init(_ rows: any RowRun, first: Int64) { (self.rows, left) = (rows, first) }
    }
}
