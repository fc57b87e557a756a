import RefoldCore
import RefoldStores
import RefoldValues

/// A table that a domain keeps beside the events of a SQLite file. Times are whole microseconds since 1970 in UTC, as in read models.
struct SQLiteKeptTable: KeptTable, KeptTableEvents {
    private let transaction: SQLiteEventTransaction
    private let schema: KeptTableSchema
    private let findStatement: String
    private let writeStatement: String

    init(_ transaction: SQLiteEventTransaction, _ schema: KeptTableSchema) {
        self.transaction = transaction
        self.schema = schema
        findStatement = """
            SELECT stream.last, \(schema.list)
            FROM (SELECT max(version) AS last FROM event_store WHERE aggregate_id = ?2) AS stream
              LEFT JOIN \(schema.name) ON \(schema.key) = ?1
            """
        let values = schema.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let updates = schema.columns.dropFirst().map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", ")
        writeStatement = """
            INSERT INTO \(schema.name) (\(schema.list)) VALUES (\(values))
            ON CONFLICT (\(schema.key)) DO UPDATE SET \(updates) WHERE version < excluded.version
            """
    }

    /// Creates the table if there is none.
    ///
    /// - Returns: whether it was created.
    func make() throws(RefoldError) -> Bool {
        let columns = try transaction.prepared("SELECT name FROM pragma_table_info('\(schema.name)')")
        let place = Place.named(columns.connection.path)
        var found: [String] = []
        while try columns.step() { found.append(columns.text(0)) }
        guard found.isEmpty else {
            let kind = try transaction.prepared("SELECT 1 FROM sqlite_schema WHERE name = '\(schema.name)' AND type = 'table'")
            defer { kind.reset() }
            try schema.require(try kind.step(), columns: found, at: place)
            return false
        }
        let definitions = schema.columns.enumerated().map { place, column in
            let type = column.type.content == .text ? "TEXT" : "INTEGER"
            let condition = place == 0 ? " NOT NULL PRIMARY KEY" : place == schema.versionColumn ? " NOT NULL" : ""
            return "\(column.name) \(type)\(condition)"
        }
        try columns.connection.execute("CREATE TABLE \(schema.name) (\(definitions.joined(separator: ", "))) WITHOUT ROWID")
        return true
    }

    func find(_ key: String) throws(RefoldError) -> (row: [CellValue?]?, version: Int64) {
        let statement = try transaction.prepared(findStatement)
        try statement.bind(1, key)
        try statement.bind(2, schema.stream(of: key))
        defer { statement.reset() }
        guard try statement.step() else { return (nil, 0) }
        let last = statement.integer(0)
        guard !statement.isNull(1) else { return (nil, last) }
        var row: [CellValue?] = []
        for place in schema.columns.indices { row.append(try cell(statement, place)) }
        return (row, last)
    }

    private func cell(_ statement: SQLiteStatement, _ place: Int) throws(RefoldError) -> CellValue? {
        let column = Int32(place + 1)
        if statement.isNull(column) { return nil }
        if schema.columns[place].type.content == .text { return .text(statement.text(column)) }
        guard statement.isInteger(column) else { throw schema.unreadable(place, at: .named(statement.connection.path)) }
        let value = statement.integer(column)
        guard schema.columns[place].type.content != .timestamp || Timestamp(microseconds: value) != nil else {
            throw schema.unreadable(place, at: .named(statement.connection.path))
        }
        return .integer(value)
    }

    func write(_ row: [CellValue?]) throws(RefoldError) {
        let statement = try transaction.prepared(writeStatement)
        for (place, cell) in row.enumerated() {
            switch cell {
            case .text(let text): try statement.bind(Int32(place + 1), text)
            case .integer(let value): try statement.bind(Int32(place + 1), value)
            case nil: try statement.bindNull(Int32(place + 1))
            }
        }
        while try statement.step() {}
    }

    func remove(_ key: String, at version: Int64) throws(RefoldError) {
        let statement = try transaction.prepared("DELETE FROM \(schema.name) WHERE \(schema.key) = ?1 AND version = ?2")
        try statement.bind(1, key)
        try statement.bind(2, version)
        while try statement.step() {}
    }

    func events(after stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try transaction.events(behind: stream, version, before: schema.endOfStreams, limit: limit)
    }
}
