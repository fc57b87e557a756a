import RefoldCore
import RefoldValues

/// Whether a store keeps what it is given, by what its schema says: else every event that is written is read back.
///
/// A trigger may swallow, alter or move a row; `ON CONFLICT` in the table may pass it over or replace another; a column may take a text for a
/// number; a view or a virtual table may do anything.
struct SQLiteKeeping {
    private let connection: SQLiteConnection
    private let schemaVersion: SQLiteStatement
    private var known: (version: Int64, keeps: Bool)?

    init(_ connection: SQLiteConnection) throws(RefoldError) {
        self.connection = connection
        schemaVersion = try connection.prepare("PRAGMA schema_version", isKept: true)
    }

    /// Asks the schema as it is in the open transaction; nothing but its number if that has not changed.
    mutating func isSure() throws(RefoldError) -> Bool {
        defer { schemaVersion.reset() }
        let version = try schemaVersion.step() ? schemaVersion.integer(0) : 0
        if let known, known.version == version { return known.keeps }
        let keeps = try look()
        known = (version, keeps)
        return keeps
    }

    private func look() throws(RefoldError) -> Bool {
        let plain = try connection.integer(
            """
            SELECT 1 FROM sqlite_schema WHERE name = 'event_store' COLLATE NOCASE AND type = 'table' AND rootpage > 0 AND sql NOT LIKE '%CONFLICT%'
              AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'event_store' COLLATE NOCASE)
              AND NOT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE type = 'trigger')
            """)
        guard plain != nil else { return false }
        let columns = try connection.prepare("SELECT name, upper(type), hidden FROM pragma_table_xinfo('event_store')")
        while try columns.step() {
            let name = columns.text(0).lowercased()
            guard SQLiteEventLayout.columns.contains(name) else { continue }
            guard columns.integer(2) == 0, Self.keeps(name, in: columns.text(1)) else { return false }
        }
        return true
    }

    /// Whether a column whose type is declared by these words takes a value as it is. Times and JSON look like no number, whatever the type.
    private static func keeps(_ column: String, in type: String) -> Bool {
        let isText = ["CHAR", "CLOB", "TEXT"].contains { type.contains($0) }
        let isWhole = type.contains("INT")
        let isPlain = type.isEmpty || type.contains("BLOB")
        return switch column {
        case "position", "version": isWhole || isPlain && !isText
        case "event_id", "aggregate_id", "event_type": !isWhole && (isText || isPlain)
        default: true
        }
    }
}
