import RefoldStores
import RefoldValues

/// A failure reported by the server or libpq, before it becomes an error.
struct PostgresFailure: Error, Hashable, Sendable {
    /// What the constraints are called that SQLSTATE names.
    private static let refusals = [
        "23503": "the foreign key", "23505": "the unique constraint", "23514": "the check", "23P01": "the exclusion constraint",
    ]

    /// Whether a state is about what was written, and not about the server, the session or another transaction.
    static func isOfRow(_ state: String) -> Bool { ["22", "23", "38", "39", "44", "54", "P0"].contains { state.hasPrefix($0) } }

    /// Whether the statement itself is at fault: a syntax, a name or a type that does not exist.
    var isOfStatement: Bool { state.hasPrefix("42") && state != "42501" }

    /// The five letters of SQLSTATE; empty if the server said nothing.
    var state: String
    /// The server's first line. It may quote a value if the class of the state is 22 or 23.
    var message: String
    var isDisconnected: Bool
    /// The constraint and the column that it names; empty if it names none.
    var constraint = ""
    var column = ""
    /// Why the statement was ended from here, if it was.
    var end: LockWatch.End?
    /// Whom it waited for, as far as that is known.
    var holders: [BoundHolder] = []

    /// Makes an error from it.
    ///
    /// - Parameters:
    ///   - name: the database, without secrets.
    ///   - operation: what failed, as a verb phrase: `read the events`.
    func error(at name: String, operation: String) -> RefoldError {
        if let end { return end.error(operation: operation) }
        var error = described(at: name, operation: operation)
        error.isOfRights = state == "42501"
        error.isOfEverything = isOfServer
        error.isOfConnection = isOfConnection
        return error
    }

    /// Whether a new connection may do a little later, without anybody's doing. Not one that the server ends by a setting, nor one to a
    /// database that was dropped.
    private var isOfConnection: Bool {
        Self.mayPass(state) || isDisconnected && !["57P04", "57P05", "25P03"].contains(state)
    }

    /// Whether a state says that the server is down or starting, or that it takes no more connections for now.
    static func mayPass(_ state: String) -> Bool { state.hasPrefix("08") || ["53300", "57P01", "57P02", "57P03"].contains(state) }

    /// Whether it is about the whole server, its disk or the way to it.
    private var isOfServer: Bool {
        isDisconnected && state != "57P05" && state != "25P03" || ["08", "28", "3D", "53", "58"].contains { state.hasPrefix($0) }
            || ["57P01", "57P02", "57P03"].contains(state)
    }

    private func described(at name: String, operation: String) -> RefoldError {
        let place = Place.named(name)
        func failed(_ reason: String, expected: String? = nil, remedy: String?) -> RefoldError {
            RefoldError(.failed, "cannot \(operation): \(reason)", at: place, expected: expected, remedy: remedy)
        }
        switch state {
        case "57P01", "57P02", "57P03":
            return failed("the server ended the connection", remedy: "run the command again when the server is up; nothing is half-done")
        case "57P05", "25P03":
            return failed("the server ended a connection that was idle for too long", remedy: "raise idle_session_timeout or idle_in_transaction_session_timeout for this role")
        case _ where isDisconnected || state.hasPrefix("08"):
            return failed("the connection to the server was lost", remedy: "run the command again when the server is up; nothing is half-done")
        case "28P01", "28000":
            return failed("the server refuses this user", remedy: "check the user, the password (PGPASSFILE keeps it out of commands) and pg_hba.conf")
        case "3D000":
            return failed("there is no such database", remedy: "check the name of the database, or create it")
        case "42501":
            return failed("the role may not do that (\(message))", remedy: "grant the role what is missing: refold doctor --for build, read, report or write prints the SQL; or use another role")
        case "25006":
            return failed(
                "the server takes no changes: it is a standby, or the session is read-only",
                remedy: "name the primary server; if it is that one, take default_transaction_read_only away from the role, the database and the URI")
        case "53100":
            return failed("the server's disk is full", remedy: "make room on the server's disk and run the command again; nothing is half-done")
        case "53200":
            return failed("the server is out of memory", remedy: "give the server more memory")
        case "53300":
            return failed("the server takes no more connections", remedy: "raise max_connections, or the limit of the role or the database, or run fewer workers")
        case "57014":
            return failed(
                message.contains("timeout") ? "the server's statement_timeout came first" : "the statement was cancelled on the server",
                remedy: "raise statement_timeout for this role, or add options=-cstatement_timeout%3D0 to the URI")
        case "55P03":
            return RefoldError(
                .busy, "cannot \(operation): another session holds a lock that it needs\(WriteWait(database: name, holders: holders, limit: .zero).names)", at: place,
                expected: "the lock within the lock_timeout",
                remedy: "wait until that session is done, or end it, then run the command again")
        case "40P01", "40001":
            return RefoldError(
                .busy, "cannot \(operation): another session was at the same rows", at: place, remedy: "run the command again")
        case "22007", "22008":
            return failed(
                "a text is no time (SQLSTATE \(state))", expected: "times in occurred_at and recorded_at, without a zone in UTC",
                remedy: "give a view event_store in which they are the times that are meant, or read a copy of the store that has them")
        case "22021", "22P05":
            return failed(
                "a text holds U+0000, bytes that are no UTF-8, or letters that the database's encoding lacks (SQLSTATE \(state))",
                expected: "texts that the database can hold", remedy: "make a database with ENCODING 'UTF8', correct the events, or leave that column out")
        case "22P02":
            return failed(
                "a text is no value of its column's type (SQLSTATE 22P02)", expected: "what the columns of event_store hold, such as uuid",
                remedy: "write ids and streams as those columns want them")
        case "54000":
            return failed(
                "a row or an indexed text is longer than PostgreSQL takes (\(message))", expected: "keys and indexed texts of at most 2,700 bytes",
                remedy: "take the long text out of what is indexed, or drop that index")
        case _ where Self.refusals[state] != nil && !constraint.isEmpty:
            return failed(
                "\(Self.refusals[state] ?? "") \"\(constraint)\" of the table refuses a row (SQLSTATE \(state))",
                remedy: "change what is written, or that rule of the table")
        case "23502" where !column.isEmpty:
            return failed("the column \"\(column)\" must not be null (SQLSTATE 23502)", remedy: "change what is written, or the table")
        case "22001":
            return failed(
                "a text is longer than its column takes (SQLSTATE 22001)", expected: "texts that the columns of the table can hold",
                remedy: "shorten the text, or widen the column with ALTER TABLE … ALTER COLUMN … TYPE text")
        case "22003":
            return failed(
                "a number is larger than its column or jsonb can hold (SQLSTATE 22003)", expected: "at most 131,072 digits before the point in JSON",
                remedy: "correct the number, or keep it in a text or in a column of the type json")
        case _ where state.hasPrefix("22") || state.hasPrefix("23"):
            // The server's message would quote the value.
            return failed("a value does not fit (SQLSTATE \(state))", remedy: "look at the table's own constraints and triggers")
        default:
            return failed(message.isEmpty ? "SQLSTATE \(state)" : message, remedy: nil)
        }
    }
}
