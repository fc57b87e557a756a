// Unsafe here: the handle and the C strings of libpq.
import CLibPQ
import FoundationEssentials
import RefoldStores
import RefoldValues

/// One session on a PostgreSQL server. Belongs to one thread at a time.
@safe
final class PostgresConnection {
    let location: PostgresLocation
    /// The SQLSTATE of the last failure; empty if there was none.
    private(set) var lastState = ""
    let handle: OpaquePointer
    /// Watches waits for locks; nil if waits are not watched.
    let watch: LockWatch?
    /// The names of prepared statements, by their text.
    private var prepared: [ExactText: String] = [:]
    private var namesGiven = 0
    /// A text of somebody else. A statement that holds it runs, outside of a transaction, in one that only reads and is rolled back, so that it
    /// can change neither the database nor the session.
    var fencedText: String?

    /// The existing schemas on the role's own search path, as a `name[]`: where the store is looked for, and created.
    private(set) var schemas = ""
    /// Whether the session has all rights, or may be able to get them; then ``PostgresTrust`` checks.
    private(set) var mayBeSuperuser = false

    /// Opens a session with ``PostgresSessionSettings``: texts are UTF-8, times UTC, and names those of `pg_catalog`.
    ///
    /// Waits for each host as long as `connect_timeout` or `PGCONNECT_TIMEOUT` says, else 30 seconds.
    ///
    /// - Parameters:
    ///   - settings: further parameters of the session: `["jit": "off"]`.
    ///   - readsOnly: whether it can only read. It then waits at most ``readLockTimeout`` for a lock, or some seconds longer than `waits` says, unless
    ///     the role, the database or the URI set a `lock_timeout` of their own.
    ///   - waits: watches the waits for the server and for locks, and ends them; nil if waits are not watched.
    ///   - endsOnlyWaits: whether a statement that is slow, but waits for nobody, continues after the run is cancelled; always so if it
    ///     only reads.
    /// - Throws: `.failed` if the server cannot be reached or refuses, or if a setting makes it skip rows.
    init(
        _ location: PostgresLocation, settings: [String: String] = [:], readsOnly: Bool = false, waits: WaitPolicy? = nil,
        endsOnlyWaits: Bool = false
    ) throws(RefoldError) {
        self.location = location
        watch = waits.map { LockWatch($0, of: location.name, endsOnlyWaits: readsOnly || endsOnlyWaits) }
        unsafe handle = try PostgresConnector(location: location, isCancelled: waits?.isCancelled).connect()
        let version = unsafe PQserverVersion(handle)
        guard version >= 130000 else {
            throw RefoldError(
                .failed, "the server is PostgreSQL \(version / 10000)", at: .named(location.name), expected: "PostgreSQL 13 or later")
        }
        let message = PostgresSessionSettings.message(own: settings, readsOnly: readsOnly, lockTimeout: readsOnly ? Self.lockTimeout(beside: waits) : nil)
        let results = try results(of: message, to: "set up the session")
        guard let first = results.first, let last = results.last else { return }
        mayBeSuperuser = try PostgresSessionSettings.mayBeSuperuser(last, at: location)
        schemas = first.text(0, 0)
    }

    /// How long a reader waits for a lock on a whole table before it fails.
    static let readLockTimeout = "1min"

    /// The same for a reader whose waits are watched. The watch, which names the holder, comes first; the server ends the wait if the watch cannot
    /// see it, since no second session is to be had.
    private static func lockTimeout(beside waits: WaitPolicy?) -> String {
        guard let waits else { return readLockTimeout }
        return "\(Int(min(waits.limit + .seconds(5), .seconds(86_400)) / .milliseconds(1)))ms"
    }

    deinit { unsafe PQfinish(handle) }

    // MARK: Statements

    /// Runs statements, separated by semicolons, and ignores their results.
    func execute(_ sql: String, to operation: String) throws(RefoldError) {
        let result = unsafe lastResult(orSending: { unsafe PQsendQuery(handle, sql) }, whole: { unsafe PQexec(handle, sql) })
        _ = try unsafe finished(result, operation: operation)
    }

    /// Runs statements, separated by semicolons, and returns the result of each.
    private func results(of sql: String, to operation: String) throws(RefoldError) -> [PostgresResult] {
        watch?.begin()
        guard unsafe PQsendQuery(handle, sql) == 1 else { throw failure(operation: operation) }
        var results: [PostgresResult] = []
        var first: RefoldError?
        while true {
            waitForAnswer()
            guard let result = unsafe PQgetResult(handle) else { break }
            do throws(RefoldError) { results.append(try unsafe finished(result, operation: operation)) } catch { first = first ?? error }
        }
        if let first { throw first }
        return results
    }

