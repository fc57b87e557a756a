@testable import RefoldPostgres

/// Another program that writes events by plain SQL.
struct OtherWriter {
    let connection: PostgresConnection

    init(_ uri: String, settings: [String: String] = [:]) throws {
        connection = try PostgresConnection(
            PostgresLocation(uri, from: "test"), settings: settings.merging(["search_path": "public"]) { own, _ in own })
    }

    func run(_ sql: String) throws { try connection.execute(sql, to: "write") }

    /// Inserts an event as the first of a stream with its name.
    func insert(_ id: String, into table: String = "event_store") throws { try run(Self.insertion(id, into: table)) }

    static func insertion(_ id: String, into table: String = "event_store") -> String {
        """
        INSERT INTO \(table) (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
        VALUES ('\(id)', '\(id)', 1, 'Happened', '{}', '{}', '2024-01-01', '2024-01-01')
        """
    }
}
