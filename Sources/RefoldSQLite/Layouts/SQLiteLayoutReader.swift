import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// Reads single events and counts by a layout.
struct SQLiteLayoutReader {
    let table: SQLiteLayoutTable
    let connection: SQLiteConnection
    /// What becomes of events that cannot be read, and counts them.
    let single: LayoutDecoder.Unreadable
    let makeDecoder: (LayoutDecoder.Unreadable) -> LayoutDecoder

    /// A parameter of a statement.
    enum Value {
        case text(String)
        case integer(Int64)
        /// The 16 bytes of a UUID.
        case bytes([UInt8])
    }

    /// The last position of all; 0 if there is no event.
    ///
    /// - Throws: `.refused` if the first or the last is no integer: null sorts before all numbers, and texts after them, so that no range of
    ///   positions would have them.
    func newest() throws(RefoldError) -> Position {
        var newest: Position = 0
        for order in ["ASC", "DESC"] {
            let end = try statement("SELECT \(table.position) FROM \(table.from) ORDER BY \(table.position) \(order) LIMIT 1")
            guard try end.step() else { return 0 }
            guard end.isInteger(0) else { throw .noPosition(end.kind(0), at: connection.path) }
            let (position, isBeyond) = end.integer(0).addingReportingOverflow(table.layout.shift)
            guard !isBeyond else { throw .noPosition("beyond 64 bits", at: connection.path) }
            guard position > 0 else { throw .noPosition("\(end.integer(0)), below the first one", at: connection.path) }
            newest = position
        }
        return newest
    }

    func events(in stream: String, where condition: String, _ value: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        // Where events are left out, as many as are wanted are counted after that.
        let end = "AND \(condition) ORDER BY \(table.position) LIMIT \(table.layout.unreadable == .skip ? -1 : limit ?? -1)"
        func asMany(_ found: [StoredEvent]) -> [StoredEvent] { limit.map { Array(found.prefix($0)) } ?? found }
        // A UUID may be kept as a text or as its bytes.
        for name in Self.forms(of: stream) {
            let found = try events("WHERE e.stream = ?1 COLLATE BINARY \(end)", [name, .integer(value)])
            if !found.isEmpty { return asMany(found) }
        }
        // The id of an event stands in for a stream that it has not.
        guard let alone = try event(id: stream), ExactText(alone.stream) == ExactText(stream) else { return [] }
        return try events("WHERE \(table.position) = ?1 \(end)", [.integer(alone.position - table.layout.shift), .integer(value)])
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? {
        for name in Self.forms(of: id) {
            if let found = try events("WHERE e.event_id = ?1 COLLATE BINARY LIMIT 1", [name]).first { return found }
        }
        guard let derived = DerivedID(id) else { return nil }
        if let position = derived.position {
            return try events("WHERE e.event_id IS NULL AND \(table.position) = ?1", [.integer(position - table.layout.shift)]).first { $0.event.id == id }
        }
        guard let stream = derived.stream, let version = derived.version else { return nil }
        for name in Self.forms(of: stream) {
            let found = try events("WHERE e.event_id IS NULL AND e.stream = ?1 COLLATE BINARY AND e.version = ?2 LIMIT 1", [name, .integer(version)]).first
            if let found { return found }
        }
        return nil
    }

    private static func forms(of text: String) -> [Value] {
        var forms = [Value.text(text)]
        if let uuid = UUIDText(text) { forms.append(.bytes(HexDigits.bytes(uuid.digits))) }
        return forms
    }

    /// The last event at or below a position, also one whose payload cannot be read; nil if there is none.
    func last(upTo position: Position) throws(RefoldError) -> StoredEvent? {
        try events(
            "WHERE \(table.position) <= ?1 ORDER BY \(table.position) DESC LIMIT 1", [.integer(position - table.layout.shift)], .replaced
        ).first
    }

    func version(of stream: String) throws(RefoldError) -> Int64 {
        for name in Self.forms(of: stream) {
            let last = try statement("SELECT max(e.version) FROM \(table.from) WHERE e.stream = ?1 COLLATE BINARY", [name])
            if try last.step(), !last.isNull(0) { return last.integer(0) }
        }
        return 0
    }

    func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        var counts = EventCounts()
        let rows = try statement("SELECT CAST(e.type AS TEXT), count(*) FROM \(table.from) WHERE \(range) GROUP BY CAST(e.type AS TEXT) COLLATE BINARY", ends(after, through))
        while try rows.step() { counts.add(rows.integer(1), of: rows.text(0)) }
        return counts
    }

    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        let wanted = Set(types.map { ExactText($0) })
        var positions: [ExactText: Position] = [:]
        guard !types.isEmpty, after < through else { return positions }
        let rows = try statement("SELECT CAST(e.type AS TEXT), min(\(table.position)) FROM \(table.from) WHERE \(range) GROUP BY CAST(e.type AS TEXT) COLLATE BINARY", ends(after, through))
        while try rows.step() {
            let type = ExactText(rows.text(0))
            if wanted.contains(type) { positions[type] = rows.integer(1) + table.layout.shift }
        }
        return positions
    }

    private var range: String { "\(table.position) > ?1 AND \(table.position) <= ?2" }

    private func ends(_ after: Position, _ through: Position) -> [Value] {
        [.integer(after - table.layout.shift), .integer(through - table.layout.shift)]
    }

    private func events(
        _ condition: String, _ values: [Value], _ unreadable: LayoutDecoder.Unreadable? = nil
    ) throws(RefoldError) -> [StoredEvent] {
        let rows = try statement("SELECT \(table.list) FROM \(table.from) \(condition)", values)
        let batch = EventBatch(events: 512, byteCapacity: 64 << 10)
        var decoder = makeDecoder(unreadable ?? single)
        var (events, passed) = ([StoredEvent](), Position(0))
        func take() {
            batch.typeNames = decoder.types.names
            for index in 0..<batch.count { events.append(batch.storedEvent(index)) }
            batch.removeAll()
        }
        while try rows.step() {
            let row = try SQLiteLayoutRow.read(rows, shift: table.layout.shift, at: connection.path)
            if try decoder.decode(row, into: batch, after: passed) == .full {
                take()
                _ = try decoder.decode(row, into: batch, after: passed)
            }
            passed = row.position + table.layout.shift
        }
        take()
        return events
    }

    private func statement(_ sql: String, _ values: [Value] = []) throws(RefoldError) -> SQLiteStatement {
        let statement = try connection.prepare(sql)
        for (index, value) in values.enumerated() {
            switch value {
            case .text(let text): try statement.bind(Int32(clamping: index + 1), text)
            case .integer(let integer): try statement.bind(Int32(clamping: index + 1), integer)
            case .bytes(let bytes): try statement.bind(Int32(clamping: index + 1), blob: bytes)
            }
        }
        return statement
    }
}
