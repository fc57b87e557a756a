// Unsafe here: copies the bytes of a batch into the parameters of a statement.

import RefoldCore
import RefoldValues

/// What a store holds of the events of a batch, looked up by one statement.
struct PostgresEventMatches {
    /// For each event, the stored event with its id; nil if there is none.
    private(set) var stored: [StoredEvent?] = []
    /// For each event, the last version of its stream.
    private(set) var last: [Int64] = []

    /// For no events.
    init() {}

    /// Looks up a range of a batch's events.
    init(of events: Range<Int>, in batch: EventBatch, at table: PostgresEventTable, on connection: PostgresConnection) throws(RefoldError) {
        var arrays = BinaryArrays()
        try arrays.add(events.count, of: ColumnStorage(.text)) { (index, buffer) throws(RefoldError) in
            Self.append(batch[events.lowerBound + index].id, of: batch, to: &buffer)
        }
        try arrays.add(events.count, of: ColumnStorage(.text)) { (index, buffer) throws(RefoldError) in
            Self.append(batch[events.lowerBound + index].stream, of: batch, to: &buffer)
        }
        let found = try connection.query(Self.question(table), binary: arrays, to: "compare events with the store's")
        stored.reserveCapacity(found.count)
        last.reserveCapacity(found.count)
        for row in 0..<found.count {
            last.append(found.integer(row, 9))
            stored.append(found.isNull(row, 0) ? nil : try StoredEvent(found, row))
        }
    }

    /// All columns as text, which has the same form in a binary result. One lookup per event, by the indexes of id and stream, whatever the
    /// planner estimates: LIMIT and max() keep it from joining whole tables.
    private static func question(_ table: PostgresEventTable) -> String {
        let columns = PostgresEventLayout.columns
        return """
            SELECT \(columns.map { "e.\($0)::text" }.joined(separator: ", ")),
              coalesce((SELECT max(version)::bigint FROM \(table.name) WHERE \(table.isEqual("aggregate_id", to: "s.stream"))), 0)::text
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS s (id, stream, number)
              LEFT JOIN LATERAL (SELECT \(columns.map { "\(table.expression($0)) AS \($0)" }.joined(separator: ", ")) FROM \(table.name)
                WHERE \(table.isEqual("event_id", to: "s.id")) LIMIT 1) AS e ON true
            ORDER BY s.number
            """
    }

    private static func append(_ range: ByteRange, of batch: EventBatch, to buffer: inout BinaryBuffer) {
        batch.withBytes(range) { bytes in unsafe bytes.withUnsafeBytes { unsafe buffer.appendField($0) } }
    }
}
