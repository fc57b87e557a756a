// Unsafe here: copies texts out of the block's memory.

extension RowBlock {
    /// A copy of a text column; nil if it is null.
    public func text(_ index: Int, _ column: Int) -> String? {
        isNull(index, column) ? nil : unsafe String(decoding: bytes(index, column), as: UTF8.self)
    }

    /// The integer of a column that is not a text; nil if it is null.
    public func optionalInteger(_ index: Int, _ column: Int) -> Int64? {
        isNull(index, column) ? nil : integer(index, column)
    }
}
