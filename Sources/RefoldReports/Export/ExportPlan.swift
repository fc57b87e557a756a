import RefoldCore

/// An ``ExportChoice``, resolved: which columns are read, which rows of them are printed, and in which order.
public struct ExportPlan: Sendable {
    /// The columns that are read, as indexes into the schema's `allColumns`; indexes of the parts below are into these.
    var scanned: [Int]
    var filter: RowFilter
    /// Those that are printed.
    var columns: [Column]
    /// What rows are ordered by before their key.
    var order: [(column: Column, descends: Bool)]
    /// How many rows at most; nil for all.
    var limit: Int?

    /// A column of the rows that are read.
    struct Column: Sendable {
        var place: Int
        var schema: ColumnSchema
        /// For amounts, the place of their currency.
        var currency: Int?
    }

    /// All rows and columns of a read model, in the order of the key.
    public init(of schema: ReadModelSchema) {
        let all = schema.allColumns
        self.init(
            scanned: Array(all.indices), filter: RowFilter(tests: []),
            columns: all.enumerated().map { place, column in
                Column(place: place, schema: column, currency: column.type.currency.flatMap { beside in all.firstIndex { $0.name == beside } })
            }, order: [], limit: nil)
    }

    init(scanned: [Int], filter: RowFilter, columns: [Column], order: [(column: Column, descends: Bool)], limit: Int?) {
        (self.scanned, self.filter, self.columns, self.order, self.limit) = (scanned, filter, columns, order, limit)
    }
}
