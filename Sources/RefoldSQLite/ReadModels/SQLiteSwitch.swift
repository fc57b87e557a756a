import RefoldCore
import RefoldStores
import RefoldValues

/// Switches readers over to another generation, and removes read models, each in one transaction.
struct SQLiteSwitch {
    let connection: SQLiteConnection
    /// The file as it was when the connection was opened.
    let file: SQLiteStoreFile

    /// As ``ReadModelStore/serve(_:after:_:)``.
    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        let operation = "serve generation \(generation.number) of \"\(generation.projection)\""
        let catalog = ReadModelCatalog(connection: connection)
        let served = try connection.transaction(.immediate) { () throws(RefoldError) in
            // They may have come since the generation was built, or stand on columns that it never had.
            try SQLiteDependents(on: generation.projection, in: connection).requireSwitchable(to: generation.schema, in: "sqlite:\(connection.path)")
            let served = try catalog.turn(to: generation, after: before, turn, to: operation)
            try SQLiteServedView(of: served, on: connection).point()
            return served
        }
        try file.requireInPlace()
        return served
    }

    /// As ``ReadModelStore/drop(_:)``.
    func drop(_ projection: String) throws(RefoldError) -> [Generation] {
        let catalog = ReadModelCatalog(connection: connection)
        guard try catalog.exists() else { return [] }
        let dropped = try connection.transaction(.immediate) { () throws(RefoldError) in
            // An earlier catalog may lack a table of which a line is to go.
            try catalog.makeIfMissing()
            let generations = try catalog.generations(of: projection)
            guard let last = generations.last else { return generations }
            let view = try SQLiteServedView(of: last, on: connection)
            try view.requireOwn()
            try SQLiteDependents(on: projection, in: connection).requireDroppable(in: connection.path)
            try connection.execute("DROP VIEW IF EXISTS \(SQLiteName.quoted(projection))")
            for generation in generations { try catalog.remove(generation) }
            try catalog.removeUnknownTables(of: projection)
            try catalog.forget(projection)
            return generations
        }
        try file.requireInPlace()
        return dropped
    }
}
