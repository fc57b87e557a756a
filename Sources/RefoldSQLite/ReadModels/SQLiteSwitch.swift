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
            let sound = try soundViews(except: projection)
            try connection.execute("DROP VIEW IF EXISTS \(SQLiteName.quoted(projection))")
            let left = Set(try soundViews(except: projection))
            let dependents = sound.filter { !left.contains($0) }
            guard dependents.isEmpty else {
                throw GenerationTurn.isNeeded(projection, by: dependents.map { "view \($0)" }, in: connection.path)
            }
            for generation in generations { try catalog.remove(generation) }
            try catalog.removeUnknownTables(of: projection)
            return generations
        }
        try file.requireInPlace()
        return dropped
    }

    /// The other views that can be read: SQLite keeps no record of what a view stands on.
    private func soundViews(except projection: String) throws(RefoldError) -> [String] {
        let views = try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' AND name <> ?1 ORDER BY name")
        try views.bind(1, projection)
        var names: [String] = []
        while try views.step() { names.append(views.text(0)) }
        return names.filter { (try? connection.prepare("SELECT 1 FROM \(SQLiteName.quoted($0))")) != nil }
    }
}
