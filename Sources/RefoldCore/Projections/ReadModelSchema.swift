/// One column of a read model.
public struct ColumnSchema: Hashable, Sendable {
    /// Matches `[a-z][a-z0-9_]{0,47}`; always quoted in SQL.
    public var name: String
    public var type: ColumnType

    public init(_ name: String, _ type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// The shape of a read model: what a store needs to create its table, its indexes and its view.
///
/// The columns of the table are the key parts, then the folded columns, then the computed ones.
public struct ReadModelSchema: Hashable, Sendable {
    /// The projection's name, which is the name of the served view.
    public var name: String
    /// The parts of the key, at least one; never null, and never decimal, money or JSON.
    public var key: [ColumnSchema]
    /// The folded columns, then the columns computed when a row is written.
    public var columns: [ColumnSchema]
    /// How many of ``columns``, at the end, are computed.
    public var computedCount: Int
    /// Further indexes, each a list of names of key parts and columns; built after the rows are written.
    public var indexes: [[String]]

    public init(name: String, key: [ColumnSchema], columns: [ColumnSchema], computedCount: Int = 0, indexes: [[String]] = []) {
        self.name = name
        self.key = key
        self.columns = columns
        self.computedCount = computedCount
        self.indexes = indexes
    }

    /// Key parts and columns together, in the order of the table.
    public var allColumns: [ColumnSchema] { key + columns }

    /// How many of ``columns`` are folded; the rest are computed.
    public var foldedCount: Int { columns.count - computedCount }

    /// The shape as a definition says it; see ``ColumnType/declared``.
    public var declared: ReadModelSchema {
        var schema = self
        schema.columns = columns.map { ColumnSchema($0.name, $0.type.declared) }
        return schema
    }
}
