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
        statement = try connection.prepare(Self.text(of: query, from: table), isKept: true)
        for (index, type) in Self.filtered(query).enumerated() { try statement.bind(Int32(clamping: index + 3), type) }
    }

    /// The statement that reads the events after `?1` through `?2`, of the types that follow.
    static func text(of query: EventQuery, from table: SQLiteLayoutTable) -> String {
        let types = filtered(query)
        let filter = types.isEmpty ? "" : " AND (e.type IS NULL OR CAST(e.type AS TEXT) COLLATE BINARY IN (\(types.indices.map { "?\($0 + 3)" }.joined(separator: ", "))))"
        return "SELECT \(table.list) FROM \(table.from) WHERE \(table.position) > ?1 AND \(table.position) <= ?2\(filter) ORDER BY \(table.position)"
    }

    /// The types by which SQLite filters: none if there are more than it takes parameters.
    private static func filtered(_ query: EventQuery) -> [String] {
        query.types.flatMap { $0.count <= typesFiltered ? $0 : nil } ?? []
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
            let row = try SQLiteLayoutRow.read(statement, shift: table.layout.shift, at: store)
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
