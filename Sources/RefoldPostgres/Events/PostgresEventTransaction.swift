import RefoldCore
import RefoldStores
import RefoldValues

/// A write transaction on an event store in PostgreSQL.
///
/// It holds back the bound until it ends, so keep it short.
public final class PostgresEventTransaction: EventTransaction {
    let session: PostgresEventSession

    init(_ session: PostgresEventSession) { self.session = session }

    public func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try session.events(in: stream, from: version, limit: limit)
    }

    public func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] { try session.events(inEach: streams) }

    public func event(id: String) throws(RefoldError) -> StoredEvent? { try session.event(id: id) }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        try session.append(events, to: stream, expecting: expecting)
    }

    public func table(
        _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
    ) throws(RefoldError) -> (any KeptTable)? {
        let table = try PostgresKeptTable(session, schema)
        try session.keptTables.open(schema) { () throws(RefoldError) in if try table.make() { try fill(table) } }
        return table
    }
}
