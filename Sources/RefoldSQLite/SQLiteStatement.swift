// Unsafe here: see SQLiteConnection.swift.
import CSQLite
import RefoldValues

/// A prepared statement of a connection, which it keeps open.
///
/// Belongs to the thread that uses the connection.
@safe
public final class SQLiteStatement {
    /// The connection that it was prepared on.
    public let connection: SQLiteConnection
    let handle: OpaquePointer
    private let unwatched: UnwatchedFile?
    private var isUnderWay = false

    private init(_ connection: SQLiteConnection, _ handle: OpaquePointer) {
        self.connection = connection
        unwatched = connection.unwatched
        unsafe self.handle = handle
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Prepares the first statement of `sql`; nil if there is only white space and comments.
    static func first(
        of sql: Substring, on connection: SQLiteConnection, isKept: Bool = false
    ) throws(RefoldError) -> (SQLiteStatement, rest: Substring)? {
        let text = Array(sql.utf8)
        var prepared: OpaquePointer?
        var used = 0
        func prepareOnce() -> Int32 {
            unsafe text.withUnsafeBytes { bytes in
                let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                var tail: UnsafePointer<CChar>?
                let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
                let code = unsafe sqlite3_prepare_v3(connection.handle, start, Int32(clamping: bytes.count), flags, &prepared, &tail)
                if let start = unsafe start, let tail = unsafe tail { used = unsafe tail - start }
                return code
            }
        }
        var code = prepareOnce()
        if isRefusal(code), !connection.isInTransaction {
            connection.retry {
                code = prepareOnce()
                return isRefusal(code)
            }
        }
        guard code == SQLITE_OK else { throw connection.failure(code, operation: "use the database") }
        guard let statement = unsafe prepared else { return nil }
        return (unsafe SQLiteStatement(connection, statement), sql[sql.utf8.index(sql.startIndex, offsetBy: used)...])
    }

    /// Moves to the next row.
    ///
    /// Waits for locks of other processes as long as the connection's busy timeout lasts.
    /// - Returns: whether there is one; if not, the statement is finished, and may be bound and stepped again.
    public func step() throws(RefoldError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW {
            isUnderWay = true
            if let unwatched { try unwatched.noteRow() }
            return true
        }
        if code == SQLITE_DONE {
            isUnderWay = false
            unsafe sqlite3_reset(handle)
            if let unwatched { try unwatched.noteEnd() }
            return false
        }
        return try stepAgain(after: code)
    }

    /// Runs a statement without result rows.
    ///
    /// - Parameter operation: what it is for, as a verb phrase: `append an event`.
    /// - Returns: why a row was refused, by a rule of its table or because a value does not fit; nil if the statement ran.
    func run(to operation: String) throws(RefoldError) -> SQLiteRefusal? {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_DONE {
            unsafe sqlite3_reset(handle)
            return nil
        }
        if SQLiteRefusal.isOfRow(code) {
            // Before the reset: whatever the connection does next has words of its own.
            let refusal = SQLiteRefusal(code: code, error: connection.failure(code, operation: operation))
            unsafe sqlite3_reset(handle)
            return refusal
        }
        _ = try stepAgain(after: code)
        return nil
    }

    /// Ends the statement and releases its read lock; the bindings stay.
    public func reset() {
        isUnderWay = false
        unsafe sqlite3_reset(handle)
    }

    /// SQLite's own waiting does not cover every lock: not the recovery of a log after a crash, and not the last moment of a closing
    /// writer. A statement that has not begun can be repeated.
    private func stepAgain(after first: Int32) throws(RefoldError) -> Bool {
        var code = first
        unsafe sqlite3_reset(handle)
        if isWorthRetrying(code), !isUnderWay {
            connection.retry {
                code = unsafe sqlite3_step(handle)
                if code != SQLITE_ROW { unsafe sqlite3_reset(handle) }
                return isWorthRetrying(code)
            }
        }
        isUnderWay = code == SQLITE_ROW
        if isUnderWay { return true }
        if code == SQLITE_DONE { return false }
        throw connection.failure(code, operation: "use the database")
    }

    private func isWorthRetrying(_ code: Int32) -> Bool {
        unsafe Self.isRefusal(code) && sqlite3_txn_state(connection.handle, nil) == SQLITE_TXN_NONE
    }

    private static func isRefusal(_ code: Int32) -> Bool {
        code & 0xFF == SQLITE_BUSY || code & 0xFF == SQLITE_PROTOCOL
    }
}
