/// What all tables of one projection share: the columns, the literals of its reducers, and the contents of a new row.
public struct RowLayout: Sendable {
    public let columns: [Column]
    /// The start of each table's text; references into it are valid in all tables.
    public let literals: [UInt8]
    /// The set bits and slots of a new row: its defaults.
    @usableFromInline let fresh: [UInt64]

    /// For each money column, the index of the column with its currency; -1 for other columns, and if there is no such column.
    @usableFromInline let currencies: [Int]

    /// For each money column, the index of the key part with its currency; -1 for other columns.
    let currencyParts: [Int]

    /// The types of the key parts; empty if they were not given.
    let keyTypes: [ColumnType]

    /// For each column, the money columns whose currency it holds, as a bit set; only the first 64 columns may hold money.
    @usableFromInline let moneyBeside: [UInt64]

    /// The columns of wide numbers.
    let wides: [Column]

    /// How many 64-bit words hold the set bits.
    @usableFromInline let setWords: Int

    /// - Parameters:
    ///   - columns: the schema's columns, without the key.
    ///   - key: the schema's key parts; needed only if reducers read the key or if the currency of a money column is a key part.
    ///   - defaults: values of columns that do not begin as null; the default of a text column is a reference into `literals`.
    public init(
        columns: [ColumnSchema], key: [ColumnSchema] = [], literals: [UInt8] = [], defaults: [(column: Int, slot: UInt64)] = []
    ) {
        self.columns = columns.enumerated().map { Column(index: $0.offset, type: $0.element.type) }
        wides = self.columns.filter { $0.kind == .wide }
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
