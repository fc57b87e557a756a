import RefoldStores
import RefoldValues

/// Holds a lock in a session of its own: an advisory lock, which the server releases with the session.
///
/// Does not work through a pooler that sends a session's statements to changing servers.
final class PostgresRunLock: RunLock, @unchecked Sendable {
    /// Used when the lock is taken and when it is released, by one thread each.
    private let connection: PostgresConnection

    /// How long to wait for the session of a run that was just killed, or for one that has the lock for a moment, as a follower has it.
    private static let lockTimeout = "2s"

    init(_ subject: LockSubject, at location: PostgresLocation, waits: WaitPolicy? = nil) throws(RefoldError) {
        let operation = "lock \(subject.words)"
        let key = "\(Self.key(of: subject.key))"
        connection = try PostgresConnection(location, settings: ["lock_timeout": Self.lockTimeout], waits: waits)
        // The session idles while the run works.
        try connection.stayWhileIdle()
        do throws(PostgresFailure) {
            _ = try connection.attempt("SELECT pg_advisory_lock($1)", [key])
        } catch {
            guard error.state == "55P03" else { throw connection.error(error, to: operation) }
            throw RefoldError(
                .busy, "another run is at work\(try holder(key, to: operation))", at: .named("\(subject.words) in \(location.name)"),
                remedy: "wait for it to end, or stop it, and run this again")
        }
    }

    func isHeld() -> Bool { (try? connection.attempt("SELECT")) != nil }

    deinit { _ = try? connection.attempt("SELECT pg_advisory_unlock_all()") }

    /// ` (process 71, user ana, application refold, since …)`, without what the role may not see.
    private func holder(_ key: String, to operation: String) throws(RefoldError) -> String {
        let holders = try connection.query(
            """
            SELECT l.pid, a.usename, a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint
            """, [key], to: operation)
        guard holders.count > 0 else { return "" }
        let parts = zip(["server process", "user", "application", "since"], 0...).compactMap { word, column in
            holders.optional(0, column).flatMap { $0.isEmpty ? nil : "\(word) \($0)" }
        }
        return " (\(parts.joined(separator: ", ")))"
    }

    /// The key of a subject's lock, the same for every run; that of the empty text is the lock for creating the catalog.
    static func key(of subject: String) -> Int64 {
        Int64(bitPattern: Array("refold read_models \(subject)".utf8).span.stableHash)
    }
}
