// Unsafe here: binds the bytes of a batch where they lie. The batch is not changed before the statement has run.
import RefoldCore

/// The inside of one bulk transaction on a SQLite event store.
///
/// Into an empty store events go without indexes, which are built at the end from sorted keys: several times faster than keeping them up
/// with random ids, and the log does not grow by a page an event. Only the versions of streams are checked on the way; a repeated id
/// is found when the index is built, and the transaction is then repeated with the indexes in place.
final class SQLiteBulkAppend: BulkAppend {
    static let insertion = """
        INSERT INTO event_store
        (position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private let connection: SQLiteConnection
    private let insert: SQLiteStatement
    private let stored: SQLiteStoredEvents
    private var versions = SQLiteStreamVersions()
    private var position: Position
    /// Whether the indexes are there. Without them the versions of all streams are remembered.
    private var isIndexed: Bool
    /// Whether the transaction has to be repeated with the indexes in place.
    private var mustRepeat = false
    private var boundType: String?
    private var boundRecordedAt: Timestamp?
    private var time: [UInt8] = []

    /// Runs `body` in one durable transaction; see ``EventStore/appendInBulk(_:)``.
    static func run(
        on connection: SQLiteConnection, _ body: (any BulkAppend) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        // Into a new file without a log, which would have everything written twice: nobody reads there yet, and a crash leaves it empty.
        let isNew = try SQLiteEventLayout.content(of: connection) == .nothing
        if !isNew, try !SQLiteEventLayout.isComplete(on: connection) { try SQLiteEventLayout.create(on: connection) }
        // Events that are only added at the end need little cache, and sorting keys takes as much memory again for each of two threads.
        // Indexes that are kept up with random ids need all of it.
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA threads = 1; PRAGMA cache_size = \(isNew ? -16384 : -65536)")
        if try !attempt(on: connection, mayDefer: true, body) {
            _ = try attempt(on: connection, mayDefer: false, body)
        }
        if isNew { try connection.useLog() } else { try connection.truncateLog() }
    }

    /// - Returns: false where everything was rolled back and has to be repeated with the indexes in place.
    private static func attempt(
        on connection: SQLiteConnection, mayDefer: Bool, _ body: (any BulkAppend) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Bool {
        var append: SQLiteBulkAppend?
        do throws(RefoldError) {
            try connection.transaction(.immediate) { () throws(RefoldError) in
                let transaction = try SQLiteBulkAppend(on: connection, mayDefer: mayDefer)
                append = transaction
                try body(transaction)
                try transaction.buildIndexes()
            }
            return true
        } catch {
            if append?.mustRepeat == true { return false }
            throw error
        }
    }

    private init(on connection: SQLiteConnection, mayDefer: Bool) throws(RefoldError) {
        self.connection = connection
        try SQLiteEventLayout.createTable(on: connection)
        let last = try connection.integer("SELECT max(position) FROM event_store")
        position = last ?? 0
        isIndexed = true
        if last == nil, mayDefer {
            for index in SQLiteEventLayout.indexes { try connection.execute("DROP INDEX IF EXISTS \(index.name)") }
            isIndexed = try SQLiteEventLayout.missingIndexes(on: connection).count < SQLiteEventLayout.indexes.count
        }
        insert = try connection.prepare(Self.insertion, isKept: true)
        stored = try SQLiteStoredEvents(connection)
        if isIndexed {
            for index in try SQLiteEventLayout.missingIndexes(on: connection) { try connection.execute(index.creation) }
        }
    }

    func append(_ event: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome {
        let head = batch[event]
        let key = batch.withBytes(head.stream) { SQLiteStreamVersions.Key($0) }
        let last = try lastVersion(of: key, head, batch)
        let (next, overflow) = last.addingReportingOverflow(1)
        guard !overflow else {
            throw RefoldError(.failed, "the stream has no next version", at: .named("stream \"\(batch.text(head.stream))\""))
        }
        if head.version != 0, head.version != next {
            // A repeated event is told apart from a gap by its id alone.
            try buildIndexes()
            return try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) ?? .versionDoesNotFollow(last: last)
        }
        if isIndexed, head.version == 0,
            let outcome = try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt)
        {
            return outcome
        }
        guard try write(head, version: next, of: batch) else {
            guard let outcome = try stored.outcome(of: head, in: batch, comparingRecordedAt: comparingRecordedAt) else {
                throw connection.failure(connection.lastCode, deed: "append an event")
            }
            return outcome
        }
        try remember(next, for: key)
        return .appended
    }

    private func lastVersion(
        of key: SQLiteStreamVersions.Key, _ head: EventHead, _ batch: EventBatch
    ) throws(RefoldError) -> Int64 {
        if let version = versions[key] { return version }
        return isIndexed ? try stored.version(ofStreamOf: head, in: batch) : 0
    }

    private func remember(_ version: Int64, for key: SQLiteStreamVersions.Key) throws(RefoldError) {
        if versions.isFull {
            try buildIndexes()
            versions.removeAll()
        }
        versions.set(version, for: key)
    }

    /// - Returns: false where the id is taken.
    private func write(_ head: EventHead, version: Int64, of batch: EventBatch) throws(RefoldError) -> Bool {
        let (next, overflow) = position.addingReportingOverflow(1)
        guard !overflow else { throw RefoldError(.failed, "the event store has no next position", at: .named(connection.path)) }
        try insert.bind(1, next)
        try bind(2, head.id, of: batch)
        try bind(3, head.stream, of: batch)
        try insert.bind(4, version)
        let type = batch.typeNames[Int(head.type)]
        if type != boundType {
            try insert.bind(5, type)
            boundType = type
        }
        try bind(6, head.data, of: batch)
        try bind(7, head.metadata, of: batch)
        try bind(8, head.occurredAt)
        if head.recordedAt != boundRecordedAt {
            try bind(9, head.recordedAt)
            boundRecordedAt = head.recordedAt
        }
        guard try insert.run() else { return false }
        position = next
        return true
    }

    private func bind(_ parameter: Int32, _ range: ByteRange, of batch: EventBatch) throws(RefoldError) {
        try batch.withBytes(range) { bytes throws(RefoldError) in
            try unsafe insert.bind(parameter, borrowing: bytes.lent)
        }
    }

    private func bind(_ parameter: Int32, _ value: Timestamp) throws(RefoldError) {
        // Taken out for the moment, so that its memory can be lent and is used again.
        var text = time
        time = []
        defer { time = text }
        text.removeAll(keepingCapacity: true)
        value.appendRFC3339(to: &text)
        try insert.bind(parameter, copying: text.span)
    }

    /// Builds the indexes that are not there yet.
    private func buildIndexes() throws(RefoldError) {
        guard !isIndexed else { return }
        for index in SQLiteEventLayout.indexes {
            guard try connection.prepare(index.creation).run() else {
                mustRepeat = true
                throw connection.failure(connection.lastCode, deed: "build the index \(index.name)")
            }
        }
        isIndexed = true
    }
}
