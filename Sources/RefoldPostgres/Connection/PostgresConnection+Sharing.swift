import RefoldValues

extension PostgresConnection {
    /// Sees from now on what another session saw when it exported a snapshot. A transaction has just begun.
    ///
    /// - Throws: status 1; as a lost connection also if the session that exported it is gone: the server removes the snapshot with it.
    func take(_ snapshot: String, to operation: String) throws(RefoldError) {
        do throws(PostgresFailure) {
            _ = try attempt("SET TRANSACTION SNAPSHOT \(PostgresName.literal(snapshot))")
        } catch {
            var failure = error
            failure.isDisconnected = error.isDisconnected || ["22023", "55000"].contains(error.state)
            throw self.error(failure, to: operation)
        }
    }
}
