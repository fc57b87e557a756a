// Unsafe here: compares rows and texts where they lie in the memory of two blocks.

import RefoldValues

extension RowBlock {
    /// Whether two rows of blocks with the same columns are the same run of words. If not, they may hold the same values all the same.
    @inlinable
    public func hasSameWords(_ index: Int, as other: Int, of block: RowBlock) -> Bool {
        let (mine, theirs) = unsafe (row(index), block.row(other))
        guard unsafe mine[0] == theirs[0] else { return false }
        let count = unsafe Int(mine[0] & 0xFFFF_FFFF) * 8
        return unsafe ByteMemory.isEqual(
            UnsafeRawPointer(mine).assumingMemoryBound(to: UInt8.self), UnsafeRawPointer(theirs).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Whether two texts hold the same bytes; a null is an empty text.
    @inlinable
    public func hasSameBytes(_ index: Int, _ column: Int, as other: Int, _ otherColumn: Int, of block: RowBlock) -> Bool {
        withBytes(index, column) { mine in block.withBytes(other, otherColumn) { mine.isEqual(to: $0) } }
    }

    /// The order of two values of one type that is part of a key: negative if this one comes first, 0 if they are equal.
    @inlinable
    public func order(_ index: Int, _ column: Int, isBytes: Bool, to other: Int, of block: RowBlock) -> Int {
        guard isBytes else {
            let (mine, theirs) = (integer(index, column), block.integer(other, column))
            return mine < theirs ? -1 : mine > theirs ? 1 : 0
        }
        let (mine, theirs) = unsafe (bytes(index, column), block.bytes(other, column))
        if unsafe ByteMemory.isLess(mine, theirs) { return -1 }
        return unsafe ByteMemory.isLess(theirs, mine) ? 1 : 0
    }
}
