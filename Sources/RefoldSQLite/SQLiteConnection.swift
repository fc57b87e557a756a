// Unsafe here: the C interface of SQLite hands out raw pointers. This file, SQLiteStatement.swift and SQLiteStatement+Columns.swift are
// the only ones that call it; what they hand out is checked or named unsafe.

import CSQLite
import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues

/// A connection to a SQLite database file.
///
/// Belongs to one thread at a time. Closed when it and all its statements are released.
@safe
public final class SQLiteConnection {
    /// How a file is opened.
    public enum Mode: Hashable, Sendable {
        case readOnly
        /// Read-only, and nobody changes the file meanwhile: works if the folder is not writable, but not beside a write-ahead log. If somebody
        /// does, the next rows are refused.
        case immutable
        /// Read and write; the file must exist.
        case readWrite
        /// Read and write; creates an empty database if there is no file.
        case create
    }

    /// How a transaction begins.
    public enum TransactionKind: String, Sendable {
        /// Takes the write lock at once, waiting for it. Use it for all writing.
        case immediate = "BEGIN IMMEDIATE"
        /// A snapshot from the first statement on. Only for reading: a later write may fail because someone else wrote meanwhile.
        case deferred = "BEGIN DEFERRED"
    }

    /// What a connection does with the write-ahead log when it is the last one to close.
    public enum Closing: Hashable, Sendable {
        /// Copies the log into the file and deletes it, SQLite's default. Meanwhile a reader of another program without a busy timeout may
        /// get `SQLITE_BUSY`.
        case copyingLog
        /// Leaves the log, so that opening and closing never blocks a reader. For files that other programs read all the time.
        case leavingLog
    }

