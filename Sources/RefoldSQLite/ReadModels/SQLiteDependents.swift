import RefoldCore
import RefoldStores
import RefoldValues

/// The views and triggers of others that stand on a projection's view.
///
/// SQLite keeps no record of what stands on what, and finds a missing column only when a view is read or a trigger runs. So the schema of the
/// file is made once more, without rows, in memory; there it is tried what can still be prepared once the view has other columns.
struct SQLiteDependents {
    private let model: SQLiteConnection
    private let projection: String
    private var views: [(name: String, sql: String)] = []
    private var triggers: [(name: String, table: String, sql: String)] = []

    init(on projection: String, in connection: SQLiteConnection) throws(RefoldError) {
        self.projection = projection
        model = try SQLiteConnection(":memory:", mode: .create)
        let objects = try connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
        while try objects.step() {
            let (type, name, table, sql) = (objects.text(0), objects.text(1), objects.text(2), objects.text(3))
            // What cannot be made here, as a table of a module, has nothing that can be tried.
            guard type != "index", (try? model.execute(sql)) != nil else { continue }
            if type == "view", name != projection { views.append((name, sql)) }
            // Triggers on the view itself go with it at every switch.
            if type == "trigger", table != projection { triggers.append((name, table, sql)) }
        }
    }

    /// Refuses a shape without a column that something names.
    ///
    /// - Throws: `.refused` with what names it.
    func requireSwitchable(to schema: ReadModelSchema, in database: String) throws(RefoldError) {
        // On a view without its table nothing stands that works.
        guard isSound(projection) else { return }
        let before = try model.prepare("SELECT name FROM pragma_table_info(?1)")
        try before.bind(1, projection)
        let kept = Set(schema.allColumns.map { $0.name.lowercased() })
        var gone: [String] = []
        while try before.step() { if !kept.contains(before.text(0).lowercased()) { gone.append(before.text(0)) } }
        before.reset()
        guard !gone.isEmpty else { return }
        let columns = schema.allColumns.map { "NULL AS \(SQLiteName.quoted($0.name))" }.joined(separator: ", ")
        let view = SQLiteName.quoted(projection)
        let dependents = try broken(by: "DROP VIEW \(view); CREATE VIEW \(view) AS SELECT \(columns)", without: gone)
        guard !dependents.isEmpty else { return }
        let columnsGone = "\(gone.count == 1 ? "a column" : "\(gone.count) columns") of \"\(projection)\" (\(gone.joined(separator: ", "))) would go"
        let verb = dependents.count == 1 ? "names" : "name"
        throw RefoldError(
            .refused, "\(columnsGone), and \(dependents.joined(separator: ", ")) \(verb) \(gone.count == 1 ? "it" : "one of them")",
            at: .named(database), expected: "nothing that stands on columns that go",
            remedy: "drop what names it, run this again, and make it anew; what was served still is")
    }

    /// Refuses that the view goes while something stands on it.
    ///
    /// - Throws: `.refused` with what does.
    func requireDroppable(in database: String) throws(RefoldError) {
        guard isSound(projection) else { return }
        let dependents = try broken(by: "DROP VIEW \(SQLiteName.quoted(projection))", without: [])
        guard dependents.isEmpty else { throw GenerationTurn.isNeeded(projection, by: dependents, in: database) }
    }

    /// What can no longer be read or run after a change of the view.
    ///
    /// - Parameter gone: the columns that the view then lacks.
    private func broken(by change: String, without gone: [String]) throws(RefoldError) -> [String] {
        let (soundViews, soundTables) = (views.filter { isSound($0.name) }, Set(triggers.map(\.table).filter(isWritable)))
        try model.execute(change)
        // SQLite takes names in any case.
        func reads(_ sql: String) -> Bool { sql.lowercased().contains(projection.lowercased()) }
        // A name in double quotes that is no column is a text to SQLite.
        func names(_ sql: String) -> Bool { reads(sql) && gone.contains { sql.lowercased().contains("\"\($0.lowercased())\"") } }
        return soundViews.filter { !isSound($0.name) || names($0.sql) }.map { "view \($0.name)" }
            + triggers.filter { soundTables.contains($0.table) && reads($0.sql) && (!isWritable($0.table) || names($0.sql)) }
            .map { "trigger \($0.name)" }
    }

    private func isSound(_ view: String) -> Bool { (try? model.prepare("SELECT 1 FROM \(SQLiteName.quoted(view))")) != nil }

    /// Whether all triggers of a table can be prepared.
    private func isWritable(_ table: String) -> Bool {
        let name = SQLiteName.quoted(table)
        guard let columns = try? model.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0"), (try? columns.bind(1, table)) != nil else {
            return false
        }
        var assignments: [String] = []
        while (try? columns.step()) == true { assignments.append("\(SQLiteName.quoted(columns.text(0))) = NULL") }
        let statements = ["INSERT INTO \(name) DEFAULT VALUES", "UPDATE \(name) SET \(assignments.joined(separator: ", "))", "DELETE FROM \(name)"]
        return statements.allSatisfy { (try? model.prepare($0)) != nil }
    }
}
