// Unsafe here: passes a row's bytes in SQLite's memory to the batch, which copies them before the next step.

import RefoldCore
import RefoldStores
import RefoldValues

/// Reads events in position order, each batch in short read transactions.
///
/// Plain reads through SQLite's small cache. Memory mapping was measured to be slower (a page fault costs more than reading a page from the
/// system's cache), and counts the whole file as memory of the process.
final class SQLiteEventScan: EventScan {
    private let query: EventQuery
    private let times: StoreTimes
    private let all: SQLiteStatement?
    private let positions: SQLitePositions?
    private let texts: SQLiteEventTexts?
    /// Nil if every type is wanted, or if every row must be read.
    private let filtered: SQLiteStatement?
    private var types: EventTypeNames
    private var after: Position
    /// The number of positions per transaction, adjusted so that one takes some tens of milliseconds, however many events match.
    private var window: Int64
    /// SQLite's filter costs more per row than the one here, but it saves reading unwanted events. So it is used if more than an eighth of
    /// the events would be skipped.
    private var isFiltering = false
    private var batchesUntilProbe = 0

    /// A scan of nothing.
    init(endingAt through: Position) {
        query = EventQuery(after: through, through: through, types: [])
        times = .refuse
        (all, filtered, positions, texts) = (nil, nil, nil, nil)
        types = EventTypeNames(wanted: [])
        after = through
        window = 1
    }

    /// - Parameters:
    ///   - times: how times without a zone are read.
    ///   - window: the number of positions in the first transaction.
    /// - Throws: `.failed` also if the store has positions that a scan cannot follow.
    init(_ query: EventQuery, on connection: SQLiteConnection, _ times: StoreTimes = .refuse, window: Int64 = 1 << 16) throws(RefoldError) {
        self.query = query
        self.times = times
        self.window = window
        after = query.after
        let (positions, texts) = (try SQLitePositions(on: connection), try SQLiteEventTexts(on: connection))
        (self.positions, self.texts) = (positions, texts)
        try positions.check()
        try positions.checkOnce(at: query.after)
        types = EventTypeNames(wanted: query.types)
        var columns = "position, aggregate_id, version, event_type, event_data, occurred_at"
        if query.columns != [] { columns += ", event_id, event_metadata, recorded_at" }
        let range = "SELECT \(columns) FROM event_store WHERE position > ?1"
        all = try connection.prepare("\(range) ORDER BY position", isKept: true)
        // Duplicate positions show only if both events are read; and many types take longer to compare than to skip.
        guard let wanted = query.types, !wanted.isEmpty, wanted.count <= Self.typesFiltered, positions.areRowNumbers, !texts.areUTF16 else {
            filtered = nil
            return
        }
        // IN and a chain of OR build a table in memory and cost two to seven times as much per row as CASE (measured for four types).
        let cases = wanted.indices.map { "WHEN ?\($0 + 3) THEN 1" }.joined(separator: " ")
        // A type that is not a text passes the filter and is refused.
        let statement = try connection.prepare(
            """
            \(range) AND position <= ?2 AND CASE event_type \(cases) ELSE (event_type >= '' AND event_type < x'') IS NOT 1 END
            ORDER BY position
            """, isKept: true)
        for (index, type) in wanted.enumerated() { try statement.bind(Int32(clamping: index + 3), type) }
        filtered = statement
    }

    private static let typesFiltered = 64
    private static let event = SQLiteEventTime.Columns(position: 0, stream: 1, type: 3)

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        defer { batch.typeNames = types.names }
        guard let all, let positions, let texts, query.types?.isEmpty != true else {
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
            isFull = try fill(batch, from: statement, to: last, positions, texts, &seen, &taken)
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

    /// Adds rows up to a position or until the batch is full; returns whether the batch is full. Advances `after`.
    private func fill(
        _ batch: EventBatch, from statement: SQLiteStatement, to last: Position, _ positions: SQLitePositions, _ texts: SQLiteEventTexts,
        _ seen: inout Int, _ taken: inout Int
    ) throws(RefoldError) -> Bool {
        // A local variable in the loop: every access to a property of the object would be checked for exclusivity.
        var types = types
        self.types = EventTypeNames(wanted: nil)
        var passed = after
        defer {
            self.types = types
            after = passed
        }
        let (columns, times) = (query.columns, times)
        let (areRowNumbers, areUTF16) = (positions.areRowNumbers, texts.areUTF16)
        while try statement.step() {
            let position = statement.integer(0)
            guard position <= last else { return false }
            if !areRowNumbers, !statement.isInteger(0) || position <= passed { throw positions.unusable(statement, stream: 1, type: 3) }
            seen &+= 1
            if areUTF16 { try requirePairedSurrogates(in: statement, texts) }
            guard let typeName = unsafe statement.textBytes(3) else { throw unreadable(statement, 3, "event_type") }
            guard let type = unsafe types.number(of: typeName) else {
                let place = Place.event(position: position, stream: statement.text(1), type: statement.text(3))
                if query.types == nil, let refusal = unsafe types.refusal(of: typeName, at: place, in: statement.connection.path) { throw refusal }
                passed = position
                continue
            }
            guard let stream = unsafe statement.textBytes(1), unsafe Span(_unsafeBytes: stream).isUTF8 else {
                throw unreadable(statement, 1, "aggregate_id")
            }
            // Invalid UTF-8 is found when the payload is read.
            guard let data = unsafe statement.textBytes(4) else { throw unreadable(statement, 4, "event_data") }
            var (id, metadata) = unsafe (Self.nothing, Self.nothing)
            if columns.contains(.id) { unsafe id = try text(of: statement, 6, "event_id") }
            if columns.contains(.metadata) { unsafe metadata = try text(of: statement, 7, "event_metadata") }
            if batch.isFull(for: stream.count + data.count + id.count + metadata.count) { return true }
            let version = statement.integer(2)
            guard StoredEvent.versions.contains(version), statement.isInteger(2) else {
                let place = Place.event(position: position, stream: statement.text(1), type: statement.text(3))
                throw statement.isInteger(2) ? .strangeVersion(version, at: place) : .strangeVersion(statement.kind(2), at: place)
            }
            let occurredAt = try SQLiteEventTime.read(statement, column: 5, named: "occurred_at", of: Self.event, times)
            var recordedAt = Timestamp.first
            if columns.contains(.recordedAt) {
                recordedAt = try SQLiteEventTime.read(statement, column: 8, named: "recorded_at", of: Self.event, times)
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
    private func text(of row: SQLiteStatement, _ column: Int32, _ name: String) throws(RefoldError) -> UnsafeRawBufferPointer {
        guard let text = unsafe row.textBytes(column), unsafe Span(_unsafeBytes: text).isUTF8 else { throw unreadable(row, column, name) }
        return unsafe text
    }

    /// Checks every text of a row of a UTF-16 database before it is converted.
    private func requirePairedSurrogates(in row: SQLiteStatement, _ texts: SQLiteEventTexts) throws(RefoldError) {
        for (column, name) in [(1, "aggregate_id"), (3, "event_type"), (4, "event_data")] as [(Int32, String)]
        where !row.hasPairedSurrogates(column) { throw unreadable(row, column, name) }
        guard query.columns != [] else { return }
        for (column, name) in [(6, "event_id"), (7, "event_metadata")] as [(Int32, String)]
        where !row.hasPairedSurrogates(column) { throw unreadable(row, column, name) }
    }

    private func unreadable(_ row: SQLiteStatement, _ column: Int32, _ name: String) -> RefoldError {
        SQLiteEventTexts.unreadable(row, column: column, named: name, position: 0, stream: 1, type: 3)
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
