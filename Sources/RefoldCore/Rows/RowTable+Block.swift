// Unsafe here: copies a row from a block's memory into the table's.

import RefoldValues

extension RowTable {
    /// Adds a row of a block, with its state. The table must not have its key yet.
    public func load(_ index: Int, of block: RowBlock) {
        let number = block.withKey(index) { row(forKey: $0, hash: $0.stableHash).row }
        let target = unsafe rows + number * stride
        let source = unsafe block.row(index)
        unsafe target[1] = target[1] & ~RowState.mask | source[0] >> 56
        for word in 0..<setWords { unsafe target[Self.headWords + word] = source[1 + word] }
        for column in layout.columns {
            let slot = unsafe source[1 + setWords + column.index]
            let place = Self.headWords + setWords + column.index
            if column.isBytes {
                let kept = unsafe internText(block.bytes(index, column.index), column: column.index)
                unsafe rows[number * stride + place] = kept.packed
            } else {
                unsafe rows[number * stride + place] = slot
            }
        }
    }
}
