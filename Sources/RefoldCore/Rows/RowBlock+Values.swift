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

    /// Sets a column of the last row to a copy of bytes.
    public func set(_ column: Int, copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe set(column, copying: $0) }
    }

    /// Sets a column of the last row to a column of a row of another block.
    public func set(_ column: Int, to source: Int, of block: RowBlock, _ index: Int, isBytes: Bool) {
        guard !block.isNull(index, source) else { return }
        if isBytes { unsafe set(column, copying: block.bytes(index, source)) } else { set(column, to: block.integer(index, source)) }
    }

    /// Adds a row with an empty key that has some columns of a row of another block, as snapshots of read models give them.
    ///
    /// - Parameters:
    ///   - columns: indexes into `all`.
    ///   - all: the `allColumns` of the schema that the other block follows.
    ///   - key: the parts of the key, the first of `all`.
    public func append(_ columns: [Int], of block: RowBlock, _ index: Int, _ all: [ColumnSchema], key: [ColumnSchema]) {
        let none: [UInt8] = []
        beginRow(key: none.span)
        for (place, column) in columns.enumerated() {
            if column < key.count {
                set(place, toKeyPart: column, of: block, index, key)
            } else {
                set(place, to: column - key.count, of: block, index, isBytes: all[column].type.isBytes)
            }
        }
    }

    /// Adds a row with an empty key that has some columns of a row of a table, as snapshots of read models give them.
    ///
    /// - Parameters:
    ///   - columns: indexes into the `allColumns` of the schema that the table follows.
    ///   - own: the columns of the table, without the key.
    ///   - key: the parts of the key.
    public func append(_ columns: [Int], of row: borrowing Row, own: [Column], key: [ColumnSchema]) {
        let none: [UInt8] = []
        beginRow(key: none.span)
        for (place, number) in columns.enumerated() {
            guard number >= key.count else {
                row.withKey { set(place, toKeyPart: number, ofKey: $0, key) }
                continue
            }
            let column = own[number - key.count]
            if row.isNull(column) { continue }
            if !column.isBytes {
                set(place, to: row.integer(column))
            } else {
                row.withText(row.reference(column)) { set(place, copying: $0) }
            }
        }
    }

    /// Sets a column of the last row to a part of the key of a row of another block.
    ///
    /// - Parameter key: the parts of the key.
    public func set(_ column: Int, toKeyPart part: Int, of block: RowBlock, _ index: Int, _ key: [ColumnSchema]) {
        block.withKey(index) { set(column, toKeyPart: part, ofKey: $0, key) }
    }

    /// Sets a column of the last row to a part of an encoded key.
    private func set(_ column: Int, toKeyPart part: Int, ofKey bytes: Span<UInt8>, _ key: [ColumnSchema]) {
        var text: [UInt8] = []
        var (value, place): (Int64, Int) = (0, 0)
        for type in key.prefix(part + 1).map(\.type) {
            value = KeyEncoding.read(type, from: bytes, at: &place, isOnlyPart: key.count == 1, text: &text)
        }
        if key[part].type.isBytes { unsafe text.withUnsafeBytes { unsafe set(column, copying: $0) } } else { set(column, to: value) }
    }
}
