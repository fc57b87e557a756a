import RefoldCore
import RefoldStores
import RefoldTables

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
    /// The tests that were typed, as texts.
    var typedTests: [String] = []

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

    /// What the table of the rows says of itself.
    func head(of generation: Generation) -> TableHead {
        let keys = Set(generation.schema.key.map(\.name))
        var head = TableHead(
            name: generation.projection, title: generation.projection, bound: generation.position,
            columns: columns.map { TableColumn($0.schema, isKey: keys.contains($0.schema.name)) })
        head.typedTests = typedTests
        let ordered = order.map { ($0.descends ? "-" : "") + $0.column.schema.name }
        if let limit { head.facts.append(TableFact("Rows", "the first \(limit)" + (ordered.isEmpty ? "" : " in the order of \(ordered.joined(separator: ", "))"))) }
        head.facts += [TableFact("Read model", "\(generation.projection), version \(generation.version)")]
        return head
    }

    init(scanned: [Int], filter: RowFilter, columns: [Column], order: [(column: Column, descends: Bool)], limit: Int?) {
        (self.scanned, self.filter, self.columns, self.order, self.limit) = (scanned, filter, columns, order, limit)
    }
}
