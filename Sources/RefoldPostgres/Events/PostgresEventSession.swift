import RefoldCore
import RefoldStores
import RefoldValues

/// A connection to an event store: reading streams and appending to them.
final class PostgresEventSession {
    let connection: PostgresConnection
    private var found: PostgresEventTable?
    /// Nil until the table exists and may be written to.
    private var insertion: PostgresInsertion?
    let keptTables = KnownTables()
    /// Whether a trigger or rule was there when the table was looked at.
    private var mayBeChanged = false
    /// The events that the open transaction has written.
    private var written: [StoredEvent] = []

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// The table of the store; nil if there is none; another process may change that.
    func table() throws(RefoldError) -> PostgresEventTable? {
        if found == nil { found = try PostgresEventLayout.find(on: connection) }
        return found
    }

    /// A schema with a table of that name which this role may not use, so that it is on no search path of its; nil if there is none.
    func closedSchema() throws(RefoldError) -> String? {
        let found = try connection.query(
            """
            SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = 'event_store' AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT has_schema_privilege(n.oid, 'USAGE') ORDER BY n.nspname LIMIT 1
            """, to: Self.reading)
        return found.count > 0 ? found.text(0, 0) : nil
    }

    private func readyToInsert() throws(RefoldError) -> PostgresInsertion {
        if let insertion { return insertion }
        let table = try PostgresEventLayout.findOrCreate(on: connection)
        let made = PostgresInsertion(table)
        mayBeChanged = try connection.query("SELECT \(table.mayBeChanged)", to: "look at the event store").boolean(0, 0)
        (found, insertion) = (table, made)
        return made
    }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table() else { return [] }
        return try rows(
            "WHERE \(table.isEqual("aggregate_id", to: "$1")) AND version >= $2 ORDER BY version LIMIT $3",
            [stream, "\(version)", limit.map { "\($0)" }])
    }

    func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table(), !streams.isEmpty else { return [] }
        let found = try rows(
            "WHERE aggregate_id = ANY ($1::text[]::\(table.type(of: "aggregate_id"))[]) ORDER BY aggregate_id, version", [PostgresName.array(streams)])
        guard !table.findsExactly("aggregate_id") else { return found }
        let wanted = Set(streams.map { ExactText($0) })
        return found.filter { wanted.contains(ExactText($0.stream)) }
    }

    func events(behind stream: String, _ version: Int64, before end: String, limit: Int) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table() else { return [] }
        let name = table.expression("aggregate_id") + " COLLATE \"C\""
        return try rows(
            "WHERE (\(name), version) > ($1, $2) AND \(name) < $3 ORDER BY \(name), version LIMIT $4", [stream, "\(version)", end, "\(limit)"])
    }

    /// The table of the store, created if there is none.
    func tableToWrite() throws(RefoldError) -> PostgresEventTable { try readyToInsert().table }

    func event(id: String) throws(RefoldError) -> StoredEvent? {
        guard let table = try table() else { return nil }
        return try rows("WHERE \(table.isEqual("event_id", to: "$1")) LIMIT 1", [id]).first
    }

    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        guard let table = try table() else { return Array(repeating: nil, count: positions.count) }
        let columns = ["position", "aggregate_id", "version", "event_type", "event_id", "event_data"].map(table.expression).joined(separator: ", ")
        // Ordered by the table's own column, whatever its type, so that its index is used.
        let found = try connection.query(
            """
            SELECT s.* FROM unnest($1::bigint[]) WITH ORDINALITY AS w (place, number) LEFT JOIN LATERAL (
              SELECT \(columns) FROM \(table.name) AS e WHERE e.position <= w.place ORDER BY e.position DESC LIMIT 1
            ) AS s ON true ORDER BY w.number
            """, [PostgresName.array(positions.map(String.init))], to: Self.reading)
        return (0..<found.count).map { row in
            guard !found.isNull(row, 0) else { return nil }
            return EventSample(
                position: found.integer(row, 0), stream: found.text(row, 1), version: found.integer(row, 2), type: found.text(row, 3),
                id: found.text(row, 4), data: found.text(row, 5))
        }
    }

    func version(of stream: String) throws(RefoldError) -> Int64 {
        guard let table = try table() else { return 0 }
        return try connection.query(
            "SELECT max(version)::bigint FROM \(table.name) WHERE \(table.isEqual("aggregate_id", to: "$1"))", [stream], to: Self.reading
        ).integer(0, 0)
    }

    /// The highest position that can be seen.
    func newest() throws(RefoldError) -> Position {
        guard let table = try table() else { return 0 }
        return try connection.query("SELECT max(position)::bigint FROM \(table.name)", to: Self.reading).integer(0, 0)
    }

    func matches(of batch: EventBatch, comparingRecordedAt: [Bool]) throws(RefoldError) -> [EventMatch] {
        guard let table = try table() else { return Array(repeating: .new(last: 0), count: batch.count) }
        let found = try PostgresEventMatches(of: 0..<batch.count, in: batch, at: table, on: connection)
        return (0..<batch.count).map { event in
            guard let stored = found.stored[event] else { return .new(last: found.last[event]) }
            let isSame = stored.hasContent(of: batch[event], in: batch, comparingRecordedAt: comparingRecordedAt[event])
            return isSame ? .alreadyThere : .differs(storedAt: stored.position)
        }
    }

    // MARK: Appending

    /// Usually one statement, which checks versions and ids as it writes the rows. If it wrote nothing, the reason is looked up; if the
    /// reason is gone by then, it is tried again.
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        guard events.count == 1 || Set(events.map { ExactText($0.id) }).count == events.count else {
            throw RefoldError(.failed, "two events of one append have the same id", at: .named("stream \"\(stream)\""))
        }
        let insertion = try readyToInsert()
        // If the table would take two of one id or version, the look at them holds only while no other appender is at work; and what it
        // may not keep as it was given has to be looked at before it is committed.
        guard insertion.table.promises.identityIsUnique && insertion.table.keepsTexts && !mayBeChanged || connection.isInTransaction else {
            return try transact(.batch) { transaction throws(RefoldError) in try transaction.append(events, to: stream, expecting: expecting) }
        }
        var expected: String?
        if case .exactly(let version) = expecting { expected = "\(version)" }
        // A failed attempt means that another appender succeeded.
        for _ in 0..<Self.turns {
            var lostRace = false
            if !events.isEmpty {
                switch insert(events, insertion, stream, expected) {
                case .success(let rows) where rows.count > 0:
                    let outcome = try outcome(rows, events, stream)
                    // Whether it fails does not matter: the events are there. Inside a transaction the commit does it.
                    if !connection.isInTransaction { try? connection.execute(PostgresAnnouncement.statement(for: insertion.table), to: Self.appending) }
                    return outcome
                case .success: break
                // Somebody took the version or the id at the same moment.
                case .failure(let failure) where PostgresInsertion.isRace(failure.state) && !connection.isInTransaction: lostRace = true
                case .failure(let failure):
                    let error = connection.error(failure, to: Self.appending)
                    throw PostgresFailure.isOfRow(failure.state) ? error.at(Self.place(events, stream)) : error
                }
            }
            for event in events {
                if let first = try self.event(id: event.id) { return .duplicate(of: first) }
            }
            let actual = try version(of: stream)
            if case .exactly(let version) = expecting, version != actual { return .conflict(actual: actual) }
            if events.isEmpty { return .appended(version: actual, position: try newest()) }
            guard lostRace else { throw .notKept(StoredEvent.lossOfAll, at: Self.place(events, stream)) }
        }
        throw Self.taken(Self.turns, at: .named("stream \"\(stream)\""))
    }

    private func insert(
        _ events: [NewEvent], _ insertion: PostgresInsertion, _ stream: String, _ expected: String?
    ) -> Result<PostgresResult, PostgresFailure> {
        do throws(PostgresFailure) {
            return .success(try connection.attempt(insertion.sql(for: events), insertion.parameters(events, stream, expected)))
        } catch {
            return .failure(error)
        }
    }

    private func outcome(_ rows: PostgresResult, _ events: [NewEvent], _ stream: String) throws(RefoldError) -> AppendOutcome {
        guard rows.count == events.count else { throw .notKept(StoredEvent.lossOfAll, at: Self.place(events, stream)) }
        if connection.isInTransaction {
            let last = rows.integer(rows.count - 1, 0)
            for (row, event) in events.enumerated() {
                let version = last - Int64(events.count - 1 - row)
                written.append(StoredEvent(position: rows.integer(row, 1), stream: stream, version: version, event: event))
            }
        }
        return .appended(version: rows.integer(rows.count - 1, 0), position: rows.integer(rows.count - 1, 1))
    }

    /// Reads back what the open transaction has written if the table may not keep it as it was given.
    ///
    /// - Throws: `.failed` with the first event that the store does not hold as it was written.
    private func requireKept() throws(RefoldError) {
        guard !written.isEmpty, let table = try table() else { return }
        // Asked now: the transaction holds a lock on the table, so that nobody adds a trigger until it ends.
        let mayBeChanged = try connection.query("SELECT \(table.mayBeChanged)", to: Self.appending).boolean(0, 0)
        guard mayBeChanged || !table.keepsTexts else { return }
        // Triggers that wait for the end would come after the look.
        try connection.execute("SET CONSTRAINTS ALL IMMEDIATE", to: Self.appending)
        for event in written { try requireKept(event, table) }
    }

    private func requireKept(_ written: StoredEvent, _ table: PostgresEventTable) throws(RefoldError) {
        let place = Place.newEvent(stream: written.stream, version: written.version, type: written.event.type)
        let stored: StoredEvent?
        do throws(RefoldError) {
            stored = try event(id: written.event.id)
        } catch where error.isOfStoredEvents {
            throw .notKept("the event that was written cannot be read: \(error.faults[0].what)", at: place)
        }
        guard let stored else { throw .notKept(StoredEvent.lossOfAll, at: place) }
        if let loss = stored.loss(of: written.event, stream: written.stream, version: written.version, uuids: table.uuids) {
            throw .notKept(loss, at: place)
        }
        if stored.position != written.position { throw .notKept(StoredEvent.loss(in: "position"), at: place) }
    }

    private static func place(_ events: [NewEvent], _ stream: String) -> Place {
        .newEvent(stream: stream, version: nil, type: events[0].type)
    }

    private func announcement() -> String? { written.isEmpty ? nil : found.map(PostgresAnnouncement.statement) }

    private static func taken(_ turns: Int, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "cannot \(appending): the table refuses the rows as taken, \(turns) times over", at: place,
            expected: "no uniqueness but that of position, event_id, and aggregate_id with version",
            remedy: "look whether the sequence of the position stands behind the positions that are there")
    }

    /// Runs `body` in a transaction, and again from the start if another appender used the same version or id, which is committed by then.
    /// If a row is refused as a duplicate again and again, that is not a race, and an error is thrown.
    func transact<Result>(
        _ extent: TransactionExtent, _ body: (PostgresEventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        let table = try readyToInsert().table
        var (turn, taken) = (0, 0)
        while true {
            do throws(RefoldError) {
                // After a lost race the lock of batches is taken as a queue: otherwise transactions racing for one stream would lose again
                // and again.
                let mayShare = taken == 0 && table.promises.identityIsUnique
                let lock = PostgresBatchLock.statement(for: mayShare ? extent : .batch, of: table)
                return try keptTables.remembering { () throws(RefoldError) in
                    // One round trip for both.
                    try connection.transaction("ISOLATION LEVEL READ COMMITTED; \(lock)", to: Self.appending, afterwards: announcement) {
                        () throws(RefoldError) in
                        written = []
                        let result = try body(PostgresEventTransaction(self))
                        try requireKept()
                        return result
                    }
                }
            } catch {
                turn += 1
                guard PostgresInsertion.isRace(connection.lastState), turn < Self.turns else { throw error }
                if PostgresInsertion.isTaken(connection.lastState) { taken += 1 }
                guard taken < Self.turnsOfTransaction else { throw Self.taken(taken, at: .named(connection.location.name)) }
            }
        }
    }

    private static let turns = 1000
    /// An attempt may be hundreds of commands and sees what others committed, so few meet a duplicate twice.
    private static let turnsOfTransaction = 20
    static let reading = "read the event store"
    private static let appending = "append events"

    // MARK: Rows

    private func rows(_ condition: String, _ parameters: [String?]) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table() else { return [] }
        let columns = PostgresEventLayout.columns.map(table.expression).joined(separator: ", ")
        let result = try connection.query("SELECT \(columns) FROM \(table.name) \(condition)", parameters, to: Self.reading)
        var events: [StoredEvent] = []
        for row in 0..<result.count { events.append(try StoredEvent(result, row)) }
        return events
    }
}
