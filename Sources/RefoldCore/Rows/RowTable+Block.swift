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
    /// Makes a row of a block the table's only one. The columns from `first` on are the block's, in its order, and those before are null.
    ///
    /// The row has the number 0 and is not found by its key. The texts of the row that was there before are gone, and no reference into
    /// them may be kept.
    public func hold(_ index: Int, of block: RowBlock, from first: Int) {
        precondition(block.columnCount >= columnCount - first)
        if rowCount == 0 { _ = addRow(key: [UInt8]().span, hash: 0) }
        precondition(rowCount == 1)
        textCount = layout.literals.count
        let source = unsafe block.row(index)
        let key = unsafe appendText(block.key(index))
        unsafe rows[0] = key.packed
        unsafe rows[1] = rows[1] & ~RowState.mask | source[0] >> 56
        for word in Self.headWords..<stride { unsafe rows[word] = 0 }
        for column in layout.columns[first...] where !block.isNull(index, column.index - first) {
            let slot =
                if column.isBytes {
                    unsafe appendText(block.bytes(index, column.index - first)).packed
                } else {
                    unsafe source[1 + block.setWords + column.index - first]
                }
            unsafe rows[Self.headWords + setWords + column.index] = slot
            unsafe rows[Self.headWords + column.index >> 6] |= 1 << UInt64(column.index & 63)
        }
    }
}
