// Unsafe here: copies the bytes of strings into a block.

import RefoldCore

extension RowBlock {
    /// Sets a column of the last row.
    func set(_ column: Int, to cell: InMemorySnapshot.Cell) {
        switch cell {
        case .null: break
        case .units(let value): set(column, to: value)
        case .wide(let value): set(column, toWide: value)
        case .text(let text): unsafe Array(text.utf8).withUnsafeBytes { unsafe set(column, copying: $0) }
        }
    }
}
