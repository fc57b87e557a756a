/// Collects the sums of a rollup written in Swift; see ``ProjectionBuilder/rollUp(key:_:)``.
public struct RollupBuilder {
    fileprivate var columns: [ColumnSchema] = []
    fileprivate var indexes: [[String]] = []

    /// Adds a column of sums: integer, decimal, or money whose currency is a key part. The read model has the columns in this order.
    public mutating func sum(_ name: String, _ type: ColumnType) -> Column {
        columns.append(ColumnSchema(name, type))
        return Column(index: columns.count - 1, type: type)
    }

    /// Requests an index over columns of the read model, key parts included.
    public mutating func index(_ columns: String...) { indexes.append(columns) }
}

extension ProjectionBuilder {
    /// Makes the read model hold sums per group instead of the folded rows; see ``Rollup``.
    ///
    /// ```swift
    /// Projection("by_customer", version: 1, key: "order") { p in
    ///     let customer = p.column("customer", .text), total = p.column("total", .decimal(scale: 2))
    ///     // … handlers that set them from the events of an order …
    ///     p.rollUp(key: [ColumnSchema("customer", .text)]) { r in
    ///         let orders = r.sum("orders", .integer), amount = r.sum("amount", .decimal(scale: 2))
    ///         return { row, groups throws(FoldError) in
    ///             guard groups.begin(row, [customer]) else { return }
    ///             try groups.add(1, to: orders)
    ///             try groups.add(row.integer(total), to: amount)
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - key: the parts that identify a group; none is money, decimal or JSON.
    ///   - build: adds the columns, and returns the closure that makes a row's contributions.
    public mutating func rollUp(key: [ColumnSchema], _ build: (inout RollupBuilder) -> Rollup.Contributor) {
        var builder = RollupBuilder()
        let contribute = build(&builder)
        rollUp = { base in
            let groups = ReadModelSchema(name: base.name, key: key, columns: builder.columns, indexes: builder.indexes)
            return (groups, Rollup(base: base, groups: groups, contribute: contribute))
        }
    }
}
