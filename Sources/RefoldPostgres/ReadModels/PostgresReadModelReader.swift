import RefoldCore
import RefoldStores
import RefoldValues

/// Reads single rows and short pages of the read models in a PostgreSQL database, from a primary or a standby.
///
/// Sessions are opened on demand, are read-only, and are kept. Each calling thread uses one exclusively; a lost one is reopened. An answer
/// is one statement and one round trip. The role needs SELECT on the catalog's tables and on the views.
public final class PostgresReadModelReader: ReadModelReader {
    private let location: PostgresLocation
    private let lockTimeout: Int
    private let waits: WaitPolicy?
    let sessions = SessionPool<PostgresReadSession>()

    /// - Parameters:
    ///   - location: the database of a ``PostgresReadModelStore``; it need not have read models yet.
    ///   - waits: how a query waits for locks; nil if waits are not watched. In any case no wait lasts longer than 5 seconds.
    public convenience init(_ location: PostgresLocation, waits: WaitPolicy? = nil) {
        self.init(location, lockTimeout: 5000, waits: waits)
    }

    /// - Parameter lockTimeout: how long a query waits for a lock, in milliseconds.
    init(_ location: PostgresLocation, lockTimeout: Int, waits: WaitPolicy? = nil) {
        self.location = location
        self.lockTimeout = lockTimeout
        self.waits = waits
    }

    public var name: String { location.name }

    public func revision(of model: String) throws(RefoldError) -> ReadModelRevision? {
        try withSession { session throws(RefoldError) in try session.revision(of: model) }
    }

    public func rows(
        _ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int
    ) throws(RefoldError) -> Answer<RowBlock> {
        let answer = try withSession { session throws(RefoldError) in
            let answer = try session.rows(selection, values, limit: limit, offset: offset, of: name)
            if answer == nil { try session.requireRight(toRead: selection.model, of: name) }
            return answer
        }
        guard let answer else { throw .isNotServed(selection.model, by: name) }
        return answer
    }

    private func withSession<Result>(_ body: (PostgresReadSession) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        if let known = sessions.take(where: { !$0.connection.isLost }) {
            do throws(RefoldError) {
                return try answer(of: known, body)
            } catch {
                guard known.connection.isLost else { throw error }
                // The connection was lost since the last query, and so were the other idle sessions. Reading can be repeated.
                sessions.removeAll()
            }
        }
        return try answer(of: try PostgresReadSession(location, lockTimeout: lockTimeout, waits: waits), body)
    }

    private func answer<Result>(
        of session: PostgresReadSession, _ body: (PostgresReadSession) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        defer { if !session.connection.isLost { sessions.giveBack(session) } }
        return try body(session)
    }
}
