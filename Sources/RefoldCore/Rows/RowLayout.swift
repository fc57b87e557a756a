/// What every table of one projection has in common: its columns, the literals its reducers use, and what a new row holds.
public struct RowLayout: Sendable {
    public let columns: [Column]
    /// The beginning of each table's text; references into it hold in all of them.
    public let literals: [UInt8]
    /// The set-bits and slots of a row that no handler has written yet: its defaults.
    @usableFromInline let fresh: [UInt64]

    /// For every money column, the number of the column that holds its currency; -1 for others, and where there is none such.
    @usableFromInline let currencies: [Int]

    /// For every money column, the number of the key part that holds its currency; -1 for others.
    let currencyParts: [Int]

    /// The types of the key's parts; empty if it was not stated.
    let keyTypes: [ColumnType]

    /// For every column, the money columns whose currency it holds, as bits; only the first 64 columns may hold money.
    @usableFromInline let moneyBeside: [UInt64]

    /// How many 64-bit words hold the set-bits.
    @usableFromInline let setWords: Int

    /// - Parameters:
    ///   - columns: those of the schema, without the key.
    ///   - key: the key parts of the schema; needed only where reducers read the key or a money column has its currency there.
    ///   - defaults: values of columns that do not begin as null; a text default is a reference into `literals`.
    public init(
        columns: [ColumnSchema], key: [ColumnSchema] = [], literals: [UInt8] = [], defaults: [(column: Int, slot: UInt64)] = []
    ) {
        self.columns = columns.enumerated().map { Column(index: $0.offset, type: $0.element.type) }
        self.literals = literals
        let currencies = columns.map { column in
            column.type.currency.flatMap { currency in columns.firstIndex { $0.name == currency } } ?? -1
        }
        var beside = [UInt64](repeating: 0, count: columns.count)
        for (money, currency) in currencies.enumerated().prefix(64) where currency >= 0 { beside[currency] |= 1 << UInt64(money) }
        self.currencies = currencies
        currencyParts = columns.map { column in
            column.type.currency.flatMap { currency in key.firstIndex { $0.name == currency } } ?? -1
        }
        keyTypes = key.map(\.type)
        moneyBeside = beside
        setWords = (columns.count + 63) / 64
        var words = [UInt64](repeating: 0, count: setWords + columns.count)
        for (column, slot) in defaults where column < columns.count {
            words[column >> 6] |= 1 << UInt64(column & 63)
            words[setWords + column] = slot
        }
        fresh = words
    }
}
