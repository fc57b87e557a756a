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

    /// Runs a statement with the text of a layout so that nothing of it outlives it, neither a setting that it changed nor a failure: in a
    /// transaction that only reads and is rolled back, or in that of numbered events, in which it has a savepoint.
    func fenced<Result>(_ body: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        guard fencedText != nil else { return try body() }
        let operation = "read the event store"
        let isInner = isInTransaction
        do throws(RefoldError) {
            try execute(isInner ? "SAVEPOINT refold_fence" : Self.fence, to: operation)
        } catch {
            // Also if the wait for it was ended: the server may have begun.
            rollBack()
            throw error
        }
        func leave() throws(RefoldError) {
            if isInner { try execute("ROLLBACK TO SAVEPOINT refold_fence; RELEASE SAVEPOINT refold_fence", to: operation) } else { rollBack() }
        }
        let result: Result
        do throws(RefoldError) {
            result = try body()
        } catch {
            endCopyOut()
            // The first error is the one to tell. If this fails too, the session is lost, and the next statement finds out.
            _ = try? leave()
            throw error
        }
        try leave()
        return result
    }
}