    /// Runs one statement, prepared on first use, and returns its rows.
    ///
    /// - Parameter parameters: the texts of `$1`, `$2` …; nil for null.
    /// - Throws: the error that ``PostgresFailure`` makes.
    func query(_ sql: String, _ parameters: [String?] = [], to operation: String) throws(RefoldError) -> PostgresResult {
        do throws(PostgresFailure) {
            return try attempt(sql, parameters)
        } catch {
            throw self.error(error, to: operation)
        }
    }

    /// Like ``query(_:_:to:)``, for callers that check the SQLSTATE themselves.
    func attempt(_ sql: String, _ parameters: [String?] = []) throws(PostgresFailure) -> PostgresResult {
        guard let fencedText, !isInTransaction, sql.contains(fencedText) else { return try attemptAsItIs(sql, parameters) }
        // Also if the wait for BEGIN was ended: the server may have begun.
        defer { rollBack() }
        _ = try unsafe accepted(lastResult(orSending: { unsafe PQsendQuery(handle, Self.fence) }, whole: { unsafe PQexec(handle, Self.fence) }))
        return try attemptAsItIs(sql, parameters)
    }

    /// Begins a transaction that only reads, whatever the session's settings say by now.
    static let fence = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY"

    private func attemptAsItIs(_ sql: String, _ parameters: [String?]) throws(PostgresFailure) -> PostgresResult {
        guard !parameters.contains(where: { $0?.utf8.contains(0) ?? false }) else {
            throw PostgresFailure(state: "22021", message: "", isDisconnected: false)
        }
        let name = try prepare(sql)
        let result = unsafe PostgresConnector.withCStrings(parameters) { (values) in
            let count = Int32(parameters.count)
            return unsafe lastResult(
                orSending: { unsafe PQsendQueryPrepared(handle, name, count, values, nil, nil, 0) },
                whole: { unsafe PQexecPrepared(handle, name, count, values, nil, nil, 0) })
        }
        return try unsafe accepted(result)
    }

    /// Prepares a statement unless it was prepared before, and returns its name.
    func prepare(_ sql: String) throws(PostgresFailure) -> String {
        if let known = prepared[ExactText(sql)] { return known }
        // Never the same name twice: the server may have prepared the statement even if the wait for it was ended.
        let name = "refold_\(namesGiven)"
        namesGiven += 1
        let result = unsafe lastResult(
            orSending: { unsafe PQsendPrepare(handle, name, sql, 0, nil) }, whole: { unsafe PQprepare(handle, name, sql, 0, nil) })
        _ = try unsafe accepted(result)
        prepared[ExactText(sql)] = name
        return name
    }

    /// How many statements are prepared.
    var preparedCount: Int { prepared.count }

    /// Makes the server drop all prepared statements.
    func forgetPrepared() throws(RefoldError) {
        // In this order: if the server fails, the names are still in use.
        try execute("DEALLOCATE ALL", to: "forget prepared statements")
        prepared.removeAll()
    }

