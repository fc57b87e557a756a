import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// Reads single rows and short pages of the read models in a SQLite file.
///
/// The file is opened read-only by the first query, and kept open; it need not exist before. Any number of threads may query; each uses one
/// connection exclusively. A file that was replaced, or deleted and created again, is noticed by the next query.
public final class SQLiteReadModelReader: ReadModelReader {
    private let path: String
    private let waits: WaitPolicy?
    let sessions = SessionPool<SQLiteReadSession>()

    /// - Parameters:
    ///   - path: the file of a ``SQLiteReadModelStore``.
    ///   - waits: how it waits for locks on the file; nil for ten seconds, without a notice.
    public init(path: String, waits: WaitPolicy? = nil) {
        self.path = path
        self.waits = waits
    }

    public var name: String { "sqlite:\(path)" }

    public func revision(of model: String) throws(RefoldError) -> ReadModelRevision? {
        try withSession { session throws(RefoldError) in try session.revision(of: model) }
    }

    public func rows(
        _ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int
    ) throws(RefoldError) -> Answer<RowBlock> {
        let answer = try withSession { session throws(RefoldError) in
            try session.rows(selection, values, limit: limit, offset: offset, of: name)
        }
        guard let answer else { throw .isNotServed(selection.model, by: name) }
        return answer
    }

    /// - Returns: nil if there is no file.
    private func withSession<Result>(_ body: (SQLiteReadSession) throws(RefoldError) -> Result?) throws(RefoldError) -> Result? {
        guard let file = FileIdentity(path) else {
            sessions.removeAll()
            return nil
        }
        let session: SQLiteReadSession
        if let known = sessions.take(where: { $0.file == file && $0.connection.isCurrent }) {
            session = known
        } else {
            session = SQLiteReadSession(try SQLiteReadModelStore.openForReading(path, busyTimeout: .seconds(10), watched: waits), file)
        }
        // A session that failed is not used again.
        let result = try body(session)
        sessions.giveBack(session)
        return result
    }
}
