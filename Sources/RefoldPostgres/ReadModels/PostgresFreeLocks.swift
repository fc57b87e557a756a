import RefoldStores
import RefoldValues
import Synchronization

/// The locks of a run that comes again and again, all in one session that stays open. See ``PostgresRunLock``.
final class PostgresFreeLocks: Sendable {
    private let location: PostgresLocation
    private let waits: WaitPolicy?
    private let session = Mutex<PostgresConnection?>(nil)

    init(at location: PostgresLocation, waits: WaitPolicy?) {
        self.location = location
        self.waits = waits
    }

    /// Takes a lock that nobody has or waits for.
    func take(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? {
        let key = PostgresRunLock.key(of: subject.key)
        let number = try session.withLock { session throws(RefoldError) -> Int32? in
            let connection: PostgresConnection
            if let known = session, !known.isLostWhileIdle {
                connection = known
            } else {
                connection = try PostgresConnection(location, waits: waits)
                try connection.stayWhileIdle()
                session = connection
            }
            // The server refuses it also if somebody is in the queue for it.
            let taken = try connection.query("SELECT pg_try_advisory_lock($1::bigint)", ["\(key)"], to: "lock \(subject.words)").boolean(0, 0)
            return taken ? connection.processNumber : nil
        }
        return number.map { Lock(of: self, key, takenIn: $0) }
    }

    private func release(_ key: Int64, takenIn number: Int32) {
        session.withLock { session in
            // Locks went with a session that was lost.
            guard let connection = session, connection.processNumber == number else { return }
            if (try? connection.attempt("SELECT pg_advisory_unlock($1::bigint)", ["\(key)"])) == nil { session = nil }
        }
    }

    private final class Lock: RunLock {
        private let locks: PostgresFreeLocks
        private let key: Int64
        private let number: Int32

        init(of locks: PostgresFreeLocks, _ key: Int64, takenIn number: Int32) {
            self.locks = locks
            self.key = key
            self.number = number
        }

        deinit { locks.release(key, takenIn: number) }
    }
}
