// Unsafe here: binds the bytes of a batch in place. The batch is not changed before the statement has run.

import RefoldCore
import RefoldStores
import RefoldValues

/// One bulk transaction on a SQLite event store.
///
/// Events go into an empty store without indexes, which are built at the end from sorted keys. That is several times faster than
/// maintaining them with random ids, and the log does not grow by a page per event. Only the versions of streams are checked meanwhile. A
/// duplicate id is found when the index is built; then the transaction is repeated with the indexes in place.
///
/// It remembers as many streams as fit into some MiB. If there are more, a version given by a line is accepted unchecked, and all versions
/// are checked once at the end, in the order of the index.
final class SQLiteBulkAppend: BulkAppend {
    static let insertion = """
        INSERT INTO event_store
        (position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// Maintaining indexes with random ids needs a large cache. Appending at the end needs little, and so does sorting keys, which uses as
    /// much memory as the cache may have, and as much again for the second thread.
    private static let cacheForRandomKeys = "PRAGMA cache_size = -65536"

    private let connection: SQLiteConnection
    private let insert: SQLiteStatement
    private let stored: SQLiteStoredEvents
    private var versions: SQLiteStreamVersions
    private var position: Position
    /// Whether the indexes exist. Without them the versions of all streams are remembered.
    private var isIndexed: Bool
    /// Whether the schema promises that what is written is there as it was given: else each event is read back at once, and counted at the end.
    private let keepsAll: Bool
    private var countBefore: Int64 = 0
    private var written: Int64 = 0
    /// Whether streams were forgotten before there was an index: versions were believed since then.
    private var hasForgotten = false
    /// Whether the transaction must be repeated with the indexes in place.
    private var mustRepeat = false
    private var boundType: ExactText?
    private var boundRecordedAt: Timestamp?
    private var time: [UInt8] = []

    /// Runs `body` in one durable transaction; see ``EventStore/appendInBulk(_:)``.
    ///
    /// - Parameters:
    ///   - limit: how many streams are remembered.
    ///   - times: how times of stored events are read that state no zone.
    static func run(
        on connection: SQLiteConnection, remembering limit: Int, _ times: StoreTimes, _ housekeeping: Housekeeping,
        _ body: (any BulkAppend) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        // A new file is filled without a log, because with one everything is written twice. Nobody reads it yet, and a crash leaves it
        // empty.
        let isNew = try SQLiteEventLayout.content(of: connection) == .nothing
        if !isNew, try !SQLiteEventLayout.isComplete(on: connection) { try SQLiteEventLayout.create(on: connection) }
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA threads = 1")
        if try !attempt(on: connection, remembering: limit, times, mayDefer: true, body) {
            _ = try attempt(on: connection, remembering: limit, times, mayDefer: false, body)
        }
        if isNew {
            housekeeping.attempt(
                "the store keeps no write-ahead log yet, so that reading and appending wait for each other",
                remedy: "remove the cause; whoever appends next makes the log"
            ) { () throws(RefoldError) in try connection.useLog() }
        } else {
            housekeeping.attempt(
                "the write-ahead log was not emptied", remedy: "remove the cause; whoever appends next empties it, and nothing is lost until then"
            ) { () throws(RefoldError) in try connection.truncateLog() }
        }
    }

    /// - Returns: false if everything was rolled back and must be repeated with the indexes in place.
    private static func attempt(
        on connection: SQLiteConnection, remembering limit: Int, _ times: StoreTimes, mayDefer: Bool, _ body: (any BulkAppend) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Bool {
        var append: SQLiteBulkAppend?
        do throws(RefoldError) {
            try connection.transaction(.immediate) { () throws(RefoldError) in
                let transaction = try SQLiteBulkAppend(on: connection, remembering: limit, times, mayDefer: mayDefer)
                append = transaction
                try body(transaction)
                try transaction.finish()
            }
            return true
        } catch {
            if append?.mustRepeat == true { return false }
            throw error
        }
    }

    private init(on connection: SQLiteConnection, remembering limit: Int, _ times: StoreTimes, mayDefer: Bool) throws(RefoldError) {
        self.connection = connection
        versions = SQLiteStreamVersions(limit: limit)
        try SQLiteEventLayout.createTable(on: connection)
        let last = try connection.integer("SELECT max(position) FROM event_store")
        position = last ?? 0
        isIndexed = true
        var keeping = try SQLiteKeeping(connection)
        keepsAll = try keeping.isSure()
        if !keepsAll { countBefore = try connection.integer("SELECT count(*) FROM event_store") ?? 0 }
        if last == nil, mayDefer {
            for index in SQLiteEventLayout.indexes { try connection.execute("DROP INDEX IF EXISTS \(index.name)") }
            isIndexed = try SQLiteEventLayout.missingIndexes(on: connection).count < SQLiteEventLayout.indexes.count
        }
        insert = try connection.prepare(Self.insertion, isKept: true)
        stored = try SQLiteStoredEvents(connection, times)
        try connection.execute(isIndexed ? Self.cacheForRandomKeys : "PRAGMA cache_size = -4096")
        if isIndexed {
            for index in try SQLiteEventLayout.missingIndexes(on: connection) { try connection.execute(index.creation) }
        }
    }

    func append(_ event: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome {
        let head = batch[event]
        let key = batch.withBytes(head.stream) { SeededHash($0) }
        let last = try lastVersion(of: key, head, batch)
        let (next, overflow) = last.addingReportingOverflow(1)
        guard !overflow else {
            throw RefoldError(.failed, "the stream has no next version", at: .named("stream \"\(batch.text(head.stream))\""))
        }
        if head.version != 0, head.version != next {
            // Only the id distinguishes a repeated event from a gap.
            try indexOnTheWay()
            if let outcome = try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) { return outcome }
            guard !hasForgotten else { throw repetition() }
            return .versionDoesNotFollow(last: last)
        }
        if isIndexed, head.version == 0,
            let outcome = try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt)
        {
            return outcome
        }
        if let refusal = try write(head, version: next, of: batch) {
            if refusal.isUniqueness, let outcome = try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) { return outcome }
            return .refused(event: event, refusal.error.at(place(of: head, version: next, in: batch)))
        }
        if !keepsAll, let loss = try stored.loss(of: head, in: batch, at: position, version: next) {
            return .refused(event: event, .notKept(loss, at: place(of: head, version: next, in: batch)))
        }
        remember(next, for: key)
        return .appended
    }

    private func place(of head: EventHead, version: Int64, in batch: EventBatch) -> Place {
        .newEvent(stream: batch.text(head.stream), version: version, type: batch.typeNames[Int(head.type)])
    }

    private func lastVersion(
        of key: SeededHash, _ head: EventHead, _ batch: EventBatch
    ) throws(RefoldError) -> Int64 {
        if let version = versions[key] { return version }
        if hasForgotten, !isIndexed {
            if head.version != 0 { return head.version - 1 }
            try indexOnTheWay()
        }
        return isIndexed ? try stored.version(ofStreamOf: head, in: batch) : 0
    }

    private func remember(_ version: Int64, for key: SeededHash) {
        if versions.isFull {
            versions.removeAll()
            hasForgotten = hasForgotten || !isIndexed
        }
        versions.set(version, for: key)
    }

    private func write(_ head: EventHead, version: Int64, of batch: EventBatch) throws(RefoldError) -> SQLiteRefusal? {
        let (next, overflow) = position.addingReportingOverflow(1)
        guard !overflow else { throw RefoldError(.failed, "the event store has no next position", at: .named(connection.path)) }
        try insert.bind(1, next)
        try bind(2, head.id, of: batch)
        try bind(3, head.stream, of: batch)
        try insert.bind(4, version)
        let type = ExactText(batch.typeNames[Int(head.type)])
        if type != boundType {
            try insert.bind(5, type.text)
            boundType = type
        }
        try bind(6, head.data, of: batch)
        try bind(7, head.metadata, of: batch)
        try bind(8, head.occurredAt)
        if head.recordedAt != boundRecordedAt {
            try bind(9, head.recordedAt)
            boundRecordedAt = head.recordedAt
        }
        if let refusal = try insert.run(to: "append an event") { return refusal }
        position = next
        written += 1
        return nil
    }

    private func bind(_ parameter: Int32, _ range: ByteRange, of batch: EventBatch) throws(RefoldError) {
        try batch.withBytes(range) { bytes throws(RefoldError) in
            try unsafe insert.bind(parameter, borrowing: bytes.lent)
        }
    }

    private func bind(_ parameter: Int32, _ value: Timestamp) throws(RefoldError) {
        // Moved out of the property, so that its memory can be passed and reused.
        var text = time
        time = []
        defer { time = text }
        text.removeAll(keepingCapacity: true)
        value.appendRFC3339(to: &text)
        try insert.bind(parameter, copying: text.span)
    }

    private func finish() throws(RefoldError) {
        try buildIndexes()
        if !keepsAll { try requireCount() }
        guard hasForgotten, try !versionsFollow() else { return }
        throw repetition()
    }

    /// A later row may have taken the place of an earlier one.
    private func requireCount() throws(RefoldError) {
        let count = try connection.integer("SELECT count(*) FROM event_store") ?? 0
        guard count != countBefore + written else { return }
        throw .notKept(
            "\(written) events were written, and the store has \(count - countBefore) more than before", at: .named(connection.path))
    }

    /// Ends the transaction if versions that were believed turn out not to follow: with the indexes in place it is told which.
    private func repetition() -> RefoldError {
        mustRepeat = true
        return RefoldError(.failed, "the versions of a stream do not follow", at: .named(connection.path))
    }

    /// Builds the indexes before the last event.
    private func indexOnTheWay() throws(RefoldError) {
        guard !isIndexed else { return }
        try buildIndexes()
        try connection.execute(Self.cacheForRandomKeys)
    }

    /// Builds the missing indexes.
    private func buildIndexes() throws(RefoldError) {
        guard !isIndexed else { return }
        for index in SQLiteEventLayout.indexes {
            if let refusal = try connection.prepare(index.creation).run(to: "build the index \(index.name)") {
                mustRepeat = true
                throw refusal.error
            }
        }
        isIndexed = true
    }

    /// Whether the versions of every stream count 1, 2, 3 … in the order of positions. The index has shown that they are unique.
    private func versionsFollow() throws(RefoldError) -> Bool {
        let entries = try connection.prepare(
            "SELECT aggregate_id, version, position FROM event_store ORDER BY aggregate_id, version")
        var stream: [UInt8] = []
        var (version, position) = (Int64(0), Position(0))
        while try entries.step() {
            let isSame = entries.withBytes(0) { name in
                if stream.span.isEqual(to: name) { return true }
                stream.removeAll(keepingCapacity: true)
                for index in 0..<name.count { stream.append(name[index]) }
                return false
            }
            if !isSame { (version, position) = (0, 0) }
            guard entries.integer(1) == version + 1, entries.integer(2) > position else { return false }
            (version, position) = (version + 1, entries.integer(2))
        }
        return true
    }
}
