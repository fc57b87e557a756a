// Unsafe here: hands the bytes that SQLite lends for a row's columns to the batch, which copies them before the next step.
import RefoldCore

/// Reads events in position order, each batch in short read transactions.
///
/// Plain reads through SQLite's small cache: mapping the file into memory was measured to be slower (a page fault costs more than
/// a read of a page that the system has), and counts the whole file as the process's memory.
final class SQLiteEventScan: EventScan {
    private let query: EventQuery
    private let all: SQLiteStatement?
    /// Nil where every type is wanted.
    private let filtered: SQLiteStatement?
    private var types: EventTypeNames
    private var after: Position
    /// How many positions one transaction may look at: kept so that it lasts some tens of milliseconds, however many of them match.
    private var window: Int64 = 1 << 16
    /// SQLite takes longer to filter a row than it takes here, but it spares reading what is not wanted: the filter is used
    /// where more than an eighth of the events would be thrown away.
    private var isFiltering = false
    private var batchesUntilProbe = 0

    /// A scan of nothing.
    init(endingAt through: Position) {
        query = EventQuery(after: through, through: through, types: [])
        (all, filtered) = (nil, nil)
        types = EventTypeNames(wanted: [])
        after = through
    }

    init(_ query: EventQuery, on connection: SQLiteConnection) throws(RefoldError) {
        self.query = query
        after = query.after
        types = EventTypeNames(wanted: query.types)
        var columns = "position, aggregate_id, version, event_type, event_data, occurred_at"
        if query.columns != [] { columns += ", event_id, event_metadata, recorded_at" }
        let range = "SELECT \(columns) FROM event_store WHERE position > ?1"
        all = try connection.prepare("\(range) ORDER BY position", isKept: true)
        guard let wanted = query.types, !wanted.isEmpty else {
            filtered = nil
            return
        }
        // A list with IN and a chain of OR build a table in memory and cost a row two to seven times what CASE does (measured for four types).
        let cases = wanted.indices.map { "WHEN ?\($0 + 3) THEN 1" }.joined(separator: " ")
        let statement = try connection.prepare("\(range) AND position <= ?2 AND CASE event_type \(cases) ELSE 0 END ORDER BY position", isKept: true)
        for (index, type) in wanted.enumerated() { try statement.bind(Int32(clamping: index + 3), type) }
        filtered = statement
    }

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        defer { batch.typeNames = types.names }
        guard let all, query.types?.isEmpty != true else {
            batch.through = query.through
            return false
        }
        var (seen, taken) = (0, 0)
        batchesUntilProbe -= 1
        if batchesUntilProbe < 0 {
            isFiltering = false
            batchesUntilProbe = 32
        }
        var isFull = false
        while !isFull, after < query.through {
            let statement = isFiltering ? filtered ?? all : all
            let (end, overflow) = after.addingReportingOverflow(window)
            let last = overflow ? query.through : min(end, query.through)
            try statement.bind(1, after)
            if isFiltering { try statement.bind(2, last) }
            let start = ContinuousClock.now
            isFull = try fill(batch, from: statement, to: last, &seen, &taken)
            statement.reset()
            if !isFull {
                after = last
                adjustWindow(to: .now - start)
            }
            if filtered != nil, !isFiltering { isFiltering = seen >= 1024 && taken < seen - seen / 8 }
        }
        batch.through = after
        return after < query.through
    }

    /// Takes rows up to a position or until the batch is full, and says whether it is full. `after` follows.
    private func fill(
        _ batch: EventBatch, from statement: SQLiteStatement, to last: Position, _ seen: inout Int, _ taken: inout Int
    ) throws(RefoldError) -> Bool {
        // Local while the loop runs: every use of an object's variable is checked for overlap.
        var types = types
        self.types = EventTypeNames(wanted: nil)
        var passed = after
        defer {
            self.types = types
            after = passed
        }
        let columns = query.columns
        while try statement.step() {
            let position = statement.integer(0)
            guard position <= last else { return false }
            seen &+= 1
            guard let type = unsafe types.number(of: statement.bytes(3)) else {
                passed = position
                continue
            }
            let stream = unsafe statement.bytes(1)
            let data = unsafe statement.bytes(4)
            var (id, metadata) = unsafe (Self.nothing, Self.nothing)
            if columns.contains(.id) { unsafe id = statement.bytes(6) }
            if columns.contains(.metadata) { unsafe metadata = statement.bytes(7) }
            if batch.isFull(for: stream.count + data.count + id.count + metadata.count) { return true }
            let version = statement.integer(2)
            guard StoredEvent.versions.contains(version) else {
                throw .strangeVersion(version, at: .event(position: position, stream: statement.text(1), type: statement.text(3)))
            }
            let occurredAt = try SQLiteEventTime.read(statement, column: 5, named: "occurred_at", position: 0, stream: 1, type: 3)
            var recordedAt = Timestamp.first
            if columns.contains(.recordedAt) {
                recordedAt = try SQLiteEventTime.read(statement, column: 8, named: "recorded_at", position: 0, stream: 1, type: 3)
            }
            unsafe batch.append(
                position: position, version: version, type: type, occurredAt: occurredAt, recordedAt: recordedAt,
                stream: stream, data: data, id: id, metadata: metadata)
            passed = position
            taken &+= 1
        }
        return false
    }

    @unsafe
    private static var nothing: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: nil, count: 0) }

    private func adjustWindow(to time: Duration) {
        if time < .milliseconds(10) {
            window = window.multipliedReportingOverflow(by: 2).overflow ? .max : window * 2
        } else if time > .milliseconds(100) {
            window = max(1024, window / 2)
        }
    }
}
