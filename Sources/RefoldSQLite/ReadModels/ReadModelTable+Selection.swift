import RefoldCore
import RefoldStores

extension ReadModelTable {
    /// The rows of a selection. The parameters are the values that it compares with, then how many rows at most, then how many to pass over.
    ///
    /// Reads the table itself: the view turns times into text, which no index knows.
    func select(_ selection: RowSelection, _ resolved: ResolvedSelection) -> String {
        let columns = selection.columns.isEmpty ? "1" : selection.columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ")
        var notNull: [String] = []
        for column in resolved.nullableOrder {
            let isFirst = column.name == selection.order.first
            // Bounds are never met by null, and a second lower border would come in the way of theirs.
            if !isFirst || selection.bounds == .all { notNull.append(Self.isPresent(column, isFirst: isFirst)) }
        }
        let tests = selection.tests(quoted: SQLiteName.quoted, parameter: { "?\($0 + 1)" }, notNull: notNull)
        let order = selection.order.map(SQLiteName.quoted)
        let last = selection.compared.count
        return "SELECT \(columns) FROM \(quoted)" + (tests.isEmpty ? "" : " WHERE " + tests.joined(separator: " AND "))
            + (order.isEmpty ? "" : " ORDER BY " + order.map { $0 + (selection.descends ? " DESC" : "") }.joined(separator: ", "))
            + " LIMIT ?\(last + 1) OFFSET ?\(last + 2)"
    }

    /// That a column of the order is not null: as a lower border where the index begins with it, so that the nulls are never read, and hidden
    /// from the search for an index elsewhere.
    private static func isPresent(_ column: ColumnSchema, isFirst: Bool) -> String {
        let name = SQLiteName.quoted(column.name)
        guard isFirst else { return "+\(name) IS NOT NULL" }
        return column.type.isBytes ? "\(name) >= ''" : "\(name) >= -9223372036854775808"
    }
}
