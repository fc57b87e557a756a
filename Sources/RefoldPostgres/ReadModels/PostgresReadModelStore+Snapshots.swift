import RefoldCore
import RefoldStores
import RefoldValues

/// Rows of one moment, from tables or, for a role that may read nothing else, from a view.
extension PostgresReadModelStore {
    public func snapshots(
        of projections: [String], choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        let operation = "read " + projections.map { "\"\($0)\"" }.joined(separator: ", ")
        let connection = try openForReading()
        let catalog = PostgresReadModelCatalog(connection: connection)
        let access = try catalog.access()
        if access == .views { return try snapshotsOfViews(projections, in: catalog, operation, choose) }
        // If a table was removed between the catalog query and the lock, there is a newer generation.
        for _ in 1..<10 {
            try connection.execute("BEGIN \(Self.oneState)", to: operation)
            let chosen = try projections.map { (projection) throws(RefoldError) in choose(try catalog.generations(of: projection, access)) }
            for generation in chosen.joined() { try GenerationTurn.requireServable(generation, in: name) }
            do throws(PostgresFailure) {
                for generation in chosen.joined() { _ = try connection.attempt(PostgresReadModelTable(generation.schema, generation.number).hold) }
            } catch {
                connection.rollBack()
                guard error.state == "42P01" else { throw connection.error(error, to: operation) }
                continue
            }
            return try snapshots(chosen, in: connection, throughViews: false, to: operation)
        }
        throw RefoldError(
            .failed, "cannot \(operation): the table of a generation is missing", at: .named(name),
            remedy: "run refold rebuild \(projections.joined(separator: " "))")
    }

    /// The first snapshot is read by the connection itself, each other one by a connection of its own.
    private func snapshots(
        _ chosen: [[Generation]], in connection: PostgresConnection, throughViews: Bool, to operation: String
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        var isFirst = true
        return try chosen.map { (generations) throws(RefoldError) in
            try generations.map { (generation) throws(RefoldError) in
                let own = isFirst ? connection : try sharing(the: connection, to: operation)
                isFirst = false
                return PostgresReadModelSnapshot(generation, in: own, throughView: throughViews)
            }
        }
    }

    /// Another connection that sees what this one sees. The tables that this one holds stay as long as it does.
    private func sharing(the connection: PostgresConnection, to operation: String) throws(RefoldError) -> PostgresConnection {
        let snapshot = try connection.query("SELECT pg_export_snapshot()", to: operation).text(0, 0)
        let other = try openForReading()
        try other.execute("BEGIN \(Self.oneState)", to: operation)
        try other.take(snapshot, to: operation)
        return other
    }

    /// Reads through the projections' views, for a role that may read nothing else.
    ///
    /// The views are locked before the snapshot is made, and a switch changes a view and the catalog in one transaction under a lock that excludes
    /// this one: so the catalog says what the views show until the snapshots are released.
    private func snapshotsOfViews(
        _ projections: [String], in catalog: PostgresReadModelCatalog, _ operation: String, _ choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [[any ReadModelSnapshot]] {
        let connection = catalog.connection
        try connection.execute("BEGIN \(Self.oneState)", to: operation)
        var readable: [Bool] = []
        for projection in projections {
            readable.append(try lockView(of: projection, on: connection, operation))
            // No snapshot is exported while there is a savepoint.
            try connection.execute("RELEASE SAVEPOINT before_view", to: operation)
        }
        // At most one each: the views hold what is served.
        var chosen: [[Generation]] = []
        for (projection, isReadable) in zip(projections, readable) {
            chosen.append(isReadable ? choose(try catalog.generations(of: projection, .views)).first.map { [$0] } ?? [] : [])
        }
        for served in chosen.joined() { try GenerationTurn.requireServable(served, in: name) }
        return try snapshots(chosen, in: connection, throughViews: true, to: operation)
    }

    /// Keeps a view as it is until the transaction ends.
    ///
    /// - Returns: false if there is none.
    private func lockView(of projection: String, on connection: PostgresConnection, _ operation: String) throws(RefoldError) -> Bool {
        let view = PostgresReadModelTable(ReadModelSchema(name: projection, key: [], columns: []), 0).view
        try connection.execute("SAVEPOINT before_view", to: operation)
        do throws(PostgresFailure) {
            _ = try connection.attempt("LOCK TABLE \(view) IN ACCESS SHARE MODE")
            return true
        } catch {
            if error.state == "42P01" {
                // A transaction that failed sees nothing more.
                try connection.execute("ROLLBACK TO SAVEPOINT before_view", to: operation)
                return false
            }
            connection.rollBack()
            guard error.state == "42501" else { throw connection.error(error, to: operation) }
            throw .mayNotRead(projection, in: name)
        }
    }
}
