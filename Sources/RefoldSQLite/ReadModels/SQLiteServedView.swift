import RefoldStores
import RefoldValues

/// The view that readers of a projection see, as it stands in the file.
struct SQLiteServedView {
    private let table: ReadModelTable
    private let connection: SQLiteConnection
    /// Kind and text of what has the view's name; nil if nothing has.
    private let found: (type: String, sql: String)?

    /// Looks at what has the view's name.
    init(of generation: Generation, on connection: SQLiteConnection) throws(RefoldError) {
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
        self.connection = connection
        let statement = try connection.prepare("SELECT type, sql FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE")
        try statement.bind(1, generation.projection)
        found = try statement.step() ? (statement.text(0), statement.text(1)) : nil
    }

    /// Whether readers see the generation, through the view as Refold makes it.
    var showsGeneration: Bool { found?.type == "view" && found?.sql == table.createView }

    /// Makes sure that nothing but a view of Refold's own has the name.
    ///
    /// - Throws: `.refused` with what has it.
    func requireOwn() throws(RefoldError) {
        guard let found else { return }
        let isView = found.type == "view"
        if isView, found.sql.contains("\"\(table.schema.name)#") { return }
        throw RefoldError(
            .refused, "\"\(table.schema.name)\" \(isView ? "reads no generation of the projection" : "is no view"), so Refold did not make it",
            at: .named(connection.path), expected: "the view of the projection, or nothing", remedy: "rename it, or move it to another file")
    }

    /// Has readers see the generation. Inside a transaction of the caller.
    ///
    /// - Throws: as ``requireOwn()``.
    func point() throws(RefoldError) {
        try requireOwn()
        try connection.execute(table.dropView)
        try connection.execute(table.createView)
    }

    /// Makes ready to bring a served generation forward: a view that somebody has dropped or pointed elsewhere is made anew. Takes the write
    /// lock only if there is something to do.
    ///
    /// - Throws: `.failed` if the generation's table is gone, or if another run has moved the projection on; as ``requireOwn()``.
    static func restore(of generation: Generation, in catalog: ReadModelCatalog) throws(RefoldError) {
        let connection = catalog.connection
        guard try catalog.tableNumbers(of: generation.projection).contains(generation.number) else {
            throw RefoldError(
                .failed, "the table of the served generation of \"\(generation.projection)\" is missing", at: .named(connection.path),
                remedy: "run refold rebuild \(generation.projection)")
        }
        if try catalog.isIncomplete() { try connection.transaction(.immediate) { () throws(RefoldError) in try catalog.makeIfMissing() } }
        let view = try SQLiteServedView(of: generation, on: connection)
        try view.requireOwn()
        guard !view.showsGeneration else { return }
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try catalog.requireUnmoved(generation, to: "make the view of \"\(generation.projection)\" anew")
            try view.point()
        }
    }
}
