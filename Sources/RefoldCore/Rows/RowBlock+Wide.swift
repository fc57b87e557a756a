import RefoldValues

extension RowBlock {
    /// The number of a wide column, in units of its last place; ``WideUnits/invalid`` if it is null.
    public func wide(_ index: Int, _ column: Int) -> Int128 { withBytes(index, column) { WideUnits.number(of: $0) } }

    /// Sets a wide column of the last row.
    public func set(_ column: Int, toWide number: Int128) {
        let bytes = WideUnits.bytes(of: number)
        set(column, copying: bytes.span)
    }

    /// The number of a column that arithmetic can use, in units of its last place. It is not null.
    public func units(_ index: Int, _ column: Int, isWide: Bool) -> Int128 {
        isWide ? wide(index, column) : Int128(integer(index, column))
    }
}
