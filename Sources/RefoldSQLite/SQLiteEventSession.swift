import RefoldCore
import RefoldStores
import RefoldValues

/// A connection to an event store with its prepared statements: reading streams and appending to them.
final class SQLiteEventSession {
    let connection: SQLiteConnection
    private let times: StoreTimes
    private let file: SQLiteStoreFile
    private var statements: [StatementText: SQLiteStatement] = [:]
    private var stored: SQLiteStoredEvents?
    /// Set once the store exists.
    private(set) var texts: SQLiteEventTexts?
    private var isComplete = false
    private var keeping: SQLiteKeeping?
    /// The events of the open transaction that are to be read back before it is committed; nil if the schema promises that they are kept.
    private var written: [StoredEvent]?
    let keptTables = KnownTables()

    /// - Parameter times: how times without a zone are read.
    init(_ connection: SQLiteConnection, _ times: StoreTimes) {
        self.connection = connection
        self.times = times
        file = SQLiteStoreFile(connection.path)
    }

    /// Whether the path still leads to the file, and what is read is what it holds now.
    var isInPlace: Bool { file.isInPlace && connection.isCurrent }

    private static let row =
        "SELECT position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at FROM event_store "
    private static let ofStream = row + "WHERE aggregate_id = ?1 AND version >= ?2 ORDER BY version LIMIT ?3"
    private static let byID = row + "WHERE event_id = ?1 LIMIT 1"
    private static let byPosition = row + "WHERE position = ?1 LIMIT 1"
    private static let event = SQLiteEventTime.Columns(position: 0, stream: 2, type: 4)

