import RefoldCore
import RefoldStores
import RefoldValues

/// A table that a domain keeps beside the events in PostgreSQL, in the schema of `event_store`.
struct PostgresKeptTable: KeptTable, KeptTableEvents {
    private let session: PostgresEventSession
    private let schema: KeptTableSchema
    private let events: PostgresEventTable
    private let name: String
    private let operation: String
    private let findStatement: String
    private let writeStatement: String

    init(_ session: PostgresEventSession, _ schema: KeptTableSchema) throws(RefoldError) {
        self.session = session
        self.schema = schema
        events = try session.tableToWrite()
        name = PostgresName.quoted(events.schema) + "." + schema.name
        operation = "keep the table \(schema.name)"
        let columns = schema.columns.map { "a." + $0.name }.joined(separator: ", ")
        findStatement = """
            SELECT s.last, \(columns)
            FROM (SELECT max(version) AS last FROM \(events.name) WHERE \(events.isEqual("aggregate_id", to: "$2"))) AS s LEFT JOIN \(name) AS a ON a.\(schema.key) = $1
            """
        let values = schema.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let updates = schema.columns.dropFirst().map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", ")
        writeStatement = """
            INSERT INTO \(name) AS a (\(schema.list)) VALUES (\(values))
            ON CONFLICT (\(schema.key)) DO UPDATE SET \(updates) WHERE a.version < excluded.version
            """
    }

    private var place: Place { .named(session.connection.location.name) }

    private func query(_ sql: String, _ parameters: [String?] = []) throws(RefoldError) -> PostgresResult {
        try session.connection.query(sql, parameters, to: operation)
    }

    /// Creates the table if there is none.
    ///
    /// - Returns: whether it was created.
    func make() throws(RefoldError) -> Bool {
        if try isThere() { return false }
        let lock = Int64(bitPattern: Array("refold \(schema.name)".utf8).span.stableHash)
        _ = try query("SELECT pg_advisory_xact_lock($1)", ["\(lock)"])
        if try isThere() { return false }
        let definitions = schema.columns.enumerated().map { place, column in
            let condition = place == 0 ? " PRIMARY KEY" : place == schema.versionColumn ? " NOT NULL" : ""
            return "\(column.name) \(ColumnStorage(column.type).table)\(condition)"
        }
        _ = try query("CREATE TABLE \(name) (\(definitions.joined(separator: ", ")))")
        return true
    }

    /// Queries the catalog's rows: within one transaction, `to_regclass` would not see a table that another one created meanwhile.
    private func isThere() throws(RefoldError) -> Bool {
        let found = try query(
            """
            SELECT c.relkind IN ('r', 'p'), a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname = $1 AND c.relname = '\(schema.name)'
            """, [events.schema])
        guard found.count > 0 else { return false }
        try PostgresTrust(connection: session.connection).requireTable(schema.name, in: events.schema)
        try schema.require(found.boolean(0, 0), columns: (0..<found.count).map { found.text($0, 1) }, at: place)
        return true
    }

    func find(_ key: String) throws(RefoldError) -> (row: [CellValue?]?, version: Int64) {
        let found = try query(findStatement, [key, schema.stream(of: key)])
        guard found.count > 0 else { return (nil, 0) }
        let last = found.integer(0, 0)
        guard !found.isNull(0, 1) else { return (nil, last) }
        var row: [CellValue?] = []
        for place in schema.columns.indices { row.append(try cell(found, place)) }
        return (row, last)
    }

    private func cell(_ found: PostgresResult, _ place: Int) throws(RefoldError) -> CellValue? {
        let column = place + 1
        if found.isNull(0, column) { return nil }
        switch schema.columns[place].type.content {
        case .text: return .text(found.text(0, column))
        case .timestamp:
            guard let time = found.time(0, column) else { throw schema.unreadable(place, at: self.place) }
            return .integer(time.microseconds)
        default:
            guard let value = Int64(found.text(0, column)) else { throw schema.unreadable(place, at: self.place) }
            return .integer(value)
        }
    }

    func write(_ row: [CellValue?]) throws(RefoldError) {
        _ = try query(writeStatement, row.enumerated().map { place, cell in text(cell, schema.columns[place].type) })
    }

    private func text(_ cell: CellValue?, _ type: ColumnType) -> String? {
        switch cell {
        case .text(let text): text
        case .integer(let value): type.content == .timestamp ? Timestamp(microseconds: value)?.description : String(value)
        case nil: nil
        }
    }

    func remove(_ key: String, at version: Int64) throws(RefoldError) {
        _ = try query("DELETE FROM \(name) WHERE \(schema.key) = $1 AND version = $2::bigint", [key, "\(version)"])
    }

    func events(after stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent] {
        try session.events(behind: stream, version, before: schema.endOfStreams, limit: limit)
    }
}
