import RefoldCore
import RefoldStores
import RefoldValues

/// Rows of one moment, from tables or, for a role that may read nothing else, from a view.
extension PostgresReadModelStore {
    public func snapshots(
        of projection: String, choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        let operation = "read \"\(projection)\""
        let connection = try openForReading()
        let catalog = PostgresReadModelCatalog(connection: connection)
        let access = try catalog.access()
        if access == .views { return try snapshotsOfView(projection, in: catalog, operation, choose) }
        // If a table was removed between the catalog query and the lock, there is a newer generation.
        for _ in 1..<10 {
            try connection.execute("BEGIN \(Self.oneState)", to: operation)
            let chosen = choose(try catalog.generations(of: projection, access))
            for generation in chosen { try GenerationTurn.requireServable(generation, in: name) }
            guard let first = chosen.first else { return [] }
            do throws(PostgresFailure) {
                for generation in chosen { _ = try connection.attempt(PostgresReadModelTable(generation.schema, generation.number).hold) }
            } catch {
                connection.rollBack()
                guard error.state == "42P01" else { throw connection.error(error, to: operation) }
                continue
            }
            var snapshots = [PostgresReadModelSnapshot(first, in: connection)]
            for generation in chosen.dropFirst() {
                snapshots.append(PostgresReadModelSnapshot(generation, in: try sharing(the: connection, to: operation)))
            }
            return snapshots
        }
        throw RefoldError(
            .failed, "cannot \(operation): the table of a generation is missing", at: .named(name), remedy: "run refold rebuild \(projection)")
    }

    /// Another connection that sees what this one sees. The tables that this one holds stay as long as it does.
    private func sharing(the connection: PostgresConnection, to operation: String) throws(RefoldError) -> PostgresConnection {
        let snapshot = try connection.query("SELECT pg_export_snapshot()", to: operation).text(0, 0)
        let other = try openForReading()
        try other.execute("BEGIN \(Self.oneState)", to: operation)
        try other.take(snapshot, to: operation)
        return other
    }

    /// Reads through the projection's view, for a role that may read nothing else.
    ///
    /// The view is locked before the snapshot is made, and a switch changes it and the catalog in one transaction under a lock that excludes
    /// this one: so the catalog says what the view shows until the snapshot is released.
    private func snapshotsOfView(
        _ projection: String, in catalog: PostgresReadModelCatalog, _ operation: String, _ choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        let connection = catalog.connection
        let view = PostgresReadModelTable(ReadModelSchema(name: projection, key: [], columns: []), 0).view
        try connection.execute("BEGIN \(Self.oneState)", to: operation)
        do throws(PostgresFailure) {
            _ = try connection.attempt("LOCK TABLE \(view) IN ACCESS SHARE MODE")
        } catch {
            connection.rollBack()
            if error.state == "42P01" { return [] }
            guard error.state == "42501" else { throw connection.error(error, to: operation) }
            throw .mayNotRead(projection, in: name)
        }
        // At most one: the views hold what is served.
        guard let served = choose(try catalog.generations(of: projection, .views)).first else { return [] }
        try GenerationTurn.requireServable(served, in: name)
        return [PostgresReadModelSnapshot(served, in: connection, throughView: true)]
    }
}
