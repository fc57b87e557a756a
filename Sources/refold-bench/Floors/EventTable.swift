/// The table `event_store` in SQLite, as the floors make and fill it.
enum EventTable {
    /// All columns of all events, in order.
    static let selection = """
        SELECT position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at
        FROM event_store ORDER BY position
        """

    /// - Parameter constraints: what stands after the columns, with a comma before it.
    static func creation(_ constraints: String = "") -> String {
        """
        CREATE TABLE event_store (
          position INTEGER PRIMARY KEY, event_id TEXT NOT NULL, aggregate_id TEXT NOT NULL, version INTEGER NOT NULL,
          event_type TEXT NOT NULL, event_data TEXT NOT NULL, event_metadata TEXT NOT NULL, occurred_at TEXT NOT NULL,
          recorded_at TEXT NOT NULL\(constraints));
        """
    }

    static let indexes = """
        CREATE UNIQUE INDEX event_store_id ON event_store (event_id);
        CREATE UNIQUE INDEX event_store_stream ON event_store (aggregate_id, version);
        """

    static let insertion = "INSERT INTO event_store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
}
