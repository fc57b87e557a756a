import RefoldCore

/// The statement that appends to one stream: it checks version and ids, writes the rows if both fit, and returns their versions and
/// positions. It returns no row if it wrote none.
struct PostgresInsertion {
    let table: PostgresEventTable
    /// For a single event, for which arrays would cost the server more than the row.
    private let one: String
    private let several: String

    init(_ table: PostgresEventTable) {
        self.table = table
        let columns = PostgresEventLayout.written.joined(separator: ", ")
        let stream = "$1::text::\(table.type(of: "aggregate_id"))"
        let last = "(SELECT coalesce(max(version), 0) AS last FROM \(table.name) WHERE \(table.isEqual("aggregate_id", to: "$1"))) AS l"
        func value(_ text: String, _ column: String) -> String { "\(text)::text::\(table.type(of: column))" }
        let returning = [table.expression("version"), table.expression("position")].joined(separator: ", ")
        one = """
            INSERT INTO \(table.name) (\(columns))
            SELECT \(value("$3", "event_id")), \(stream), l.last + 1, \(value("$4", "event_type")), \(value("$5", "event_data")),
              \(value("$6", "event_metadata")), \(value("$7", "occurred_at")), \(value("$8", "recorded_at"))
            FROM \(last) WHERE ($2::bigint IS NULL OR l.last = $2::bigint)
              AND NOT EXISTS (SELECT FROM \(table.name) WHERE \(table.isEqual("event_id", to: "$3")))
            RETURNING \(returning)
            """
        several = """
            INSERT INTO \(table.name) (\(columns))
            SELECT \(value("e.id", "event_id")), \(stream), l.last + e.number, \(value("e.type", "event_type")), \(value("e.data", "event_data")),
              \(value("e.metadata", "event_metadata")), \(value("e.occurred_at", "occurred_at")), \(value("e.recorded_at", "recorded_at"))
            FROM \(last), unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
              WITH ORDINALITY AS e (id, type, data, metadata, occurred_at, recorded_at, number)
            WHERE ($2::bigint IS NULL OR l.last = $2::bigint)
              AND NOT EXISTS (SELECT FROM \(table.name) WHERE event_id = ANY ($3::text[]::\(table.type(of: "event_id"))[]))
            ORDER BY e.number RETURNING \(returning)
            """
    }

    /// `$1` is the stream, `$2` the expected version or null; then six values of the event, or six arrays of values.
    func sql(for events: [NewEvent]) -> String { events.count == 1 ? one : several }

    func parameters(_ events: [NewEvent], _ stream: String, _ expected: String?) -> [String?] {
        let values: [[String]] = [
            events.map(\.id), events.map(\.type), events.map(\.data), events.map(\.metadata), events.map(\.occurredAt.description),
            events.map(\.recordedAt.description),
        ]
        return [stream, expected] + values.map { events.count == 1 ? $0[0] : PostgresName.array($0) }
    }

    /// Whether a statement failed because another transaction used the same version or id; if it is repeated, the result is certain.
    static func isRace(_ state: String) -> Bool { isTaken(state) || ["40001", "40P01"].contains(state) }

    /// Whether a statement failed because a unique index has the row already.
    static func isTaken(_ state: String) -> Bool { state == "23505" }
}
