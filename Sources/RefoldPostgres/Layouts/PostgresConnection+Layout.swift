import RefoldLayouts
import RefoldStores
import RefoldValues

/// Sessions that read a store by a layout.
extension PostgresConnection {
    /// Opens a session in which the names of a layout lead to its tables.
    ///
    /// - Parameter settings: further parameters of the session.
    static func reading(
        _ found: FoundLayout, at location: PostgresLocation, settings: [String: String], waits: WaitPolicy?
    ) throws(RefoldError) -> PostgresConnection {
        let connection = try PostgresConnection(location, settings: settings, readsOnly: true, waits: waits)
        try connection.enter(found)
        return connection
    }

    /// Sets the search path for a layout, and lets statements with its SELECT run in transactions that only read.
    func enter(_ found: FoundLayout) throws(RefoldError) {
        let operation = PostgresTableCatalog.operation
        var schemas = found.schema.map { [$0] } ?? []
        if found.schema == nil {
            let path = try query("SELECT unnest($1::name[])", [self.schemas], to: operation)
            schemas = (0..<path.count).map { path.text($0, 0) }
        }
        let names = (["pg_catalog"] + schemas.map(PostgresName.quoted) + ["pg_temp"]).joined(separator: ", ")
        try execute("SET search_path = \(names)", to: operation)
        fencedText = found.select
    }
}
