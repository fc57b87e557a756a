import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// Reads events in position order by a layout, each batch in a read transaction of its own; in one if the events are numbered as they are read.
final class SQLiteLayoutScan: EventScan {
    private let query: EventQuery
    private let table: SQLiteLayoutTable
    private let statement: SQLiteStatement
    private var decoder: LayoutDecoder
    private var after: Position
    /// Whether the statement stands at a row that did not fit into the last batch.
    private var isWaiting = false

    /// - Parameter connection: of this scan alone.
    init(_ query: EventQuery, of table: SQLiteLayoutTable, _ decoder: LayoutDecoder, on connection: SQLiteConnection) throws(RefoldError) {
        self.query = query
        self.table = table
        self.decoder = decoder
        after = query.after
        let types = query.types?.isEmpty == false ? query.types : nil
        let filter = types.map { " AND e.type IN (\($0.indices.map { "?\($0 + 3)" }.joined(separator: ", ")))" } ?? ""
        // With more types than SQLite takes parameters, all are read, and those that nobody wants are passed over.
        let isFiltered = (types?.count ?? 0) <= Self.typesFiltered
        statement = try connection.prepare(
            "SELECT \(table.list) FROM \(table.from) WHERE \(table.position) > ?1 AND \(table.position) <= ?2\(isFiltered ? filter : "") ORDER BY \(table.position)",
            isKept: true)
        if isFiltered, let types { for (index, type) in types.enumerated() { try statement.bind(Int32(clamping: index + 3), type) } }
    }

    private static let typesFiltered = 1000

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        guard query.types?.isEmpty != true, after < query.through else {
            batch.through = query.through
            return false
        }
        let store = statement.connection.path
        if !isWaiting {
            try statement.bind(1, after - table.layout.shift)
            try statement.bind(2, query.through - table.layout.shift)
        }
        defer { batch.typeNames = decoder.types.names }
        var isAtRow = isWaiting
        if !isAtRow { isAtRow = try statement.step() }
        while isAtRow {
            let row = try SQLiteLayoutRow.read(statement, at: store)
            guard try decoder.decode(row, into: batch, after: after) != .full else {
                // A statement that numbers the rows would begin anew.
                isWaiting = table.layout.isNumbered
                if !isWaiting { statement.reset() }
                batch.through = after
                return true
            }
            after = row.position + table.layout.shift
            isAtRow = try statement.step()
        }
        (isWaiting, after) = (false, query.through)
        batch.through = after
        return false
    }
}
