import RefoldStores
import RefoldValues

/// Sessions of one kind that are kept open from one use to the next.
final class PostgresSessions: Sendable {
    /// Passed from thread to thread, used by one at a time.
    final class Idle: @unchecked Sendable {
        let connection: PostgresConnection
        init(_ connection: PostgresConnection) { self.connection = connection }
    }

    private let idle: SessionPool<Idle>
    /// With more prepared statements, such as those of generations that are gone, a session is closed instead of kept.
    private static let statements = 256

    init(capacity: Int) { idle = SessionPool(capacity: capacity) }

    /// Lends a kept session, or one that `open` opens.
    func lend(_ open: () throws(RefoldError) -> PostgresConnection) throws(RefoldError) -> PostgresLoan {
        if let kept = idle.take(where: { !$0.connection.isLostWhileIdle }) { return PostgresLoan(kept.connection, of: self) }
        let connection = try open()
        try connection.stayWhileIdle()
        return PostgresLoan(connection, of: self)
    }

    fileprivate func takeBack(_ connection: PostgresConnection) {
        guard !connection.isLost, !connection.isInTransaction, connection.preparedCount <= Self.statements else { return }
        idle.giveBack(Idle(connection))
    }
}

/// A session that is lent until this is released.
final class PostgresLoan {
    let connection: PostgresConnection
    private var lender: PostgresSessions?

    /// - Parameter lender: nil for a session that is closed afterwards.
    init(_ connection: PostgresConnection, of lender: PostgresSessions? = nil) {
        self.connection = connection
        self.lender = lender
    }

    /// Has the session closed instead of kept.
    func keepNothing() { lender = nil }

    deinit { lender?.takeBack(connection) }
}

extension PostgresConnection {
    /// Keeps the server from ending the session if it idles for long. PostgreSQL 13 does not have this setting.
    func stayWhileIdle() throws(RefoldError) {
        _ = try query("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'", to: "set up the session")
    }
}
