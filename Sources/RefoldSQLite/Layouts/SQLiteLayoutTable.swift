import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// The SELECT of a layout in a SQLite file, and how it is read.
struct SQLiteLayoutTable: Sendable {
    let found: FoundLayout
    let traits: StoreTraits
    /// Whether the SELECT says of rows that they cannot be read.
    let saysUnreadable: Bool

    var layout: StoreLayout { found.layout }

    /// Looks at the SELECT without reading a row.
    ///
    /// - Throws: status 2 if it does not run, or lacks columns.
    init(_ found: FoundLayout, on connection: SQLiteConnection) throws(RefoldError) {
        self.found = found
        let layout = found.layout
        traits = StoreTraits(
            layout: layout.name, description: found.description, isStable: layout.isStable, countsUnreadable: layout.unreadable == .skip, digest: layout.digest)
        func fault(_ what: String) -> RefoldError { .doesNotFit(layout, what, at: connection.path) }
        let names: [String]
        do throws(RefoldError) {
            names = try connection.prepare("SELECT * FROM (\n\(found.select)\n) AS e LIMIT 0").columnNames
        } catch where connection.isStatementAtFault && error.faults.count == 1 {
            throw fault(error.faults[0].what)
        }
        saysUnreadable = names.contains(StoreLayout.unreadableColumn)
        let missing = (StoreLayout.outputs + layout.order).filter { !names.contains($0) && !($0 == "position" && layout.isNumbered) }
        guard missing.isEmpty else { throw fault("the SELECT has no column \(missing.joined(separator: ", "))") }
    }

    /// What is read, as `e`.
    var from: String {
        guard layout.isNumbered else { return "(\n\(found.select)\n) AS e" }
        let order = (layout.order + ["stream", "version", "event_id"]).map { "o.\(SQLiteName.quoted($0))" }.joined(separator: ", ")
        return "(SELECT row_number() OVER (ORDER BY \(order)) AS refold_number, o.* FROM (\n\(found.select)\n) AS o) AS e"
    }

    /// The column of the position.
    var position: String { layout.isNumbered ? "e.refold_number" : "e.position" }

    /// All columns, in the order of ``SQLiteLayoutRow``.
    var list: String {
        "\(position), e.stream, e.version, e.type, e.data, e.occurred_at, e.recorded_at, e.event_id, e.metadata, "
            + (saysUnreadable ? "e.\(StoreLayout.unreadableColumn)" : "NULL")
    }
}
