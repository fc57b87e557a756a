import RefoldCore
import RefoldStores

extension ReadModelTable {
    /// The query of a selection. Its parameters are the values that columns are compared with, then the maximum number of rows, then how
    /// many to skip.
    ///
    /// Reads the table itself, because the view converts times to text, which no index covers.
    func select(_ selection: RowSelection, _ resolved: ResolvedSelection) -> String {
        let columns = selection.columns.isEmpty ? "1" : selection.columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ")
        var notNull: [String] = []
        for column in resolved.nullableOrder {
            let isFirst = column.name == selection.order.first
            // Null never matches bounds, and a second lower bound would conflict with theirs.
            if !isFirst || selection.bounds == .all { notNull.append(Self.isPresent(column, isFirst: isFirst)) }
        }
        let tests = selection.tests(quoted: SQLiteName.quoted, parameter: { "?\($0 + 1)" }, notNull: notNull)
        let order = selection.order.map(SQLiteName.quoted)
        let last = selection.compared.count
        return "SELECT \(columns) FROM \(quoted)" + (tests.isEmpty ? "" : " WHERE " + tests.joined(separator: " AND "))
            + (order.isEmpty ? "" : " ORDER BY " + order.map { $0 + (selection.descends ? " DESC" : "") }.joined(separator: ", "))
            + " LIMIT ?\(last + 1) OFFSET ?\(last + 2)"
    }

    /// The condition that a column of the order is not null: as a lower bound if the index begins with the column, so that nulls are never
    /// read; elsewhere in a form that the planner ignores when it chooses an index.
    private static func isPresent(_ column: ColumnSchema, isFirst: Bool) -> String {
        let name = SQLiteName.quoted(column.name)
        guard isFirst else { return "+\(name) IS NOT NULL" }
        return column.type.isBytes ? "\(name) >= ''" : "\(name) >= -9223372036854775808"
    }
}
