import RefoldLayouts
import RefoldValues

/// Reads which tables and columns a database has.
enum PostgresTableCatalog {
    static let operation = "look which framework's store this is"

    /// The tables with any of the columns by which layouts are known, those on the role's search path first.
    ///
    /// - Parameter onlyUsable: whether those in schemas are left out that the role may not use.
    static func read(for layouts: [StoreLayout], onlyUsable: Bool = true, on connection: PostgresConnection) throws(RefoldError) -> TableCatalog {
        var columns = LayoutChoice.ownColumns
        for layout in layouts {
            for table in layout.find { columns.formUnion(table.columns) }
            for column in layout.optional { columns.insert(column.split(separator: ".").last.map { String($0.filter { $0 != "\"" }) } ?? column) }
        }
        let found = try connection.query(
            """
            SELECT n.nspname, c.relname, a.attname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ANY ($1::name[])
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'read_models') AND NOT pg_is_other_temp_schema(n.oid)
              AND NOT c.relispartition AND ($3::boolean OR has_schema_privilege(n.oid, 'USAGE'))
            ORDER BY array_position($2::name[], n.nspname) NULLS LAST, n.nspname, c.relname
            """, [PostgresName.array(columns.sorted()), connection.schemas, "\(!onlyUsable)"], to: operation)
        var tables: [TableCatalog.Table] = []
        for row in 0..<found.count {
            let (schema, name, column) = (found.text(row, 0), found.text(row, 1), found.text(row, 2))
            if let last = tables.last, last.schema == schema, last.name == name {
                tables[tables.count - 1].columns.insert(column)
            } else {
                tables.append(TableCatalog.Table(schema: schema, name: name, columns: [column]))
            }
        }
        return TableCatalog(tables: tables, path: try path(on: connection))
    }

    private static func path(on connection: PostgresConnection) throws(RefoldError) -> [String] {
        let found = try connection.query("SELECT unnest($1::name[])", [connection.schemas], to: operation)
        return (0..<found.count).map { found.text($0, 0) }
    }
}