    /// Whether there is a table to read; an empty file has none until another process creates it.
    ///
    /// - Throws: `.failed` also if it has positions that cannot be read.
    func isStore() throws(RefoldError) -> Bool {
        if texts != nil { return true }
        guard try SQLiteEventLayout.content(of: connection) == .store else { return false }
        try SQLitePositions(on: connection).check()
        texts = try SQLiteEventTexts(on: connection)
        return true
    }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        guard try isStore() else { return [] }
        let statement = try prepared(Self.ofStream)
        try statement.bind(1, stream)
        try statement.bind(2, version)
        try statement.bind(3, Int64(limit ?? -1))
        return try rows(of: statement)
    }

    func events(behind stream: String, _ version: Int64, before end: String, limit: Int) throws(RefoldError) -> [StoredEvent] {
        guard try isStore() else { return [] }
        let statement = try prepared(
            Self.row + "WHERE (aggregate_id, version) > (?1, ?2) AND aggregate_id < ?3 ORDER BY aggregate_id, version LIMIT ?4")
        try statement.bind(1, stream)
        try statement.bind(2, version)
        try statement.bind(3, end)
        try statement.bind(4, Int64(limit))
        return try rows(of: statement)
    }

    func event(id: String) throws(RefoldError) -> StoredEvent? {
        guard try isStore() else { return nil }
        let statement = try prepared(Self.byID)
        try statement.bind(1, id)
        return try rows(of: statement).first
    }

    func version(of stream: String) throws(RefoldError) -> Int64 {
        guard try isStore() else { return 0 }
        let statement = try prepared("SELECT max(version) FROM event_store WHERE aggregate_id = ?1")
        try statement.bind(1, stream)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        var missing = Set(types.map { ExactText($0) })
        var found: [ExactText: Position] = [:]
        guard try isStore() else { return found }
        // One pass for all: the store has no index by type, and what occurs is mostly found among its first events. A part at a time, so that
        // nobody's write-ahead log grows for it.
        let statement = try prepared(
            "SELECT position, event_type FROM event_store WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT \(Self.looked)")
        var (passed, isAtEnd) = (after, after >= through)
        while !isAtEnd, !missing.isEmpty {
            defer { statement.reset() }
            try statement.bind(1, passed)
            try statement.bind(2, through)
            var seen = 0
            while !missing.isEmpty, try statement.step() {
                seen += 1
                passed = statement.integer(0)
                let type = ExactText(statement.text(1))
                if missing.remove(type) != nil { found[type] = passed }
            }
            isAtEnd = seen < Self.looked
        }
        return found
    }

    func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        var counts = EventCounts()
        guard try isStore() else { return counts }
        let statement = try prepared("SELECT event_type, count(*) FROM event_store WHERE position > ?1 AND position <= ?2 GROUP BY event_type COLLATE BINARY")
        try statement.bind(1, after)
        try statement.bind(2, through)
        defer { statement.reset() }
        while try statement.step() { counts.add(statement.integer(1), of: statement.text(0)) }
        return counts
    }

    /// How many events ``firstPositions(of:after:through:)`` looks at in one read transaction.
    private static let looked = 1 << 16

    func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        guard try isStore(), try connection.integer("SELECT 1 FROM event_store LIMIT 1") != nil else {
            return Array(repeating: .new(last: 0), count: batch.count)
        }
        // Without indexes every query would read the whole table. Usually the first append creates them; here that is done now.
        if !isComplete, try !SQLiteEventLayout.missingIndexes(on: connection).isEmpty { try complete() }
        let stored = try storedEvents()
        return try connection.transaction(.deferred) { () throws(RefoldError) in
            var matches: [EventMatch] = []
            matches.reserveCapacity(batch.count)
            for event in 0..<batch.count {
                matches.append(try stored.match(of: batch[event], in: batch, comparingRecordedAt: comparingRecordedAt[event]))
            }
            return matches
        }
    }

    private func storedEvents() throws(RefoldError) -> SQLiteStoredEvents {
        if let stored { return stored }
        let made = try SQLiteStoredEvents(connection, times)
        stored = made
        return made
    }

    /// Creates what a store lacks: its table, its indexes, its log.
    private func complete() throws(RefoldError) {
        guard !isComplete else { return }
        if try !SQLiteEventLayout.isComplete(on: connection) { try SQLiteEventLayout.create(on: connection) }
        isComplete = true
    }

    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try transact { transaction throws(RefoldError) in try transaction.append(events, to: stream, expecting: expecting) }
    }

    func transact<Result>(_ body: (SQLiteEventTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try complete()
        let result = try keptTables.remembering { () throws(RefoldError) in
            try connection.transaction(.immediate) { () throws(RefoldError) in
                try file.requireInPlace()
                written = try isSureToKeep() ? nil : []
                let transaction = SQLiteEventTransaction(self)
                let result = try body(transaction)
                if let failure = transaction.failure { throw failure }
                for event in written ?? [] { try requireKept(event) }
                return result
            }
        }
        // The commit is not durable if the file was deleted or replaced meanwhile.
        try file.requireInPlace()
        return result
    }

    private func isSureToKeep() throws(RefoldError) -> Bool {
        var known = keeping
        if known == nil { known = try SQLiteKeeping(connection) }
        defer { keeping = known }
        return try known?.isSure() ?? false
    }

    /// - Throws: `.failed` if the store does not hold an event as it was written.
    private func requireKept(_ event: StoredEvent) throws(RefoldError) {
        let statement = try prepared(Self.byPosition)
        try statement.bind(1, event.position)
        let found: [StoredEvent]
        do throws(RefoldError) {
            found = try rows(of: statement)
        } catch where error.isOfStoredEvents {
            throw .notKept("the event that was written cannot be read: \(error.faults[0].what)", at: Self.place(of: event))
        }
        let loss = found.first.map { $0.loss(of: event.event, stream: event.stream, version: event.version) } ?? StoredEvent.lossOfAll
        if let loss { throw .notKept(loss, at: Self.place(of: event)) }
    }

    private static func place(of event: StoredEvent) -> Place {
        .newEvent(stream: event.stream, version: event.version, type: event.event.type)
    }

    /// Appends inside the open transaction.
    func appendNow(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        guard events.count == 1 || Set(events.map { ExactText($0.id) }).count == events.count else {
            throw RefoldError(.failed, "two events of one append have the same id", at: .named("stream \"\(stream)\""))
        }
        for event in events {
            if let first = try self.event(id: event.id) { return .duplicate(of: first) }
        }
        var version = try version(of: stream)
        if case .exactly(let expected) = expecting, expected != version { return .conflict(actual: version) }
        var position = try lastPosition()
        let insert = try prepared(SQLiteBulkAppend.insertion)
        for event in events {
            let (nextVersion, nextPosition) = (version.addingReportingOverflow(1), position.addingReportingOverflow(1))
            guard !nextVersion.overflow, !nextPosition.overflow else {
                throw RefoldError(.failed, "the event store has no next version or position", at: .named("stream \"\(stream)\""))
            }
            (version, position) = (nextVersion.partialValue, nextPosition.partialValue)
            try insert.bind(1, position)
            try insert.bind(2, event.id)
            try insert.bind(3, stream)
            try insert.bind(4, version)
            try insert.bind(5, event.type)
            try insert.bind(6, event.data)
            try insert.bind(7, event.metadata)
            try insert.bind(8, event.occurredAt.description)
            try insert.bind(9, event.recordedAt.description)
            let new = StoredEvent(position: position, stream: stream, version: version, event: event)
            if let refusal = try insert.run(to: "append an event") { throw refusal.error.at(Self.place(of: new)) }
            written?.append(new)
        }
        return .appended(version: version, position: position)
    }

    private func lastPosition() throws(RefoldError) -> Position {
        let statement = try prepared("SELECT max(position) FROM event_store")
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    func prepared(_ sql: String) throws(RefoldError) -> SQLiteStatement {
        let key = StatementText(sql)
        if let statement = statements[key] { return statement }
        let statement = try connection.prepare(sql, isKept: true)
        statements[key] = statement
        return statement
    }

    private func rows(of statement: SQLiteStatement) throws(RefoldError) -> [StoredEvent] {
        defer { statement.reset() }
        var rows: [StoredEvent] = []
        while try statement.step() { rows.append(try storedEvent(statement)) }
        return rows
    }

    /// A text of a row whose first column is the position.
    private func text(_ row: SQLiteStatement, _ column: Int32, _ name: String, stream: Int32, type: Int32) throws(RefoldError) -> String {
        try texts?.read(row, column: column, named: name, position: 0, stream: stream, type: type) ?? ""
    }

    /// The event of a row with all nine columns in order.
    private func storedEvent(_ row: SQLiteStatement) throws(RefoldError) -> StoredEvent {
        guard row.isInteger(0), row.integer(0) > 0 else { throw try SQLitePositions(on: connection).unusable(row, stream: 2, type: 4) }
        func text(_ column: Int32, _ name: String) throws(RefoldError) -> String { try self.text(row, column, name, stream: 2, type: 4) }
        let occurredAt = try SQLiteEventTime.read(row, column: 7, named: "occurred_at", of: Self.event, times)
        let recordedAt = try SQLiteEventTime.read(row, column: 8, named: "recorded_at", of: Self.event, times)
        let version = row.integer(3)
        guard StoredEvent.versions.contains(version), row.isInteger(3) else {
            let place = Place.event(position: row.integer(0), stream: row.text(2), type: row.text(4))
            throw row.isInteger(3) ? .strangeVersion(version, at: place) : .strangeVersion(row.kind(3), at: place)
        }
        return StoredEvent(
            position: row.integer(0), stream: try text(2, "aggregate_id"), version: version,
            event: NewEvent(
                id: try text(1, "event_id"), type: try text(4, "event_type"), data: try text(5, "event_data"),
                metadata: try text(6, "event_metadata"), occurredAt: occurredAt, recordedAt: recordedAt))
    }
}
