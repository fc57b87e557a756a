import RefoldLayouts
import RefoldValues

/// Reads which tables and columns a file has.
enum SQLiteTableCatalog {
    /// All tables, and the views that can be read: not those of a table that is gone.
    static func read(on connection: SQLiteConnection) throws(RefoldError) -> TableCatalog {
        var tables: [TableCatalog.Table] = []
        let names = try connection.prepare("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
        while try names.step() {
            let name = names.text(0)
            let columns: Set<String>
            if names.text(1) == "table" {
                columns = try self.columns(of: name, on: connection)
            } else {
                guard let known = try? self.columns(of: name, on: connection) else { continue }
                columns = known
            }
            tables.append(TableCatalog.Table(schema: "main", name: name, columns: columns))
        }
        return TableCatalog(tables: tables, path: ["main"])
    }

    private static func columns(of table: String, on connection: SQLiteConnection) throws(RefoldError) -> Set<String> {
        let statement = try connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")
        try statement.bind(1, table)
        var columns: Set<String> = []
        while try statement.step() { columns.insert(statement.text(0)) }
        return columns
    }
}
