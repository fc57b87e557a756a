import RefoldCore
import RefoldStores
import RefoldValues

/// A connection to an event store: reading streams and appending to them.
final class PostgresEventSession {
    let connection: PostgresConnection
    private var found: PostgresEventTable?
    /// Nil until the table is there and may be written to.
    private var insertion: PostgresInsertion?
    let keptTables = KnownTables()

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// The table of the store; nil if there is none, which another process may change.
    func table() throws(RefoldError) -> PostgresEventTable? {
        if found == nil { found = try PostgresEventLayout.find(on: connection) }
        return found
    }

    private func readyToInsert() throws(RefoldError) -> PostgresInsertion {
        if let insertion { return insertion }
        let table = try PostgresEventLayout.findOrCreate(on: connection)
        let made = PostgresInsertion(table)
        (found, insertion) = (table, made)
        return made
    }

    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try rows("WHERE aggregate_id = $1 AND version >= $2 ORDER BY version LIMIT $3", [stream, "\(version)", limit.map { "\($0)" }])
    }

    func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table(), !streams.isEmpty else { return [] }
        return try rows(
            "WHERE aggregate_id = ANY ($1::text[]::\(table.type(of: "aggregate_id"))[]) ORDER BY aggregate_id, version", [PostgresName.array(streams)])
    }

    func events(behind stream: String, _ version: Int64, before end: String, limit: Int) throws(RefoldError) -> [StoredEvent] {
        guard let table = try table() else { return [] }
        let name = table.expression("aggregate_id") + " COLLATE \"C\""
        return try rows(
            "WHERE (\(name), version) > ($1, $2) AND \(name) < $3 ORDER BY \(name), version LIMIT $4", [stream, "\(version)", end, "\(limit)"])
    }

    /// The table of the store, made where there is none.
    func tableToWrite() throws(RefoldError) -> PostgresEventTable { try readyToInsert().table }

    func event(id: String) throws(RefoldError) -> StoredEvent? { try rows("WHERE event_id = $1 LIMIT 1", [id]).first }

    func samples(upTo positions: [Position]) throws(RefoldError) -> [EventSample?] {
        guard let table = try table() else { return Array(repeating: nil, count: positions.count) }
        let columns = ["position", "aggregate_id", "version", "event_type", "event_id", "event_data"].map(table.expression).joined(separator: ", ")
        // Ordered by the table's own column, whatever its type, so that its index answers.
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
        return try connection.query("SELECT max(version)::bigint FROM \(table.name) WHERE aggregate_id = $1", [stream], to: Self.reading).integer(0, 0)
    }

    func occurring(types: [String]) throws(RefoldError) -> Set<ExactText> {
        guard let table = try table(), !types.isEmpty else { return [] }
        // Each type stops at its first event; only one that never occurs reads the whole store.
        let found = try connection.query(
            "SELECT type FROM unnest($1::text[]) AS type WHERE EXISTS (SELECT FROM \(table.name) WHERE \(table.expression("event_type")) = type)",
            [PostgresName.array(types)], to: Self.reading)
        return Set((0..<found.count).map { ExactText(found.text($0, 0)) })
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

    /// One statement in the usual case: versions and ids are looked at where the rows are written. Where it wrote nothing the reason is
    /// looked up, and where that has gone meanwhile, it is tried again.
    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        guard events.count == 1 || Set(events.map { ExactText($0.id) }).count == events.count else {
            throw RefoldError(.failed, "two events of one append have the same id", at: .named("stream \"\(stream)\""))
        }
        let insertion = try readyToInsert()
        // Where the table would take two of one id or version, the look at them holds only while no other appender is at work.
        guard insertion.table.promises.identityIsUnique || connection.isInTransaction else {
            return try transact(.batch) { transaction throws(RefoldError) in try transaction.append(events, to: stream, expecting: expecting) }
        }
        var expected: String?
        if case .exactly(let version) = expecting { expected = "\(version)" }
        // Every turn that fails is one in which another appender succeeded.
        for _ in 0..<Self.turns {
            if !events.isEmpty {
                do throws(PostgresFailure) {
                    let written = try connection.attempt(insertion.sql(for: events), insertion.parameters(events, stream, expected))
                    if written.count > 0 {
                        return .appended(version: written.integer(written.count - 1, 0), position: written.integer(written.count - 1, 1))
                    }
                } catch {
                    // Somebody took the version or the id at the same moment.
                    guard PostgresInsertion.isRace(error.state), !connection.isInTransaction else { throw connection.error(error, to: Self.appending) }
                }
            }
            for event in events {
                if let first = try self.event(id: event.id) { return .duplicate(of: first) }
            }
            let actual = try version(of: stream)
            if case .exactly(let version) = expecting, version != actual { return .conflict(actual: actual) }
            if events.isEmpty { return .appended(version: actual, position: try newest()) }
        }
        throw Self.taken(Self.turns, at: .named("stream \"\(stream)\""))
    }

    private static func taken(_ turns: Int, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "cannot \(appending): the table refuses the rows as taken, \(turns) times over", at: place,
            expected: "no uniqueness but that of position, event_id, and aggregate_id with version",
            remedy: "look whether the sequence of the position stands behind the positions that are there")
    }

    /// Runs `body` in a transaction, and once more from its beginning where another appender was at the same version or id: whoever
    /// came first has committed by then. A row that is refused as taken again and again is no race: then it says so.
    func transact<Result>(
        _ extent: TransactionExtent, _ body: (PostgresEventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        let table = try readyToInsert().table
        var (turn, taken) = (0, 0)
        while true {
            do throws(RefoldError) {
                // After a lost race the lock of batches is a queue: many that race for one stream would else lose again and again.
                let mayShare = taken == 0 && table.promises.identityIsUnique
                let lock = PostgresBatchLock.statement(for: mayShare ? extent : .batch, of: table)
                return try keptTables.remembering { () throws(RefoldError) in
                    // One round trip for both.
                    try connection.transaction("ISOLATION LEVEL READ COMMITTED; \(lock)", to: Self.appending) { () throws(RefoldError) in
                        try body(PostgresEventTransaction(self))
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
    /// A turn of a transaction may be hundreds of commands, and shows what others committed: few meet a taken row twice.
    private static let turnsOfTransaction = 20
    private static let reading = "read the event store"
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
