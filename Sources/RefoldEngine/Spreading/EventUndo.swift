import RefoldCore

/// The rows that one event changes, as they were before it.
struct EventUndo {
    private var event = -1
    private var rows: [UInt64: Int] = [:]
    private var copies: [RowUndo] = []
    private var used = 0
    private var lastWithoutKey = -1

    /// Copies a row, if this is the first that the event does to it.
    mutating func save(_ row: borrowing Row, _ place: (partition: Int, row: Int), of event: Int) {
        if event != self.event {
            self.event = event
            used = 0
            rows.removeAll(keepingCapacity: true)
        }
        guard rows[Self.number(place)] == nil else { return }
        if used == copies.count { copies.append(RowUndo()) }
        row.save(in: &copies[used])
        rows[Self.number(place)] = used
        used += 1
    }

    /// Makes a row what it was before the event.
    func restore(_ row: inout Row, _ place: (partition: Int, row: Int)) {
        if let copy = rows[Self.number(place)] { row.restore(from: copies[copy]) }
    }

    /// Whether the event is told of for the first time.
    mutating func isFirstWithoutKey(_ event: Int) -> Bool {
        defer { lastWithoutKey = event }
        return lastWithoutKey != event
    }

    private static func number(_ place: (partition: Int, row: Int)) -> UInt64 { UInt64(place.partition) << 32 | UInt64(place.row) }
}