    /// Runs `body` in a transaction: committed if it returns, rolled back if it throws. Must not be nested.
    ///
    /// - Parameters:
    ///   - kind: the text after BEGIN: `ISOLATION LEVEL REPEATABLE READ READ ONLY`, and further statements.
    ///   - afterwards: a statement for after the commit, in the same round trip; whether it fails does not matter. Asked after `body`.
    func transaction<Result>(
        _ kind: String = "", to operation: String, afterwards: () -> String? = { nil }, _ body: () throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        lastState = ""
        do throws(RefoldError) {
            try execute("BEGIN \(kind)", to: operation)
            let result = try body()
            // The server would answer COMMIT with ROLLBACK and report success.
            guard unsafe PQtransactionStatus(handle) != PQTRANS_INERROR else {
                throw RefoldError(.failed, "cannot \(operation): one of its statements failed", at: .named(location.name), remedy: "run it again")
            }
            try commit(then: afterwards(), to: operation)
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Never interrupted: otherwise it would be unknown whether it was committed.
    private func commit(then statement: String?, to operation: String) throws(RefoldError) {
        guard let statement else {
            _ = try unsafe finished(PQexec(handle, "COMMIT"), operation: operation)
            return
        }
        guard unsafe PQsendQuery(handle, "COMMIT; \(statement)") == 1 else { throw failure(operation: operation) }
        let committed = unsafe PQgetResult(handle)
        while let other = unsafe PQgetResult(handle) { unsafe PQclear(other) }
        _ = try unsafe finished(committed, operation: operation)
    }

    /// Rolls back the open transaction, if any.
    func rollBack() {
        switch unsafe PQtransactionStatus(handle) {
        case PQTRANS_INTRANS, PQTRANS_INERROR: unsafe PQclear(PQexec(handle, "ROLLBACK"))
        default: break
        }
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { unsafe PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Whether the connection is broken.
    var isLost: Bool { unsafe PQstatus(handle) == CONNECTION_BAD }

    /// The server process of this session.
    var processNumber: Int32 { unsafe PQbackendPID(handle) }

    // MARK: Results and errors

    func finished(_ result: OpaquePointer?, operation: String) throws(RefoldError) -> PostgresResult {
        do throws(PostgresFailure) {
            return try unsafe accepted(result)
        } catch {
            throw self.error(error, to: operation)
        }
    }

    func accepted(_ result: OpaquePointer?) throws(PostgresFailure) -> PostgresResult {
        // Also if the statement was done just before it was to end: its effects are rolled back with the transaction.
        if let end = watch?.takeEnd() {
            unsafe PQclear(result)
            lastState = "57014"
            throw PostgresFailure(state: lastState, message: "", isDisconnected: false, end: end)
        }
        guard let result = unsafe result else { throw lastFailure(state: "", message: nil) }
        switch unsafe PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_EMPTY_QUERY: return unsafe PostgresResult(result)
        default:
            let state = unsafe PQresultErrorField(result, Self.fieldOfState).map { unsafe String(cString: $0) } ?? ""
            let message = unsafe PQresultErrorField(result, Self.fieldOfMessage).map { unsafe String(cString: $0) }
            let constraint = unsafe PQresultErrorField(result, Self.fieldOfConstraint).map { unsafe String(cString: $0) }
            let column = unsafe PQresultErrorField(result, Self.fieldOfColumn).map { unsafe String(cString: $0) }
            unsafe PQclear(result)
            var failure = lastFailure(state: state, message: message)
            (failure.constraint, failure.column, failure.holders) = (constraint ?? "", column ?? "", watch?.holders ?? [])
            throw failure
        }
    }

    /// `PG_DIAG_SQLSTATE`, `_MESSAGE_PRIMARY`, `_CONSTRAINT_NAME` and `_COLUMN_NAME`, which are letters in C.
    private static let fieldOfState = Int32(UInt8(ascii: "C"))
    private static let fieldOfMessage = Int32(UInt8(ascii: "M"))
    private static let fieldOfConstraint = Int32(UInt8(ascii: "n"))
    private static let fieldOfColumn = Int32(UInt8(ascii: "c"))

    /// The error of what could not be sent or answered.
    func failure(operation: String) -> RefoldError {
        // While a COPY is open, PQgetResult would return it forever.
        _ = unsafe PQputCopyEnd(handle, "failed")
        // The last result has a better message than the connection.
        while let result = unsafe PQgetResult(handle) {
            do throws(RefoldError) { _ = try unsafe finished(result, operation: operation) } catch { return error }
        }
        return lastFailure(state: "", message: nil).error(at: location.name, operation: operation)
    }

    /// Makes an error from a failure.
    ///
    /// - Parameter operation: what failed, as a verb phrase: `read the events`.
    func error(_ failure: PostgresFailure, to operation: String) -> RefoldError {
        // While a session is being set up, nothing can be queried.
        if failure.state == PostgresRowSecurity.state, !schemas.isEmpty, let hidden = PostgresRowSecurity.error(at: location, operation: operation) {
            return hidden
        }
        return failure.error(at: location.name, operation: operation)
    }

    private func lastFailure(state: String, message: String?) -> PostgresFailure {
        // After the first failed statement, further ones only report that the transaction is aborted.
        if state != "25P02" { lastState = state }
        let said = unsafe message ?? String(cString: PQerrorMessage(handle))
        return PostgresFailure(
            state: state, message: said.split(separator: "\n").first.map(String.init) ?? "", isDisconnected: unsafe PQstatus(handle) == CONNECTION_BAD)
    }
}
