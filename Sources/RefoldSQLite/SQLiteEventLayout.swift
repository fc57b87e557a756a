import RefoldValues

/// The table of the event store: how it is recognized and created.
enum SQLiteEventLayout {
    static let columns = [
        "position", "event_id", "aggregate_id", "version", "event_type", "event_data", "event_metadata", "occurred_at", "recorded_at",
    ]

    /// The content of a database file.
    enum Content: Hashable {
        /// Empty: an empty store.
        case nothing
        case store
    }

    /// The unique keys that appending relies on. They are indexes outside the table definition, so that a bulk append to an empty store can
    /// build them last.
    static let indexes = [
        Index(name: "event_store_id", columns: ["event_id"]), Index(name: "event_store_stream", columns: ["aggregate_id", "version"]),
    ]

    struct Index {
        var name: String
        var columns: [String]

        var creation: String { "CREATE UNIQUE INDEX \(name) ON event_store (\(columns.joined(separator: ", ")))" }
    }

    private static let creation = """
        CREATE TABLE event_store (
          position       INTEGER PRIMARY KEY,
          event_id       TEXT NOT NULL,
          aggregate_id   TEXT NOT NULL,
          version        INTEGER NOT NULL,
          event_type     TEXT NOT NULL,
          event_data     TEXT NOT NULL,
          event_metadata TEXT NOT NULL,
          occurred_at    TEXT NOT NULL,
          recorded_at    TEXT NOT NULL
        )
        """

    /// Recognizes a store by its nine columns, whoever created it.
    ///
    /// - Throws: `.failed` if the file holds something else.
    static func content(of connection: SQLiteConnection) throws(RefoldError) -> Content {
        // In one snapshot: another process may be creating the table.
        guard !connection.isInTransaction else { return try contentNow(of: connection) }
        return try connection.transaction(.deferred) { () throws(RefoldError) in try contentNow(of: connection) }
    }

    private static func contentNow(of connection: SQLiteConnection) throws(RefoldError) -> Content {
        let found = try names("SELECT name FROM pragma_table_info('event_store')", on: connection)
        let missing = columns.filter { !found.contains($0) }
        if missing.isEmpty { return .store }
        let place = Place.named(connection.path)
        guard found.isEmpty else {
            throw RefoldError(
                .failed,
                missing.map { column in
                    Fault(
                        "the table event_store has no column \"\(column)\"", at: place,
                        expected: "the columns \(columns.joined(separator: ", "))",
                        remedy: Suggestion.phrase(for: column, among: found.filter { !columns.contains($0) })
                            ?? "point --store at an event store")
                })
        }
        let others = try names("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", on: connection)
        if others.isEmpty { return .nothing }
        throw RefoldError(
            .failed, "the database holds other tables but no event store", at: place, expected: "a table event_store or an empty file",
            remedy: Suggestion.phrase(for: "event_store", among: others) ?? "point --store at another file, or say how its tables are read: refold help layouts")
    }

    /// Creates the store in an empty file, or the log and indexes that a store lacks. Any number of processes may do so concurrently.
    static func create(on connection: SQLiteConnection) throws(RefoldError) {
        try connection.useLog()
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try createTable(on: connection)
            for index in try missingIndexes(on: connection) { try connection.execute(index.creation) }
        }
    }

    /// Whether ``create(on:)`` has nothing to do.
    static func isComplete(on connection: SQLiteConnection) throws(RefoldError) -> Bool {
        guard try content(of: connection) == .store, try missingIndexes(on: connection).isEmpty else { return false }
        return try names("PRAGMA journal_mode", on: connection) == ["wal"]
    }

    /// Creates the table inside the open transaction, if there is none.
    static func createTable(on connection: SQLiteConnection) throws(RefoldError) {
        if try content(of: connection) == .nothing { try connection.execute(creation) }
    }

    /// The indexes whose columns have no unique index yet.
    static func missingIndexes(on connection: SQLiteConnection) throws(RefoldError) -> [Index] {
        let covered = try names(
            """
            SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno))
            FROM pragma_index_list('event_store') AS list WHERE "unique" AND NOT partial
            """, on: connection)
        return indexes.filter { !covered.contains($0.columns.joined(separator: ",")) }
    }

    private static func names(_ sql: String, on connection: SQLiteConnection) throws(RefoldError) -> [String] {
        let statement = try connection.prepare(sql)
        var names: [String] = []
        while try statement.step() { names.append(statement.text(0)) }
        return names
    }
}