    /// The path of the file, as given.
    public let path: String
    let handle: OpaquePointer
    /// The file, if it was opened as one that nobody changes.
    let unwatched: UnwatchedFile?
    private var busyTimeout: Duration
    /// Monitors lock waits instead of the busy timeout, except for short maintenance statements.
    private let lockWait: SQLiteLockWait?
    private var isBrief = false

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - busyTimeout: how long a statement waits for other processes' locks, in whole seconds, up to 24 days.
    ///   - watched: instead of the busy timeout, monitors the waits and ends them.
    /// - Throws: `.failed` if the file cannot be opened. That a file is not a database is often found only by the first statement.
    public init(
        _ path: String, mode: Mode, busyTimeout: Duration = .seconds(3600), watched: WaitPolicy? = nil, closing: Closing = .copyingLog
    ) throws(RefoldError) {
        try Self.refuseStrangeFile(path, mode)
        unwatched = mode == .immutable ? UnwatchedFile(path) : nil
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(Self.uri(path, mode), &opened, Self.flags(mode), nil)
        guard code == SQLITE_OK, let connection = unsafe opened else {
            let message = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            let extended = unsafe opened.map { unsafe sqlite3_extended_errcode($0) } ?? code
            let system = unsafe opened.map { unsafe sqlite3_system_errno($0) } ?? 0
            unsafe sqlite3_close_v2(opened)
            throw SQLiteFailure.error(code: extended, message: message, system: SystemFailure(system), path: path, operation: "open the database")
        }
        unsafe handle = connection
        self.path = path
        self.busyTimeout = busyTimeout
        lockWait = watched.map { SQLiteLockWait($0, path: path) }
        unsafe sqlite3_extended_result_codes(connection, 1)
        // Statements hold the text of layouts, which may come from anybody.
        unsafe refold_refuse_tokenizers(connection)
        setWaiting()
        try execute("PRAGMA trusted_schema = OFF")
        if closing == .leavingLog {
            var keep: Int32 = 1
            unsafe refold_leave_log_on_close(connection)
            unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_PERSIST_WAL, &keep)
        }
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
    }

    /// Refuses a folder, for which SQLite has no clear error; a pipe, on which it would wait forever; and a file with a second name, which
    /// has a second write-ahead log that writers under the first name do not see.
    private static func refuseStrangeFile(_ path: String, _ mode: Mode) throws(RefoldError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RefoldError(
                .failed, status.st_mode & S_IFMT == S_IFDIR ? "this is a folder" : "this is no ordinary file", at: .named(path),
                expected: "a SQLite file", remedy: "name the file itself")
        }
        guard status.st_nlink > 1, mode == .readWrite || mode == .create else { return }
        throw RefoldError(
            .failed, "the file has \(status.st_nlink) names (hard links), and SQLite keeps a log of its own beside each of them", at: .named(path),
            expected: "a file with one name, to be written to",
            remedy: "remove the other names (find them with: find / -xdev -samefile FILE), or put a copy in the place of this one")
    }

    /// Whether the last failure was one of the statement itself: its syntax, or a name that does not exist.
    var isStatementAtFault: Bool { unsafe sqlite3_errcode(handle) & 0xFF == SQLITE_ERROR }

    /// Whether the last statement failed because a writer was killed, and this connection may not roll its change back.
    var lacksRollback: Bool { unsafe sqlite3_extended_errcode(handle) == SQLiteFailure.lacksRollback }

    /// Whether what it reads is what the file holds now; false once a file was changed that was opened as one that nobody changes.
    var isCurrent: Bool { unwatched?.isUnchanged ?? true }

    /// Runs statements without result rows and parameters.
    public func execute(_ sql: String) throws(RefoldError) {
        var rest = sql[...]
        while let (statement, tail) = try SQLiteStatement.first(of: rest, on: self) {
            while try statement.step() {}
            rest = tail
        }
    }

    /// Prepares one statement.
    ///
    /// - Parameter isKept: whether it is used many times; SQLite then allocates its memory separately.
    public func prepare(_ sql: String, isKept: Bool = false) throws(RefoldError) -> SQLiteStatement {
        guard let (statement, _) = try SQLiteStatement.first(of: sql[...], on: self, isKept: isKept) else {
            throw RefoldError(.failed, "a statement without text was to be prepared", at: .named(path))
        }
        return statement
    }

    /// The first column of the first row; nil if there is no row or it is null.
    public func integer(_ sql: String) throws(RefoldError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// Runs `body` in a transaction: committed if it returns, rolled back if it throws. Must not be nested.
    public func transaction<Result>(
        _ kind: TransactionKind, _ body: () throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try execute(kind.rawValue)
        do throws(RefoldError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Copies the write-ahead log into the file and empties it, unless a reader needs it: tries for a second, then leaves it to a later
    /// call.
    public func truncateLog() throws(RefoldError) {
        try briefly("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Switches the file to a write-ahead log, unless it is in use: tries for a second, then leaves it to a later call.
    func useLog() throws(RefoldError) {
        try briefly("PRAGMA journal_mode = WAL")
    }

    /// Runs a statement that waits for locks for at most a second, and is skipped after that.
    private func briefly(_ sql: String) throws(RefoldError) {
        let usual = busyTimeout
        (busyTimeout, isBrief) = (.seconds(1), true)
        setWaiting()
        defer {
            (busyTimeout, isBrief) = (usual, false)
            setWaiting()
        }
        do throws(RefoldError) {
            try execute(sql)
        } catch where error.status != .busy {
            throw error
        } catch {
            // The file is in use; the next writer does it.
        }
    }

    /// Sets how long SQLite waits for locks: for the busy timeout, or as the watch decides.
    private func setWaiting() {
        if let watch { unsafe watch.install(on: handle) } else { unsafe sqlite3_busy_timeout(handle, milliseconds) }
    }

    /// What monitors waits now; nil if only the busy timeout ends them.
    var watch: SQLiteLockWait? { isBrief ? nil : lockWait }

    /// Rolls back the open transaction, if any. SQLite does so by itself after some errors.
    func rollBack() {
        guard isInTransaction else { return }
        do { try execute("ROLLBACK") } catch { /* The first error is the one to tell; closing rolls back too. */ }
    }

    /// Whether a transaction is open.
    public var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// The number of rows that the last INSERT, UPDATE or DELETE changed.
    public var changes: Int64 { unsafe sqlite3_changes64(handle) }

    /// The error for SQLite's last result.
    func failure(_ code: Int32, operation: String) -> RefoldError {
        if code & 0xFF == SQLITE_BUSY, let ended = watch?.takeError(operation: operation) { return ended }
        return SQLiteFailure.error(
            code: code, message: unsafe String(cString: sqlite3_errmsg(handle)), system: SystemFailure(unsafe sqlite3_system_errno(handle)),
            path: path, operation: operation)
    }

    private var milliseconds: Int32 { Int32(clamping: busyTimeout.components.seconds.multipliedReportingOverflow(by: 1000).partialValue) }

    /// Repeats a statement that SQLite refused without waiting, until the busy timeout ends, or as long as the watch allows.
    ///
    /// - Parameter turn: tries it once; returns whether to try again.
    func retry(_ turn: () -> Bool) {
        let (deadline, watch) = (ContinuousClock.now + busyTimeout, watch)
        watch?.beginRetrying()
        defer { watch?.endRetrying() }
        while watch?.mayGoOn() ?? (.now < deadline) {
            sqlite3_sleep(5)
            guard turn() else { return }
        }
    }

    /// Lets other threads and processes go first.
    static func pause(milliseconds: Int32) { sqlite3_sleep(milliseconds) }

    private static func flags(_ mode: Mode) -> Int32 {
        let access =
            switch mode {
            case .readOnly, .immutable: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        return access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
    }

    /// The path as a URI, in which no character of it has a special meaning.
    private static func uri(_ path: String, _ mode: Mode) -> String {
        var uri = "file:"
        // An empty authority, because a path that begins with two slashes would be read as one.
        if path.hasPrefix("/") { uri += "//" }
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16)
                uri += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return mode == .immutable ? uri + "?immutable=1" : uri
    }
}
