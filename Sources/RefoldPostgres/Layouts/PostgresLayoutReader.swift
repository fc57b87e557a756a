import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// Reads single events and counts by a layout, on a session for it.
struct PostgresLayoutReader {
    let table: PostgresLayoutTable
    let connection: PostgresConnection
    /// What becomes of events that cannot be read, and counts them.
    let single: LayoutDecoder.Unreadable
    let makeDecoder: (LayoutDecoder.Unreadable) -> PostgresLayoutDecoder

    private static let operation = "read the event store"

    // MARK: Events

    /// The events of a stream that fulfil a condition, in order of position.
    func events(in stream: String, where condition: String, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        // Where events are left out, as many as are wanted are counted after that.
        let end = "ORDER BY \(table.position)" + (table.layout.unreadable == .skip ? "" : limit.map { " LIMIT \($0)" } ?? "")
        func asMany(_ found: [StoredEvent]) -> [StoredEvent] { limit.map { Array(found.prefix($0)) } ?? found }
        if let test = table.isEqual("stream", to: stream) {
            // A collation may take other letters for the same.
            let found = try events("WHERE \(test)\(condition) \(end)").filter { UUIDText.isSame($0.stream, stream) }
            if !found.isEmpty { return asMany(found) }
        }
        // The id of an event stands in for a stream that it has not.
        guard let test = isEvent(withID: stream) else { return [] }
        return try events("WHERE e.stream IS NULL AND \(test)\(condition) \(end)")
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? {
        guard let test = isEvent(withID: id) else { return nil }
        return try events("WHERE \(test) ORDER BY \(table.position) LIMIT 1").first { UUIDText.isSame($0.event.id, id) }
    }

    private func isEvent(withID id: String) -> String? {
        var tests: [String] = []
        if let test = table.isEqual("event_id", to: id) { tests.append(test) }
        if let derived = DerivedID(id) {
            if let position = derived.position { tests.append("e.event_id IS NULL AND \(table.position) = \(position - table.layout.shift)") }
            if let stream = derived.stream, let version = derived.version, let test = table.isEqual("stream", to: stream) {
                tests.append("e.event_id IS NULL AND \(test) AND e.version = \(version)")
            }
        }
        return tests.isEmpty ? nil : "(\(tests.map { "(\($0))" }.joined(separator: " OR ")))"
    }

    /// The last event at or below a position, also one whose payload cannot be read; nil if there is none.
    func last(upTo position: Position) throws(RefoldError) -> StoredEvent? {
        try events("WHERE \(table.position) <= \(position - table.layout.shift) ORDER BY \(table.position) DESC LIMIT 1", .replaced).first
    }

    private func events(
        _ condition: String, _ unreadable: LayoutDecoder.Unreadable? = nil
    ) throws(RefoldError) -> [StoredEvent] {
        try connection.fenced { () throws(RefoldError) in try read(condition, unreadable ?? single) }
    }

    private func read(_ condition: String, _ unreadable: LayoutDecoder.Unreadable) throws(RefoldError) -> [StoredEvent] {
        let statement = PostgresScanStatement(
            list: PostgresLayoutDecoder.list(of: table, .all), from: table.from, position: table.position, shift: 0, filter: "",
            transaction: nil, windows: .all)
        let scan = PostgresEventScan(
            EventQuery(after: 0, through: .max, types: nil, columns: .all), by: statement.with(condition: condition), makeDecoder(unreadable),
            on: PostgresLoan(connection))
        var events: [StoredEvent] = []
        let batch = EventBatch(events: 512, byteCapacity: 64 << 10)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count { events.append(batch.storedEvent(index)) }
        }
        return events
    }

    // MARK: Counts

    /// By the bytes: to another collation two types may be one.
    private static let type = #"e.type::text COLLATE "C""#

    func version(of stream: String) throws(RefoldError) -> Int64 {
        guard let test = table.isEqual("stream", to: stream) else { return 0 }
        return try query("SELECT max(e.version)::bigint FROM \(table.from) WHERE \(test)").integer(0, 0)
    }

    func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        var counts = EventCounts()
        let found = try query("SELECT \(Self.type), count(*) FROM \(table.from) WHERE \(range(after, through)) GROUP BY 1")
        for row in 0..<found.count { counts.add(found.integer(row, 1), of: found.text(row, 0)) }
        return counts
    }

    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        guard !types.isEmpty, after < through else { return [:] }
        var positions: [ExactText: Position] = [:]
        let found = try query(
            "SELECT \(Self.type), min(\(table.position))::bigint FROM \(table.from) WHERE \(range(after, through)) AND \(table.hasType(types)) GROUP BY 1")
        for row in 0..<found.count { positions[ExactText(found.text(row, 0))] = found.integer(row, 1) + table.layout.shift }
        return positions
    }

    private func range(_ after: Position, _ through: Position) -> String {
        "\(table.position) > \(after &- table.layout.shift) AND \(table.position) <= \(through &- table.layout.shift)"
    }

    private func query(_ sql: String) throws(RefoldError) -> PostgresResult {
        // Unprepared statements are not kept, and these are as many as there are positions.
        defer { if connection.preparedCount > Self.statements { try? connection.forgetPrepared() } }
        return try connection.fenced { () throws(RefoldError) in try connection.query(sql, to: Self.operation) }
    }

    private static let statements = 64
}
