import FoundationEssentials
import RefoldStores
import RefoldValues

extension SQLiteConnection {
    /// Opens a file that is only read: also one on a medium or in a folder that cannot be written, where SQLite could make no log, and one
    /// whose last writer was killed while it had a rollback journal, as whoever creates a file has.
    ///
    /// - Throws: `.failed` if the file cannot be read.
    static func forReading(
        _ path: String, busyTimeout: Duration = .seconds(3600), watched: WaitPolicy? = nil, closing: Closing = .copyingLog
    ) throws(RefoldError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path, mode: .readOnly, busyTimeout: busyTimeout, watched: watched, closing: closing)
        do throws(RefoldError) {
            _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
            return connection
        } catch where error.status == .failed && hasNoWriter(path) {
            return try SQLiteConnection(path, mode: .immutable)
        } catch where connection.lacksRollback && FileManager.default.isWritableFile(atPath: path) {
            // Only a connection with write access rolls it back.
            _ = try SQLiteConnection(path, mode: .readWrite, watched: watched).integer("SELECT count(*) FROM sqlite_schema")
            return try SQLiteConnection(path, mode: .readOnly, busyTimeout: busyTimeout, watched: watched, closing: closing)
        }
    }

    /// If there is no log or journal with contents, and none can be made, nobody can be writing.
    private static func hasNoWriter(_ path: String) -> Bool {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        return UnwatchedFile.hasEmptyLogs(path) && !FileManager.default.isWritableFile(atPath: folder) && FileManager.default.isReadableFile(atPath: path)
    }
}
