import RefoldCore
import RefoldStores
import RefoldValues

extension SQLiteEventSession {
    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        var samples: [EventSample?] = Array(repeating: nil, count: positions.count)
        guard try isStore() else { return samples }
        let statement = try prepared(
            """
            SELECT position, aggregate_id, version, event_type, event_id, event_data FROM event_store
            WHERE position <= ?1 ORDER BY position DESC LIMIT 1
            """)
        for (number, position) in positions.enumerated() {
            defer { statement.reset() }
            try statement.bind(1, position)
            guard try statement.step() else { continue }
            samples[number] = EventSample(
                position: statement.integer(0), stream: try sampled(statement, 1, "aggregate_id"), version: statement.integer(2),
                type: try sampled(statement, 3, "event_type"), id: try sampled(statement, 4, "event_id"), data: try sampled(statement, 5, "event_data"))
        }
        return samples
    }

    /// A text of a sampled event. The event may be one that nobody reads, so that what is no text stops nothing: its kind and bytes stand for it.
    private func sampled(_ event: SQLiteStatement, _ column: Int32, _ name: String) throws(RefoldError) -> String {
        if texts?.isReadable(event, column) == true { return event.text(column) }
        let other = try prepared("SELECT char(0) || typeof(\(name)) || hex(\(name)) FROM event_store WHERE position = ?1 LIMIT 1")
        defer { other.reset() }
        try other.bind(1, event.integer(0))
        return try other.step() ? other.text(0) : ""
    }
}
