import Dispatch
import RefoldFiles
import RefoldStores
import RefoldValues
import Synchronization

/// The write-ahead log of a file that is read all the time.
enum WriteAheadLog {
    /// Makes committed rows durable in the file itself and empties the log; what a reader still needs of the log stays.
    ///
    /// Readers that follow one another without a gap would keep the log from ever being emptied: if it has grown long, those of the moment
    /// are waited for, while new ones read what is committed.
    static func copy(of path: String) throws(RefoldError) {
        let isLong = FileStamp(path + "-wal").map { $0.size > Self.longSize } ?? false
        let connection = try SQLiteConnection(path, mode: .readWrite, busyTimeout: isLong ? .seconds(1) : .zero, closing: .leavingLog)
        let statement = try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
        _ = try statement.step()
    }

    /// In bytes. It is as long as SQLite leaves a log that it has emptied (`journal_size_limit`).
    private static let longSize: Int64 = 64 << 20

    /// Copies the log after a commit. If that fails, the committed rows are safe in the log.
    static func attempt(_ housekeeping: Housekeeping, _ copying: () throws(RefoldError) -> Void) {
        housekeeping.attempt(
            "the write-ahead log was not copied into the file", remedy: "remove the cause; the next run copies it, and nothing is lost until then", copying)
    }
}

/// Copies committed pages from the write-ahead log into the file on a thread of its own, while another connection goes on writing.
///
/// It does not empty the log, nobody waits for it and it waits for nobody: if readers or another copy are in the way, it leaves the rest to
/// the next one. Only the queue uses the connection, one operation after the other.
final class LogCopying: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let queue = DispatchQueue(label: "refold.log")
    private let underWay = DispatchGroup()
    private let failure = Mutex<RefoldError?>(nil)

    init(of path: String) throws(RefoldError) {
        connection = try SQLiteConnection(path, mode: .readWrite, busyTimeout: .zero, closing: .leavingLog)
    }

    /// Starts to copy what is committed now.
    func begin() {
        queue.async(group: underWay) { [self] in
            do throws(RefoldError) {
                let statement = try connection.prepare("PRAGMA wal_checkpoint(PASSIVE)")
                _ = try statement.step()
            } catch {
                failure.withLock { $0 = error }
            }
        }
    }

    /// Waits until the copying has ended.
    ///
    /// - Throws: the error that stopped it, such as a full disk.
    func wait() throws(RefoldError) {
        end()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Waits like ``wait()``, if nothing can be done about an error.
    func end() { underWay.wait() }
}
