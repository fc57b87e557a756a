import RefoldStores

/// The statement that answers a selection: the catalog's row of the served generation and the view's rows, from one snapshot in one round
/// trip.
struct PostgresSelection {
    /// The column that is true in a row of the read model, and null if there is none; the columns of ``PostgresServed`` come before it.
    static let rowColumn = PostgresServed.columns.count

    let sql: String

    /// - Parameters:
    ///   - limit: part of the text, so that the planner knows how few rows are wanted.
    ///   - hasOffset: whether the parameter after the values is the number of rows to skip.
    ///   - catalog: where the catalog's row is read, in SQL.
    init(_ selection: RowSelection, _ resolved: ResolvedSelection, limit: Int, hasOffset: Bool, catalog: String = PostgresReadModelCatalog.generationTable) {
        var wanted = selection.columns.map { PostgresName.quoted($0.name) }
        // Hidden columns after the wanted ones: sort keys that were not requested.
        var keys: [Int] = []
        for name in selection.order {
            let quoted = PostgresName.quoted(name)
            keys.append(wanted.firstIndex(of: quoted) ?? wanted.count)
            if !wanted.contains(quoted) { wanted.append(quoted) }
        }
        let direction = selection.descends ? " DESC" : ""
        let list = (["true AS \"#\""] + wanted.enumerated().map { "\($0.element) AS \"#\($0.offset)\"" }).joined(separator: ", ")
        let parameters = resolved.compared.enumerated().map { "$\($0.offset + 1)::\(ColumnStorage($0.element.type).parameter)" }
        let tests = selection.tests(
            quoted: PostgresName.quoted, parameter: { parameters[$0] },
            notNull: resolved.nullableOrder.map { "\(PostgresName.quoted($0.name)) IS NOT NULL" })
        var rows = "SELECT \(list) FROM \(PostgresReadModelTable.schema).\(PostgresName.quoted(selection.model))"
        if !tests.isEmpty { rows += " WHERE \(tests.joined(separator: " AND "))" }
        if !selection.order.isEmpty { rows += " ORDER BY " + selection.order.map { PostgresName.quoted($0) + direction }.joined(separator: ", ") }
        rows += " LIMIT \(limit)" + (hasOffset ? " OFFSET $\(resolved.compared.count + 1)::bigint" : "")
        let head = PostgresServed.columns.map { "g.\($0)" }.joined(separator: ", ")
        let shown = (["p.\"#\""] + selection.columns.indices.map { "p.\"#\($0)\"" }).joined(separator: ", ")
        var sql = "SELECT \(head), \(shown) FROM \(catalog) g LEFT JOIN LATERAL (\(rows)) p ON true"
        sql += " WHERE \(PostgresServed.test(PostgresName.literal(selection.model)))"
        // In practice the server keeps the order of the inner rows; only this guarantees it. It sorts one page.
        if limit > 1, !keys.isEmpty { sql += " ORDER BY " + keys.map { "p.\"#\($0)\"\(direction)" }.joined(separator: ", ") }
        self.sql = sql
    }
}

extension ColumnStorage {
    /// The type of a parameter that is compared with this column.
    fileprivate var parameter: String { String(array.dropLast(2)) }
}
