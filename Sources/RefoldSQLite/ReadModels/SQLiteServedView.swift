import RefoldStores
import RefoldValues

/// The view of a projection for readers, as it is in the file.
struct SQLiteServedView {
    private let table: ReadModelTable
    private let connection: SQLiteConnection
    /// The kind and SQL text of the object with the view's name; nil if there is none.
    private let found: (type: String, sql: String)?

    /// Looks up the object with the view's name.
    init(of generation: Generation, on connection: SQLiteConnection) throws(RefoldError) {
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
        self.connection = connection
        let statement = try connection.prepare("SELECT type, sql FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE")
        try statement.bind(1, generation.projection)
        found = try statement.step() ? (statement.text(0), statement.text(1)) : nil
    }

    /// Whether the view exists in Refold's form and shows this generation.
    var showsGeneration: Bool { found?.type == "view" && found?.sql == table.createView }

    /// Checks that only a view of Refold's own has the name.
    ///
    /// - Throws: `.refused` with the object that has it.
    func requireOwn() throws(RefoldError) {
        guard let found else { return }
        let isView = found.type == "view"
        if isView, found.sql.contains("\"\(table.schema.name)#") { return }
        throw RefoldError(
            .refused, "\"\(table.schema.name)\" \(isView ? "reads no generation of the projection" : "is no view"), so Refold did not make it",
            at: .named(connection.path), expected: "the view of the projection, or nothing", remedy: "drop or rename it, or move it to another file")
    }

    /// Points the view to the generation. Inside a transaction of the caller.
    ///
    /// - Throws: as ``requireOwn()``.
    func point() throws(RefoldError) {
        try requireOwn()
        try connection.execute(table.dropView)
        try connection.execute(table.createView)
    }

    /// Prepares the catch-up of a generation: if it is served, a view that was dropped or changed is created again. Takes the write lock only
    /// if that is needed.
    ///
    /// - Throws: `.failed` if the generation's table is gone, or if another run has changed the projection; as ``requireOwn()``.
    static func restore(of generation: Generation, in catalog: ReadModelCatalog) throws(RefoldError) {
        let connection = catalog.connection
        guard try catalog.tableNumbers(of: generation.projection).contains(generation.number) else {
            throw GenerationTurn.missingTable(of: generation, in: connection.path)
        }
        if try catalog.isIncomplete() { try connection.transaction(.immediate) { () throws(RefoldError) in try catalog.makeIfMissing() } }
        guard generation.state == .served else { return }
        let view = try SQLiteServedView(of: generation, on: connection)
        try view.requireOwn()
        guard !view.showsGeneration else { return }
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try catalog.requireUnmoved(generation, to: "make the view of \"\(generation.projection)\" anew")
            try view.point()
        }
    }
}
